import { Refusal } from '../problems/index.ts';
import { isList } from '../std/index.ts';

/** Where the next page of a list that goes through several shards begins: in a shard, behind what its own cursor says. */
export interface ShardPlace {
  readonly shard: number;
  readonly inner: string | null;
}

/** Of a list that goes through several swarms, too; they come by their creation, then by slug. */
export interface SwarmPlace extends ShardPlace {
  readonly createdAt: number;
  readonly swarm: string;
}

type Part = string | number | null;

/** `list` says which list it is of: to another it is none. No secret is in it. */
export function cursorFor(list: string, parts: readonly Part[]): string {
  return Buffer.from(JSON.stringify([form, list, ...parts])).toString('base64url');
}

export function readShardPlace(list: string, cursor: string): ShardPlace {
  const [shard, inner] = partsOf(list, cursor);
  if (!isPlace(shard) || !isInner(inner)) throw foreign();
  return { shard, inner };
}

export function readSwarmPlace(list: string, cursor: string): SwarmPlace {
  const [createdAt, swarm, shard, inner] = partsOf(list, cursor);
  if (!isPlace(createdAt) || typeof swarm !== 'string' || !isPlace(shard) || !isInner(inner)) throw foreign();
  return { createdAt, swarm, shard, inner };
}

/** Of a list that one entity pages by itself. */
export function readInner(list: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [inner] = partsOf(list, cursor);
  if (typeof inner !== 'string') throw foreign();
  return inner;
}

const form = 1;

function partsOf(list: string, cursor: string): readonly unknown[] {
  const read = parsed(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!isList(read) || read[0] !== form || read[1] !== list) throw foreign();
  return read.slice(2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isPlace(part: unknown): part is number {
  return typeof part === 'number' && Number.isSafeInteger(part) && part >= 0;
}

function isInner(part: unknown): part is string | null {
  return part === null || typeof part === 'string';
}

function foreign(): Refusal {
  return new Refusal('invalid-cursor', 'the cursor is none of this list; send what its last page gave as next_cursor');
}
