import type { EndWord } from '../engine/index.ts';
import type { Failure } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';

/** The seed's two status sets, in the upper case that the API speaks. */
export type ExecutionStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'PAUSED';
export type StepResultStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'COMPENSATING';

/** `terminated`: somebody ended it in Temporal, so nothing was undone. */
export type ExecutionOutcome = EndWord | 'completed' | 'terminated';

/** One execution as it can be told from Temporal's history at a moment. Times are milliseconds since 1970 UTC. */
export interface ExecutionView {
  readonly executionId: string;
  readonly workflowName: string;
  readonly version: string;
  readonly status: ExecutionStatus;
  /** While RUNNING: says when it is being stopped or compensated. While PAUSED: somebody paused it, or a failure is held
   * for an operator. */
  readonly phase: 'running' | 'paused' | 'stopping' | 'held' | 'compensating' | 'ended';
  /** The schedule that has started it. */
  readonly scheduleId?: string;
  /** The status line of what runs. */
  readonly display?: string;
  /** Once it has ended: the same as its status, but where something had to be undone. */
  readonly outcome?: ExecutionOutcome;
  readonly inputs: JsonObject;
  /** Every step of the definition, in its order of writing, from the start. */
  readonly steps: readonly StepResultView[];
  readonly startedAt: number;
  readonly completedAt?: number;
  readonly failure?: Failure;
  /** Only where it completed. */
  readonly result?: Json;
}

export interface StepResultView {
  readonly id: string;
  readonly status: StepResultStatus;
  /** Its status line, as its definition has it. */
  readonly display?: string;
  readonly result?: Json;
  /** What its call was answered before the polling that gave its result. */
  readonly answered?: JsonObject;
  readonly failure?: Failure;
  readonly startedAt?: number;
  readonly completedAt?: number;
  /** Real attempts, once it has ended. */
  readonly attempts?: number;
  /** Of a step with for_each, once it has begun. */
  readonly elements?: ElementsView;
  /** What on_success or on_failure did. */
  readonly actions?: readonly ActionView[];
  /** Of a step with for_each, of all its elements together. */
  readonly compensation?: CompensationView;
}

export interface ElementsView {
  readonly total: number;
  readonly completed: number;
  readonly running: number;
  readonly failed: number;
}

export interface ActionView {
  readonly on: 'on_success' | 'on_failure';
  /** Its place in the list. */
  readonly at: number;
  readonly status: 'running' | 'done' | 'failed';
  readonly attempts?: number;
  readonly failure?: Failure;
}

export interface CompensationView {
  readonly status: 'running' | 'done' | 'failed';
  readonly startedAt: number;
  readonly completedAt?: number;
  readonly attempts?: number;
  readonly failure?: Failure;
}
