import type { Comparisons, DiagnosticCode } from '../problems/index.ts';
import type { Expr } from './ast.ts';
import type { LocalName, Template } from './template.ts';
import type { Type } from './static-type.ts';

/** What is wrong with an expression, before it runs. Offsets into the text that was given, end exclusive. */
export interface ExpressionProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The nearest right name, or one line of advice. */
  readonly hint?: string;
}

export type Parsed =
  | { readonly ok: true; readonly expr: Expr }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

/** An expression and where its text stands in the text that was read. */
export interface PlacedExpression {
  readonly expr: Expr;
  /** Of the expression's text, which begins right after the braces. */
  readonly start: number;
  /** Where the text was written with escapes: the offset of each character of the string it stands in, and which of
   * them is the expression's first. See offsetIn. */
  readonly written?: { readonly offsets: readonly number[]; readonly first: number };
}

/** Where an offset of the expression's own text (an `at`, a problem's start or end) stands in the text that was read. */
export function offsetIn(placed: PlacedExpression, offset: number): number {
  const { written, start } = placed;
  return written?.offsets[written.first + offset] ?? start + offset;
}

/** Told of each expression as it is read; true where so much is wrong by now that the rest need not be read. */
export type IsEnough = (expr: Expr) => boolean;

export interface TemplateRead {
  /** Where there are problems, what could not be read stands in it as text. */
  readonly template: Template;
  /** In order of writing. */
  readonly expressions: readonly PlacedExpression[];
  readonly problems: readonly ExpressionProblem[];
}

export type ConditionRead =
  | { readonly ok: true; readonly placed: PlacedExpression }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

/** What is known, before anything runs, of all that an expression can see. */
export interface ScopeTypes {
  readonly inputs: Type;
  /** The type of each step's result, by id. */
  readonly steps: ReadonlyMap<string, Type>;
  readonly context: Type;
  /** Those that are in place here; naming another is an error that says where it would be. */
  readonly locals: ReadonlyMap<LocalName, Type>;
  /** Whether the expression belongs to a step, so that step.id is known. */
  readonly hasStep: boolean;
  /** In a step with for_each, where an expression is worked out once and not for each element: when it is. */
  readonly elements?: 'before' | 'after';
  /** Bounds the search for near names in all expressions that share it; absent where there are few. */
  readonly comparisons?: Comparisons;
}
