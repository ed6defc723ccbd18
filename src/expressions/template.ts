import type { FailureCode } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import type { Expr } from './ast.ts';

/** A value of a definition with its expressions already trees. Plain JSON, because it travels in the plan. */
export type Template =
  /** Holds no expression. */
  | { readonly kind: 'value'; readonly value: Json }
  /** A string that is exactly one expression: it keeps the expression's type. */
  | { readonly kind: 'expression'; readonly expr: Expr }
  /** Text with expressions in it: null is written as nothing, lists and objects as JSON. */
  | { readonly kind: 'text'; readonly parts: readonly (string | Expr)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  /** Pairs, not a record: integer-like keys would change places. */
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Template])[] };

/** What an expression sees of a step. */
export interface StepView {
  /** Lower case, as the language writes it: pending, running, completed, failed, skipped. */
  readonly status: string;
  readonly result: Json;
  readonly error: Json;
}

/** Asked field by field: of a thousand steps each reads a few fields of what all before it gave. */
export interface Payload {
  /** Undefined where there is no such field. */
  readonly field: (name: string) => Json | undefined;
  readonly whole: () => JsonObject;
}

export type LocalName = 'item' | 'index' | 'value' | 'response' | 'result' | 'error' | 'error_code';

/** Everything an expression can see. Values only: no host, no clock, no chance. */
export interface Scope {
  readonly inputs: Json;
  readonly context: JsonObject;
  /** The step the expression belongs to; null where it belongs to none. */
  readonly step: { readonly id: string } | null;
  /** What now() gives: milliseconds since 1970 UTC. */
  readonly now: number;
  /** What uuid() is derived from, together with its place in the definition. */
  readonly seed: string;
  readonly stepNamed: (id: string) => StepView | undefined;
  /** The inputs and, over them, the fields of every object that a step before has given. */
  readonly payload?: Payload;
  readonly locals: { readonly [Name in LocalName]?: Json };
  /** What all evaluations that share it may still spend, in the steps of limits.ts; each takes its part. */
  readonly budget?: { left: number };
}

/** Why an evaluation ended without a value. `at` is the offset in the expression's own text. */
export interface EvaluationError {
  readonly code: EvaluationCode;
  readonly message: string;
  readonly at: number;
}
export type EvaluationCode = Extract<
  FailureCode,
  | 'expression-failed'
  | 'expression-limit'
  | 'wrong-operand'
  | 'unfit-argument'
  | 'division-by-zero'
  | 'not-finite'
  | 'invalid-time'
  | 'invalid-duration'
  | 'invalid-json-path'
  | 'text-not-json'
  | 'text-not-number'
  | 'required-value-missing'
  | 'payload-field-missing'
  | 'condition-not-boolean'
>;

/** Where a secret stands in parameters that were worked out. Its value is known to nobody here: the text holds
 * `{{secrets.NAME}}` in its place, and only what is listed here is one, whatever else a text may look like. */
export interface SecretPlace {
  /** JSON pointer to the text. */
  readonly at: string;
  /** Where in the text `{{secrets.NAME}}` begins, in UTF-16 code units. */
  readonly from: number;
  readonly name: string;
}

export type EvaluatedParameters =
  | { readonly ok: true; readonly value: Json; readonly secrets: readonly SecretPlace[] }
  | { readonly ok: false; readonly error: EvaluationError };

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: EvaluationError };
