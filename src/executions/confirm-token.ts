import { Refusal } from '../problems/index.ts';
import { own } from '../std/index.ts';
import type { BulkAction } from './bulk.ts';
import { digestOf } from './list-cursor.ts';
import type { ExecutionFilter } from './listing.ts';
import { opaqueToken, readOpaque } from './opaque-token.ts';

/** What a dry run has said: to whom it holds, when, and of how many. A belt, not a lock: whoever may tell many may tell
 * them without having looked, by making one up. */
export interface Confirmed {
  readonly at: number;
  /** Null where there were more than it counted. */
  readonly count: number | null;
}

export type Confirmable = { readonly action: BulkAction['kind'] } & (
  | { readonly filter: ExecutionFilter }
  | { readonly ids: readonly string[] }
);

export function confirmToken(what: Confirmable, { at, count }: Confirmed): string {
  return opaqueToken({ v: form, f: digestOf(what), t: at, n: count });
}

/** Refused where it says something else, or nothing. */
export function readConfirm(token: string | undefined, what: Confirmable, validMs: number): Confirmed {
  if (token === undefined) throw needed('a filter may fit more than you think');
  const read = readOpaque(token);
  const [at, count] = [own(read, 't'), own(read, 'n') ?? null];
  const isCount = count === null || (typeof count === 'number' && count >= 0);
  if (own(read, 'v') !== form || typeof at !== 'number' || !isCount) throw needed('this is no word of a dry run');
  if (own(read, 'f') !== digestOf(what))
    throw needed(`the dry run was of ${'ids' in what ? 'other ids' : 'another filter'}`);
  const age = Date.now() - at;
  if (age > validMs || age < -clocksMs) throw needed(`the dry run was more than ${validMs / 60_000} minutes ago`);
  return { at, count };
}

export function needed(why: string): Refusal {
  return new Refusal('confirmation-needed', `${why}: ask with dry_run first, and send what it gives as \`confirm\``);
}

/** A later form would not be understood by an earlier release. */
const form = 1;

/** Of several servers. */
const clocksMs = 60_000;
