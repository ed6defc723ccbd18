import { createHash } from 'node:crypto';
import { Refusal } from '../problems/index.ts';
import { canonicalJson, isObject, type Json, own } from '../std/index.ts';
import { isStorableTime } from './list-query.ts';
import type { VisibleRow } from './visible-row.ts';

/** After which execution a page begins. Of executions that began in one microsecond the run's id decides. */
export type Position = Pick<VisibleRow, 'began' | 'runId'>;

/** Opaque to callers, and of use for nothing but the same filter. */
export function cursorOf({ began, runId }: Position, filter: object): string {
  return Buffer.from(JSON.stringify({ v: form, f: digestOf(filter), b: began, r: runId })).toString('base64url');
}

export function readCursor(cursor: string, filter: object): Position {
  const read = parsed(cursor);
  const [began, runId] = [own(read, 'b'), own(read, 'r')];
  if (own(read, 'v') !== form || typeof began !== 'string' || typeof runId !== 'string')
    throw invalid('is none of ours');
  if (!times.test(began) || !isStorableTime(began) || !ids.test(runId)) throw invalid('is none of ours');
  if (own(read, 'f') !== digestOf(filter)) throw invalid('was given for another filter');
  return { began, runId };
}

export interface IdPlace {
  /** How many of the ids are behind it. */
  readonly at: number;
  /** When the first of the requests that go through them came. */
  readonly since: number;
}

/** Into a list of ids. */
export function idCursor({ at, since }: IdPlace, ids: readonly string[]): string {
  return Buffer.from(JSON.stringify({ v: form, f: digestOf(ids), n: at, t: since })).toString('base64url');
}

export function readIdCursor(cursor: string, ids: readonly string[]): IdPlace {
  const read = parsed(cursor);
  const [at, since] = [own(read, 'n'), own(read, 't')];
  if (own(read, 'v') !== form || typeof at !== 'number' || !Number.isInteger(at) || at < 0)
    throw invalid('is none of ours');
  if (typeof since !== 'number' || !Number.isInteger(since) || since < 0) throw invalid('is none of ours');
  if (own(read, 'f') !== digestOf(ids)) throw invalid('was given for other ids');
  return { at, since };
}

/** Negative where the first one comes before the second in a list. */
export function newestFirst(a: Position, b: Position): number {
  if (a.began !== b.began) return a.began > b.began ? -1 : 1;
  if (a.runId === b.runId) return 0;
  return a.runId > b.runId ? -1 : 1;
}

export function digestOf(filter: object): string {
  return createHash('sha256')
    .update(canonicalJson(filter as Json))
    .digest('hex')
    .slice(0, 16);
}

/** A later form would not be understood by an earlier release, nor the other way round. */
const form = 1;
const times = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const ids = /^[A-Za-z0-9-]{1,100}$/;

function parsed(cursor: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

function invalid(why: string): Refusal {
  return new Refusal(
    'invalid-cursor',
    `the cursor ${why}; send what an answer to the same request gave as next_cursor`,
  );
}
