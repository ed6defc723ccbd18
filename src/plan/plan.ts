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
  /** Without it the result is every step's result by id. */
  readonly outputs?: Template;
  /** A failure waits for an operator before anything is undone: `on_failure: hold`. */
  readonly hold?: true;
  /** Some expression reads `payload`. */
  readonly payload?: true;
}

/** What a step does, told by its kind; what every step may have is in `StepFields`. */
export type PlanStep =
  | CallStep
  | WorkflowStep
  | ForeignActivityStep
  | ForeignWorkflowStep
  | WaitStep
  | DelayStep
  | UntilStep;

export interface StepFields {
  readonly id: string;
  /** Indices of the steps it waits for, ascending, each once: `depends_on` and every reference to steps.X. */
  readonly dependsOn: readonly number[];
  readonly when?: Condition;
  readonly forEach?: ForEach;
  /** Its failure fails neither the execution nor its dependents, which see its status and a null result. */
  readonly continueOnFailure?: true;
  readonly onSuccess?: readonly Action[];
  readonly onFailure?: readonly Action[];
  /** Temporal's: 1 before 5; 3 is the default. */
  readonly priority?: number;
  /** The status line while it runs. */
  readonly display?: string;
}

export interface CallStep extends StepFields, CallTarget {
  readonly kind: 'call';
  readonly parameters: Template;
  /** For one attempt of one call. */
  readonly timeoutMs: number;
  readonly retry: RetryRule;
  readonly compensate?: Compensation;
  /** Undoes the step where it failed: `on_failure: {compensate: …}`. */
  readonly compensateFailed?: Compensation;
  readonly poll?: Poll;
  /** Its first attempt may be made in the midst of a workflow task, where nothing else waits for that task. */
  readonly fast?: true;
}

/** Another workflow, as an execution of its own. */
export interface WorkflowStep extends StepFields {
  readonly kind: 'workflow';
  readonly workflow: string;
  /** The newest when the step starts, where none is written. */
  readonly version?: string;
  readonly inputs: Template;
  /** For the whole of one sub-execution. */
  readonly timeoutMs?: number;
}

/** What steps that call other Temporal code have in common: code behind a queue that no worker of ours polls. */
interface ForeignFields extends StepFields {
  readonly taskQueue: string;
  /** What the other worker calls it. */
  readonly type: string;
  /** Its one argument; without it, it is called with none. */
  readonly parameters?: Template;
  readonly retry: RetryRule;
  /** `method` is the type of an activity on the same queue. */
  readonly compensate?: Compensation;
}

export interface ForeignActivityStep extends ForeignFields {
  readonly kind: 'foreign-activity';
  /** For one attempt, from when a worker has taken it. */
  readonly timeoutMs: number;
  /** How long an attempt waits for a worker to take it. */
  readonly queueTimeoutMs: number;
}

export interface ForeignWorkflowStep extends ForeignFields {
  readonly kind: 'foreign-workflow';
  /** For the whole of it. */
  readonly timeoutMs?: number;
}

/** Waits for an event; its result is the event's value. */
export interface WaitStep extends StepFields {
  readonly kind: 'wait';
  readonly event: string;
  /** Over `value`. */
  readonly condition?: Condition;
  readonly correlation?: Template;
  readonly timeoutMs?: number;
}

/** Waits so many milliseconds. */
export interface DelayStep extends StepFields {
  readonly kind: 'delay';
  readonly ms: Template;
  readonly timeoutMs?: number;
}

/** Waits until a time. */
export interface UntilStep extends StepFields {
  readonly kind: 'until';
  readonly time: Template;
  readonly timeoutMs?: number;
}

/** A service's method; with a verb, `method` is the path of an endpoint. */
export interface CallTarget {
  readonly service: string;
  readonly method: string;
  readonly verb?: Verb;
}

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A bare boolean is allowed where a condition is. */
export type Condition = boolean | Expr;

export interface ForEach {
  /** Gives a list, or null for none. */
  readonly items: Template;
  readonly maxParallel: number;
  /** Without it the result is the number of elements, not the list of their results. */
  readonly collect: boolean;
}

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

/** After the step's own call: this one again and again, until `until` over `response` is true. */
export interface Poll extends CallTarget {
  readonly parameters?: Template;
  readonly intervalMs: number;
  readonly until: Condition;
  readonly timeoutMs: number;
}

/** Runs once when a step has ended. */
export type Action =
  | (CallTarget & { readonly kind: 'call'; readonly parameters: Template })
  | { readonly kind: 'notify'; readonly text: Template };
