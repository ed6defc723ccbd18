import { createHash } from 'node:crypto';
import { Refusal } from '../problems/index.ts';
import { canonicalJson, type Json, own } from '../std/index.ts';
import { isStorableTime } from './list-query.ts';
import { opaqueToken, readOpaque } from './opaque-token.ts';
import type { VisibleRow } from './visible-row.ts';

/** After which execution a page begins. Of executions that began in one microsecond the run's id decides. */
export type Position = Pick<VisibleRow, 'began' | 'runId'>;

export interface ListPlace extends Position {
  /** No execution of an earlier page had a history that began after that. Cursors of earlier releases don't say it. */
  readonly top?: string;
}

/** Opaque to callers, and of use for nothing but the same filter. */
export function cursorOf({ began, runId, top }: ListPlace, filter: object): string {
  return opaqueToken({ v: form, f: digestOf(filter), b: began, r: runId, ...(top !== undefined && { t: top }) });
}

export function readCursor(cursor: string, filter: object): ListPlace {
  const read = readOpaque(cursor);
  const [began, runId, top] = [own(read, 'b'), own(read, 'r'), own(read, 't')];
  if (own(read, 'v') !== form || typeof runId !== 'string' || !ids.test(runId)) throw invalid('is none of ours');
  if (!isTime(began) || (top !== undefined && !isTime(top))) throw invalid('is none of ours');
  if (own(read, 'f') !== digestOf(filter)) throw invalid('was given for another filter');
  return { began, runId, ...(top !== undefined && { top }) };
}

export interface IdPlace {
  /** How many of the ids are behind it. */
  readonly at: number;
  /** When the first of the requests that go through them came. */
  readonly since: number;
}

/** Into a list of ids. */
export function idCursor({ at, since }: IdPlace, ids: readonly string[]): string {
  return opaqueToken({ v: form, f: digestOf(ids), n: at, t: since });
}

export function readIdCursor(cursor: string, ids: readonly string[]): IdPlace {
  const read = readOpaque(cursor);
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

function isTime(value: unknown): value is string {
  return typeof value === 'string' && times.test(value) && isStorableTime(value);
}

function invalid(why: string): Refusal {
  return new Refusal(
    'invalid-cursor',
    `the cursor ${why}; send what an answer to the same request gave as next_cursor`,
  );
}
