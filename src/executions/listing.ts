import type { StandingWord } from '../engine/index.ts';
import type { ExecutionOutcome, ExecutionStatus } from './execution-view.ts';

/** What executions are looked for. All that is given has to hold; of a list, one of its words. */
export interface ExecutionFilter {
  readonly statuses?: readonly ExecutionStatus[];
  readonly phases?: readonly StandingWord[];
  readonly outcomes?: readonly ExecutionOutcome[];
  readonly workflowName?: string;
  readonly version?: string;
  /** When it was started, in milliseconds since 1970 UTC: from this on, and before that. One that has left a long history
   * counts from its newest one. */
  readonly from?: number;
  readonly to?: number;
  readonly scheduleId?: string;
  /** Null: those that no other execution has called. */
  readonly parentId?: string | null;
}

export interface ListRequest {
  readonly filter: ExecutionFilter;
  readonly limit: number;
  /** What the page before it gave, for the same filter (`invalid-cursor` otherwise). */
  readonly cursor?: string;
  /** Only of workflows of these names, which may be others for each page. */
  readonly among?: ReadonlySet<string>;
}

export interface ListPage {
  /** Those started last come first. */
  readonly executions: readonly ListedExecution[];
  /** Null on the last page. A page may be short, or empty, and not be the last one: so many were looked at. */
  readonly nextCursor: string | null;
}

export interface ListedExecution {
  readonly executionId: string;
  readonly workflowName: string;
  readonly version: string;
  readonly status: ExecutionStatus;
  readonly phase?: StandingWord;
  readonly outcome?: ExecutionOutcome;
  readonly startedAt: number;
  readonly completedAt?: number;
  readonly parentId?: string;
  readonly scheduleId?: string;
}

export const listLimits = {
  /** Of one page. */
  page: 1000,
  /** Looked at for one page: what a filter asks may have to be read from histories. */
  lookedAt: 2000,
  /** Read at once, after the first ones did not all fit. */
  span: 500,
  /** Looking for so long ends a page where it is. */
  lookMs: 5000,
  /** Questions about single executions under way at a time. */
  atATime: 16,
  /** Of the executions that this process started a moment ago, so many are added to a list that lags behind. */
  ownStarts: 100,
} as const;
