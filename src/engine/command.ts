import type { SecretPlace } from '../expressions/index.ts';
import type { Condition, RetryRule, Verb } from '../plan/index.ts';
import type { Failure } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import type { CallRef, UnitRef } from './call-ref.ts';

/** What the engine asks for. The driver performs commands in the order given, which is part of history. */
export type Command =
  | StartCall
  | StartPoll
  | StartNotify
  | StartChild
  | StartForeignActivity
  | StartForeignWorkflow
  /** Of every step's own call, polling and sub-workflow in flight: all are stopped at once, or none. Actions and undoing
   * calls are carried to their end. */
  | { readonly kind: 'abort-calls' }
  | { readonly kind: 'abort-child'; readonly unit: UnitRef }
  /** At most one at a time for a unit. */
  | { readonly kind: 'start-timer'; readonly unit: UnitRef; readonly ms: number }
  | { readonly kind: 'stop-timer'; readonly unit: UnitRef }
  /** The execution's own time. */
  | { readonly kind: 'start-timeout'; readonly ms: number }
  | { readonly kind: 'stop-timeout' }
  /** How much a new history would have to begin with. */
  | { readonly kind: 'weigh' }
  /** In a new history, with this state. Nothing follows it. */
  | { readonly kind: 'continue' }
  /** Waits for the execution that an earlier history of this one has started. */
  | { readonly kind: 'join'; readonly unit: UnitRef; readonly executionId: string }
  | { readonly kind: 'end'; readonly outcome: Outcome };

export interface StartCall {
  readonly kind: 'start-call';
  readonly call: CallRef;
  readonly service: string;
  readonly method: string;
  readonly verb?: Verb;
  readonly parameters: Json;
  /** Where secrets stand in the parameters. Nobody but who makes the call learns what they are. */
  readonly secrets?: readonly SecretPlace[];
  readonly key: string;
  readonly timeoutMs: number;
  readonly retry: RetryRule;
  readonly priority?: number;
  /** One attempt in the midst of the workflow task that asks for it. Until all calls of this sort that are in flight have
   * ended the engine is told nothing, so that nothing hangs on which one ended first, or on what came meanwhile. */
  readonly fast?: {
    /** A larger answer counts as a failure in passing. */
    readonly resultBytes: number;
  };
  /** Not before so many milliseconds: a fast attempt was told to wait. */
  readonly delayMs?: number;
  /** The id of the execution that makes the call: it may still be under way when this one leaves its history. */
  readonly apart?: string;
}

/** Asks again and again until the condition holds. One command, since it may ask thousands of times. */
export interface StartPoll {
  readonly kind: 'start-poll';
  readonly call: CallRef;
  readonly service: string;
  /** Where to ask; a path where the service named it itself in a Location, on the one of its origins that
   * gave it. */
  readonly target:
    | {
        readonly kind: 'method';
        readonly method: string;
        readonly verb?: Verb;
        readonly parameters: Json;
        readonly secrets?: readonly SecretPlace[];
      }
    | { readonly kind: 'location'; readonly path: string; readonly origin?: string };
  /** Without it, until the service no longer answers 202. */
  readonly until?: { readonly condition: Condition; readonly sees: PollScope };
  readonly intervalMs: number;
  /** For all of it. */
  readonly timeoutMs: number;
  /** For one request. */
  readonly requestTimeoutMs: number;
  readonly priority?: number;
}

/** What `until` sees beside the response: as much of the execution as it reads. */
export interface PollScope {
  readonly inputs: JsonObject;
  readonly context: JsonObject;
  readonly step: { readonly id: string };
  readonly now: number;
  readonly seed: string;
  readonly steps: { readonly [id: string]: { readonly status: string; readonly result: Json; readonly error: Json } };
  readonly locals: JsonObject;
  /** Where it reads it. */
  readonly payload?: JsonObject;
}

export interface StartNotify {
  readonly kind: 'start-notify';
  readonly call: CallRef;
  readonly text: string;
  readonly key: string;
}

export interface StartChild {
  readonly kind: 'start-child';
  readonly unit: UnitRef;
  readonly executionId: string;
  readonly workflow: string;
  readonly version?: string;
  readonly inputs: Json;
  /** How deep the new execution stands; an execution that nobody called stands at 0. */
  readonly depth: number;
  readonly priority?: number;
}

/** One retried activity of other Temporal code. */
export interface StartForeignActivity {
  readonly kind: 'start-foreign-activity';
  readonly call: CallRef;
  readonly taskQueue: string;
  readonly type: string;
  /** Without it, it is called with none. */
  readonly argument?: Json;
  /** For one attempt, once a worker has taken it. */
  readonly timeoutMs: number;
  /** Until a worker takes it. */
  readonly queueTimeoutMs: number;
  readonly retry: RetryRule;
  readonly priority?: number;
}

/** A workflow of other Temporal code, as a child. */
export interface StartForeignWorkflow {
  readonly kind: 'start-foreign-workflow';
  readonly unit: UnitRef;
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly type: string;
  readonly argument?: Json;
  readonly retry: RetryRule;
  /** For the whole of it; a timer keeps it. */
  readonly timeoutMs?: number;
  readonly priority?: number;
}

export type Outcome =
  /** `undo`: of an execution that another one called, the calls that would undo it, in order. */
  | { readonly kind: 'completed'; readonly result: Json; readonly undo?: readonly UndoCall[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

/** An undo that is ready to be called by somebody else. */
export type UndoCall = ServiceUndo | ForeignUndo;

export interface ServiceUndo {
  /** There was only one kind once. */
  readonly kind?: never;
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
  readonly secrets?: readonly SecretPlace[];
  readonly key: string;
  readonly timeoutMs: number;
  readonly retry: RetryRule;
}

export interface ForeignUndo {
  readonly kind: 'foreign';
  readonly taskQueue: string;
  readonly type: string;
  readonly argument: Json;
  readonly timeoutMs: number;
  readonly queueTimeoutMs: number;
  readonly retry: RetryRule;
}
