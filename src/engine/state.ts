import type { Failure } from '../problems/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import { engineLimits } from './limits.ts';
import { planIndex } from './plan-index.ts';

/** Everything the engine remembers of one execution: one JSON value. `advance` owns it and changes it in place
 * (copying ten thousand steps for each observation would make the cost grow with the square of the steps). */
export interface State {
  readonly format: 1;
  readonly executionId: string;
  readonly inputs: JsonObject;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  phase: Phase;
  /** Why it does not end well. The first cause wins. */
  cause?: Cause;
  /** In the plan's order of writing. */
  readonly steps: StepState[];
  /** A heap of places in the plan's order: the steps that may begin and have not. */
  readonly ready: number[];
  /** Calls asked for and not ended, and the bytes of their parameters. */
  inFlight: number;
  inFlightBytes: number;
  /** Steps that have not ended. */
  open: number;
  /** Of all results so far, as JSON. */
  resultBytes: number;
  /** Of the parameters of all calls so far, undoing ones left out; and of those. */
  sentBytes: number;
  undoSentBytes: number;
  /** What expressions may still spend. */
  readonly budget: { left: number };
  /** While compensating: how far back in the plan's order it has come. */
  undoFrom?: number;
  endedAt?: number;
}

/** running; stopping (nothing new begins, what has begun goes to its end); compensating; ended. */
export type Phase = 'running' | 'stopping' | 'compensating' | 'ended';

export type Cause = { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'cancelled' };

export type StepStatus = 'pending' | 'running' | 'completed' | 'failed' | 'skipped';

export interface StepState {
  status: StepStatus;
  /** Dependencies that have not ended. */
  waits: number;
  /** When it was first decided: what now() gives in its expressions, on every attempt and in its undo. */
  decidedAt?: number;
  endedAt?: number;
  result?: Json;
  failure?: Failure;
  attempts?: number;
  /** Bytes of the parameters of its call in flight. */
  sentBytes?: number;
  /** An attempt ended without an answer and none succeeded: it may have happened, so it is undone. */
  unknown?: true;
  undo?: UndoState;
}

export interface UndoState {
  status: 'running' | 'done' | 'failed';
  readonly startedAt: number;
  endedAt?: number;
  attempts?: number;
  failure?: Failure;
}

export interface Begin {
  readonly executionId: string;
  readonly inputs: JsonObject;
  readonly startedAt: number;
}

export function newState(plan: Plan, begin: Begin): State {
  const index = planIndex(plan);
  return {
    format: 1,
    executionId: begin.executionId,
    inputs: begin.inputs,
    startedAt: begin.startedAt,
    phase: 'running',
    steps: plan.steps.map((step) => ({ status: 'pending', waits: step.dependsOn.length })),
    // Already a heap: the places are ascending.
    ready: index.roots.slice(),
    inFlight: 0,
    inFlightBytes: 0,
    open: plan.steps.length,
    resultBytes: 0,
    sentBytes: 0,
    undoSentBytes: 0,
    budget: { left: engineLimits.expressionSteps },
  };
}
