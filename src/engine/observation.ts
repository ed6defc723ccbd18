import type { FailureCode } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import type { CallRef, UnitRef } from './call-ref.ts';
import type { UndoCall } from './command.ts';

/** What the engine is told. `at` is milliseconds since 1970 UTC: the time of the Temporal workflow task that sees it,
 * so that a replay and a fold over the history give the same. */
export type Observation =
  | { readonly kind: 'begun'; readonly at: number }
  /** The first one in a new history, and how many events that has room for. */
  | { readonly kind: 'continued'; readonly at: number; readonly events: number }
  /** The history has grown long; with `now`, so long that nothing new should begin in it. */
  | { readonly kind: 'history-long'; readonly at: number; readonly now: boolean }
  /** What it would carry into a new history, packed. */
  | { readonly kind: 'weighed'; readonly at: number; readonly bytes: number }
  /** An execution that this one asked for exists. */
  | { readonly kind: 'child-started'; readonly at: number; readonly unit: UnitRef }
  | CallCompleted
  | CallFailed
  | CallAborted
  | ChildCompleted
  | ChildFailed
  | ChildAborted
  | { readonly kind: 'timer-fired'; readonly at: number; readonly unit: UnitRef }
  | { readonly kind: 'event-arrived'; readonly at: number; readonly event: ArrivedEvent }
  | { readonly kind: 'pause-requested'; readonly at: number }
  | { readonly kind: 'resume-requested'; readonly at: number }
  /** An operator's word on an execution that is held. */
  | { readonly kind: 'retry-requested' | 'skip-requested' | 'compensate-requested'; readonly at: number }
  | { readonly kind: 'cancel-requested'; readonly at: number }
  | { readonly kind: 'time-ran-out'; readonly at: number };

export interface ArrivedEvent {
  readonly name: string;
  readonly value: Json;
  /** Two with the same id are one event. */
  readonly id?: string;
  readonly correlation?: Json;
}

export interface CallCompleted {
  readonly kind: 'call-completed';
  readonly at: number;
  readonly call: CallRef;
  readonly result: Json;
  readonly attempts: number;
  /** The service answered 202 with a Location of its own: the work goes on there. */
  readonly accepted?: { readonly path: string; readonly origin?: string; readonly retryAfterMs?: number };
}

export interface CallFailed {
  readonly kind: 'call-failed';
  readonly at: number;
  readonly call: CallRef;
  readonly code: FailureCode;
  readonly message: string;
  readonly attempts: number;
  /** An attempt ended without an answer: what it did is unknown. */
  readonly unanswered: boolean;
  /** What other code's failure takes of the history, where that is much. */
  readonly bytes?: number;
  /** Of a fast attempt: another one may fare better, not before so many milliseconds where the service said so. */
  readonly passing?: true;
  readonly retryAfterMs?: number;
}

/** The end of a call that we asked to abort. */
export interface CallAborted {
  readonly kind: 'call-aborted';
  readonly at: number;
  readonly call: CallRef;
  readonly attempts: number;
  readonly unanswered: boolean;
}

export interface ChildCompleted {
  readonly kind: 'child-completed';
  readonly at: number;
  readonly unit: UnitRef;
  readonly result: Json;
  /** What would undo it, in order. */
  readonly undo: readonly UndoCall[];
}

/** A sub-workflow that failed has compensated what it did itself; of other code's, `unanswered` says that it did not end
 * by itself, so that nobody knows. */
export interface ChildFailed {
  readonly kind: 'child-failed';
  readonly at: number;
  readonly unit: UnitRef;
  readonly code: FailureCode;
  readonly message: string;
  readonly unanswered?: true;
  readonly bytes?: number;
}

/** The end of a sub-workflow that was cancelled, by us or from outside; it has compensated what it did. */
export interface ChildAborted {
  readonly kind: 'child-aborted';
  readonly at: number;
  readonly unit: UnitRef;
}
