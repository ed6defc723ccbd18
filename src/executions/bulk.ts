import type { ExecutionFilter } from './listing.ts';

/** What many executions can be told at once. */
export type BulkAction = { readonly kind: 'cancel'; readonly reason?: string } | { readonly kind: 'retry' };

/** Whom: those that are named, or all that fit a filter. */
export type BulkTarget =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'filter'; readonly filter: ExecutionFilter };

export interface BulkRequest {
  readonly action: BulkAction;
  readonly target: BulkTarget;
  /** What the dry run gave; of a filter, nothing is done without it (`confirmation-needed`). With it, what was retried
   * since the dry run is not retried again. */
  readonly confirm?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** What would be touched. */
export interface DryRun {
  readonly count: number;
  /** False where there are more than were counted. */
  readonly isAll: boolean;
  /** The first of them. */
  readonly executionIds: readonly string[];
  readonly confirm: string;
}

export interface BulkAnswer {
  readonly results: readonly BulkResult[];
  /** Where to go on; null where all have been told. */
  readonly nextCursor: string | null;
}

export type BulkResult =
  | { readonly kind: 'done'; readonly executionId: string; /** Of a retry, what runs now. */ readonly runs?: string }
  | { readonly kind: 'refused'; readonly executionId: string; readonly code: string; readonly message: string };

export const bulkLimits = {
  /** Told by one request. */
  told: 1000,
  /** At a time. */
  atATime: 8,
  /** Listed before those are told. */
  span: 100,
  /** What one request may take until it stops where it is: its caller does not wait for ever. */
  requestMs: 15_000,
  /** Counted by a dry run. */
  counted: 5000,
  /** Named by a dry run. */
  named: 20,
  /** How long what a dry run said holds. */
  confirmMs: 10 * 60_000,
} as const;
