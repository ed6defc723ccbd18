import type { Json, JsonObject } from '../../std/index.ts';

/** One way an execution can go, as data: what goes in, what the services answer, what has to come of it. */
export interface Scenario {
  readonly name: string;
  readonly description?: string;
  readonly inputs: JsonObject;
  /** By `service.method`; undoing calls are looked up here like any other. A method without answers gives null. */
  readonly services: ReadonlyMap<string, readonly Answer[]>;
  readonly expect: Expectation;
}

/** To one attempt. The first answers the first attempt at that method, and so on; the last is repeated. */
export type Answer =
  | { readonly kind: 'result'; readonly result: Json }
  | { readonly kind: 'failure'; readonly status: number; readonly body: Json }
  /** The attempt's time runs out. */
  | { readonly kind: 'no-answer' };

export interface Expectation {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** By step id; steps that are not named may end as they like. */
  readonly steps: ReadonlyMap<string, ExpectedStep>;
  /** All calls, undoing ones and repeated attempts left out, in the order they are first made. */
  readonly calls?: readonly ExpectedCall[];
  readonly callsInAnyOrder?: readonly ExpectedCall[];
  /** All undoing calls, always in order. */
  readonly compensations?: readonly ExpectedCall[];
  readonly error?: { readonly code?: string; readonly step?: string; readonly message?: string };
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
  readonly method: string;
  /** Compared where given. */
  readonly parameters?: Json;
  /** Compared where given; `{execution}` stands for the execution's id. */
  readonly key?: string;
}
