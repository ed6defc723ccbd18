import type { Failure } from '../problems/index.ts';

/** Why something stands as it does: a reason of a closed set, what it is because of, and what would change it. The text
 * is made from these, so that whoever reads the structure misses nothing. Keys are single words, since the API answers
 * them as they are; times are ISO 8601 UTC, values JSON text, cut where they are long. */
export interface Explained<R extends string = Reason> {
  readonly reason: R;
  readonly text: string;
  readonly because: readonly Because[];
  readonly unblock: readonly Unblock[];
}

export const stepReasons = [
  'waits-for-steps',
  'about-to-begin',
  'no-room',
  'paused',
  'held',
  'stopped',
  'moving',
  'never-began',
  'waits-for-event',
  'waits-for-time',
  'calling',
  'retrying',
  'unclaimed',
  'polling',
  'waits-for-workflow',
  'waits-for-other-code',
  'goes-through-list',
  'compensating',
  'completed',
  'carried-over',
  'condition-false',
  'skipped-by-operator',
  'failed',
  'failure-passed',
  'aborted',
  'cut-short',
] as const;
export type StepReason = (typeof stepReasons)[number];

export const executionReasons = [
  'no-worker',
  'task-failing',
  'plan-unknown',
  'running',
  'waiting',
  'paused',
  'held',
  'stopping',
  'compensating',
  'moving',
  'completed',
  'failed',
  'cancelled',
  'terminated',
] as const;
export type ExecutionReason = (typeof executionReasons)[number];

export type Reason = StepReason | ExecutionReason;

export type RetryStatus = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
export type UpperStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED';

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export type Because =
  /** Not over yet. */
  | { readonly kind: 'dependency'; readonly step: string; readonly status: UpperStatus }
  /** As its author wrote it, with what it gave and what the names in it stood for. */
  | {
      readonly kind: 'condition';
      readonly key: 'when';
      readonly text: string;
      readonly value?: string;
      readonly error?: string;
      readonly names: readonly NamedValue[];
    }
  | {
      readonly kind: 'event';
      readonly event: string;
      readonly condition?: string;
      readonly correlation?: string;
      /** Events whose condition could not be evaluated: the last one's message, and how many there were. */
      readonly unreadable?: string;
      readonly unreadables?: number;
    }
  /** It came, and it does not fit. */
  | {
      readonly kind: 'kept-event';
      readonly event: string;
      readonly id?: string;
      readonly unfit: 'correlation' | 'condition' | 'unreadable';
      readonly text: string;
    }
  | { readonly kind: 'timer'; readonly until: string; readonly what: 'goes on' | 'fails' | 'is stopped' }
  | {
      readonly kind: 'attempt';
      readonly call: string;
      /** The one under way or to come, and how many there may be. */
      readonly attempt: number;
      readonly of?: number;
      readonly state: 'running' | 'waiting' | 'unclaimed' | 'cancelling';
      /** When it began, or was asked for. */
      readonly since?: string;
      readonly next?: string;
      /** Of the one before. */
      readonly error?: Failure;
    }
  | {
      readonly kind: 'poll';
      readonly call: string;
      readonly requests?: number;
      readonly answer?: string;
      readonly next?: string;
      readonly until?: string;
    }
  /** Those are made where the execution is worked on: what they make ready begins together. */
  | { readonly kind: 'fast-calls'; readonly running: number }
  | { readonly kind: 'retried'; readonly execution: string; readonly status: RetryStatus }
  /** What runs goes to its end, and nothing follows it. */
  | { readonly kind: 'paused' }
  | {
      readonly kind: 'room';
      readonly of: 'calls' | 'bytes' | 'elements';
      readonly running: number;
      readonly most: number;
    }
  | { readonly kind: 'failure'; readonly error: Failure }
  /** Why the execution does not end well. */
  | { readonly kind: 'cause'; readonly cause: 'failed' | 'cancelled'; readonly error?: Failure }
  | {
      readonly kind: 'elements';
      readonly total: number;
      readonly completed: number;
      readonly running: number;
      readonly failed: number;
    }
  | {
      readonly kind: 'undo';
      readonly status: 'running' | 'done' | 'failed' | 'none';
      readonly since?: string;
      readonly attempts?: number;
      readonly error?: Failure;
    }
  | {
      readonly kind: 'action';
      readonly on: 'on_success' | 'on_failure';
      readonly index: number;
      readonly status: 'running' | 'failed';
      readonly error?: Failure;
    }
  | { readonly kind: 'execution'; readonly execution: string; readonly workflow: string }
  | { readonly kind: 'queue'; readonly queue: string; readonly type: string }
  | { readonly kind: 'carried'; readonly execution: string }
  | { readonly kind: 'took'; readonly from: string; readonly to: string; readonly attempts?: number }
  | { readonly kind: 'step'; readonly step: string; readonly reason: StepReason }
  /** A workflow task that no worker has taken, or that fails again and again. */
  | {
      readonly kind: 'task';
      readonly seconds: number;
      readonly attempt: number;
      /** Workers that have asked for work within the last minute, where that is known. */
      readonly workers?: number;
      readonly error?: string;
    };

/** What somebody can do, or what will do it. `command` is the command line, `method` and `fields` the request. */
export interface Unblock {
  readonly kind:
    | 'send-event'
    | 'resume'
    | 'retry'
    | 'skip'
    | 'compensate'
    | 'wait'
    | 'explain'
    | 'mend-service'
    | 'start-worker'
    | 'report';
  readonly text: string;
  readonly command?: string;
  readonly method?: string;
  readonly fields?: { readonly [name: string]: unknown };
}
