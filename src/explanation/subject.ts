import type { PlanIndex, State } from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';
import type { RetryStatus } from './explained.ts';
import type { Failure } from '../problems/index.ts';

/** What is known of an execution when it is asked about: its state, and what only Temporal knows of the moment. */
export interface Subject {
  readonly plan: Plan;
  readonly index: PlanIndex;
  readonly state: State;
  /** A worker has seen it. */
  readonly begun: boolean;
  /** How it ended, where it did, by Temporal's word. */
  readonly ended?: 'completed' | 'failed' | 'cancelled' | 'terminated' | undefined;
  /** The newest of those that have run again what failed in it. */
  readonly retried?: { readonly execution: string; readonly status: RetryStatus } | undefined;
  readonly endFailure?: Failure | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Calls that Temporal has not seen the end of, by their ids. */
  readonly pending: ReadonlyMap<string, PendingCall>;
  /** A workflow task that is due. */
  readonly task?: PendingTask | undefined;
  /** How its author wrote the expressions of a step, where that is on record. */
  readonly written: (step: string) => WrittenStep;
  /** What expressions that are evaluated once more may spend together. */
  readonly budget: { left: number };
}

export interface WrittenStep {
  readonly when?: string;
  readonly condition?: string;
}

export interface PendingCall {
  /** Waits for its next attempt, for a worker, or is being made. */
  readonly state: 'waiting' | 'scheduled' | 'running';
  /** It has been asked to stop. */
  readonly isCancelled?: boolean;
  /** Attempts that have ended. */
  readonly attempts: number;
  readonly failure?: Failure | undefined;
  readonly since?: number | undefined;
  readonly next?: number | undefined;
  /** Of a polling. */
  readonly requests?: number | undefined;
  readonly answer?: string | undefined;
}

export interface PendingTask {
  readonly since: number;
  /** From 1; above it, the ones before failed or were not answered. */
  readonly attempt: number;
  readonly taken: boolean;
  readonly workers?: number | undefined;
  readonly error?: string | undefined;
}

/** After which something that no worker has taken is worth a word. */
export const patienceMs = 2_000;
