import { createHash, randomBytes } from 'node:crypto';
import { Refusal } from '../problems/index.ts';
import { canonicalJson, type Json } from '../std/index.ts';
import type { Asked } from './swarms.ts';

/** What one request is known by inside: `unique` becomes part of the id of what it makes, `op` that of the operation. */
export interface Identity {
  /** Eight small letters and digits: from the key alone, so that the same key never makes two things. */
  readonly unique: string;
  /** From the key and the content: so a key that comes with other content is found out. */
  readonly op: string;
}

/** Without a key it is another each time. `kind` keeps keys of different requests apart. Without `content` the operation is that
 * of the key, whatever is asked: the answer then says what was asked for. */
export function identityOf(kind: string, { key }: Asked, content: Json = null): Identity {
  if (key === undefined) {
    const bytes = randomBytes(16);
    return { unique: uniqueOf(bytes), op: bytes.toString('base64url') };
  }
  const digest = digestOf(`${kind}\n${key}`);
  return {
    unique: uniqueOf(digest),
    op: digestOf(`${kind}\n${key}\n${canonicalJson(content)}`)
      .toString('base64url')
      .slice(0, 22),
  };
}

export function keyReused(): Refusal {
  return new Refusal('idempotency-key-reused', 'what came under this key before was about something else');
}

/** The same order for the same key: one more takes a place between the others, and moves few keys to the front of it. */
export function orderFor(key: string, places: readonly number[]): readonly number[] {
  const ranks = places.map((place) => ({ place, rank: digestOf(`place\n${place}\n${key}`).readBigUInt64BE() }));
  return ranks
    .toSorted((one, other) => (one.rank === other.rank ? one.place - other.place : one.rank < other.rank ? -1 : 1))
    .map(({ place }) => place);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function uniqueOf(bytes: Buffer): string {
  return bytes.readBigUInt64BE().toString(36).padStart(8, '0').slice(-8);
}
