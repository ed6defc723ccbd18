import type { Json, JsonObject } from '../../std/index.ts';

/** One way an execution can go, as data: what goes in, what the world outside does, what has to come of it. */
export interface Scenario extends ScenarioWorld {
  readonly name: string;
  readonly description?: string;
  readonly expect: Expectation;
}

/** What goes in, and all that an execution hears of the world outside. */
export interface ScenarioWorld {
  readonly inputs: JsonObject;
  /** By `service.method`, or `service.VERB /path` of an endpoint; undoing calls, pollings and actions are looked up here
   * like any other. A method without answers gives null. */
  readonly services: ReadonlyMap<string, readonly Answer[]>;
  /** By the name of the workflow; one without answers completes with null. */
  readonly children?: ReadonlyMap<string, readonly ChildAnswer[]>;
  readonly events?: readonly ScenarioEvent[];
  readonly commands?: readonly ScenarioCommand[];
}

/** To one attempt. The first answers the first attempt at that method, and so on; the last is repeated. */
export type Answer = (
  | {
      readonly kind: 'result';
      readonly result: Json;
      /** 202, and where the work goes on: the service is asked there under `service.GET /path`. */
      readonly accepted?: { readonly path: string; readonly retryAfterMs?: number };
    }
  | { readonly kind: 'failure'; readonly status: number; readonly body: Json }
  /** The connection ends, or the attempt's time runs out before that. */
  | { readonly kind: 'no-answer' }
) & { readonly afterMs?: number };

/** Of one execution of another workflow. */
export type ChildAnswer = (
  | { readonly kind: 'result'; readonly result: Json; readonly undo: readonly ChildUndo[] }
  | { readonly kind: 'failure'; readonly message: string }
  /** It goes on until it is aborted. */
  | { readonly kind: 'no-answer' }
) & { readonly afterMs?: number };

/** One of the calls that undo a sub-workflow. */
export interface ChildUndo {
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
}

export interface ScenarioEvent {
  readonly event: string;
  readonly value: Json;
  readonly correlation?: Json;
  readonly id?: string;
  readonly atMs: number;
}

export interface ScenarioCommand {
  /** The last three are an operator's word on an execution that is held. */
  readonly kind: 'cancel' | 'pause' | 'resume' | 'retry' | 'skip' | 'compensate';
  readonly atMs: number;
}

export interface Expectation {
  /** PAUSED: nothing more happens, and it is held, or was paused and not resumed. */
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'PAUSED';
  /** By step id, or `step[3]` for an element of a step with for_each; those that are not named may end as they like. */
  readonly steps: ReadonlyMap<string, ExpectedStep>;
  /** All calls, undoing ones and repeated attempts left out, in the order they are first made. A polling is one call. */
  readonly calls?: readonly ExpectedCall[];
  readonly callsInAnyOrder?: readonly ExpectedCall[];
  /** All undoing calls, always in order. */
  readonly compensations?: readonly ExpectedCall[];
  /** The texts of all notifications, in order. */
  readonly notifications?: readonly string[];
  /** What the execution gives: its outputs, or every step's result by id. */
  readonly outputs?: Json;
  readonly error?: { readonly code?: string; readonly step?: string; readonly message?: string };
  /** From begin to end, in virtual time. */
  readonly durationMs?: number;
}

export interface ExpectedStep {
  readonly status?: 'PENDING' | 'COMPLETED' | 'FAILED' | 'SKIPPED';
  readonly result?: Json;
  /** The code of its failure. */
  readonly error?: string;
  readonly attempts?: number;
  readonly compensated?: boolean;
}

export interface ExpectedCall {
  readonly service: string;
  /** Of an endpoint: `POST /path`. */
  readonly method: string;
  /** Compared where given. */
  readonly parameters?: Json;
  /** Compared where given; `{execution}` stands for the execution's id. */
  readonly key?: string;
}
