import type { Expr, Template } from '../expressions/index.ts';

/** What the engine executes: names resolved, defaults filled, expressions already trees. Plain JSON and versioned,
 * since it is the input of every execution: a newer parser must not change a running one. */
export interface Plan {
  readonly format: 1;
  readonly name: string;
  /** The text that was written: "1.0", never 1. */
  readonly version: string;
  /** In order of writing, which is the order in which status lists them. */
  readonly steps: readonly PlanStep[];
  /** Indices into `steps`: again and again the earliest-written step whose dependencies are all taken. Commands are
   * emitted in this order and compensation walks it backwards. */
  readonly order: readonly number[];
  /** For the execution as a whole, compensation not counted. */
  readonly timeoutMs?: number;
}

export type PlanStep = CallStep;

export interface CallStep {
  readonly kind: 'call';
  readonly id: string;
  readonly service: string;
  readonly method: string;
  readonly parameters: Template;
  /** Indices of the steps it waits for, ascending, each once: `depends_on` and every reference to steps.X. */
  readonly dependsOn: readonly number[];
  readonly when?: Condition;
  /** For one attempt. */
  readonly timeoutMs: number;
  readonly retry: RetryRule;
  readonly compensate?: Compensation;
}

/** A bare boolean is allowed where a condition is. */
export type Condition = boolean | Expr;

export interface RetryRule {
  /** Attempts after the first. */
  readonly count: number;
  readonly delayMs: number;
  /** 1 is a constant delay. */
  readonly backoff: number;
  readonly maxDelayMs?: number;
}

export interface Compensation {
  readonly method: string;
  /** Without it the step's own parameters, with a member `result` set. */
  readonly parameters?: Template;
}
