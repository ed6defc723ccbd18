import type { RetryRule, Plan } from '../plan/index.ts';
import type { Json, JsonObject } from '../std/index.ts';

/** Names and shapes that the generic workflow, the worker, the activities and the clients agree on. All of it is
 * stored in Temporal's histories: change a shape only by adding to it. */

export const taskQueue = 'baton';

/** Nobody polls it: records (definitions, services) are workflows that never run. */
export const recordQueue = 'baton-records';

/** The numbered behaviour of the engine that a new execution is started with: what an execution's commands would be must
 * not change under its number. A worker that does not know a number leaves the execution to one that does. */
export const engineNumber = 1;

/** A step takes six events of history and its undo six more, and Temporal ends an execution at 51,200 without a chance to
 * compensate. An execution is one run as yet, so this is the most steps it may have. */
export const mostSteps = 4_000;

/** Our own workflow and activity types carry a dot, which no definition's name can. */
export const typeNames = {
  definition: 'baton.definition',
  newest: 'baton.newest',
  service: 'baton.service',
  // No service's name holds a slash, so no step can mean it.
  resolve: 'baton/resolve',
} as const;

/** What the facade starts an execution with. A start from elsewhere (a schedule, another Temporal workflow) gives
 * bare inputs, and the first command then resolves the newest plan. */
export interface ExecutionInput {
  /** Marks the envelope; its number is the envelope's format. */
  readonly baton: 1;
  readonly plan: Plan;
  /** Checked and with defaults filled. */
  readonly inputs: JsonObject;
  readonly engine: number;
}

export interface ResolveRequest {
  readonly name: string;
  readonly inputs: Json;
}

/** One retried call of a service, the argument of the activity. */
export interface CallRequest {
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
  /** The Idempotency-Key, the same on each attempt. */
  readonly key: string;
  /** For one attempt. */
  readonly timeoutMs: number;
  readonly retry: RetryRule;
}

export interface CallAnswer {
  readonly result: Json;
  /** Real attempts: a worker that died is none. */
  readonly attempts: number;
}

/** The first detail of the ApplicationFailure (its `type` is the code) or CancelledFailure that ends a call. */
export interface CallFailureDetail {
  readonly attempts: number;
  /** True when any attempt ended without an answer: what it did is unknown, so it is compensated. */
  readonly unanswered: boolean;
}

/** The first detail of the ApplicationFailure that ends a failed execution; its `type` is the code. */
export interface ExecutionFailureDetail {
  readonly step?: string;
}

/** In the memo of an execution, for readers that do not fold its history. */
export interface ExecutionMemo {
  readonly version: string;
  /** Digest of the request, to tell a repeated idempotency key from a reused one. */
  readonly request?: string;
}
