import { jsonBeyond, uuidOf, type Json } from '../std/index.ts';
import type { FunctionHost } from './functions/function-entry.ts';
import { DEEPEST_VALUE, LARGEST_VALUE, LONGEST_LIST, LONGEST_TEXT, MOST_STEPS } from './limits.ts';
import type { EvaluationCode, Scope } from './template.ts';

/** Leaves an evaluation that has no value; caught where it began, never seen outside. */
export class Fault extends Error {
  readonly code: EvaluationCode;
  readonly at: number;

  constructor(code: EvaluationCode, message: string, at: number) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

/** One evaluation: what it sees, what it has left to spend, where it stands. */
export class Evaluation implements FunctionHost {
  readonly scope: Scope;
  /** How many expressions of the template came before this one, so that uuid() differs between them. */
  place = 0;
  /** Where the operator or call stands that is being evaluated. */
  private at = 0;
  private left: number;
  private readonly granted: number;

  constructor(scope: Scope) {
    this.scope = scope;
    this.granted = Math.min(MOST_STEPS, scope.budget?.left ?? MOST_STEPS);
    this.left = this.granted;
  }

  /** Takes what was spent from the budget that evaluations share; at least one step, so that nothing is free. */
  settle(): void {
    if (this.scope.budget !== undefined) this.scope.budget.left -= Math.max(1, this.granted - Math.max(0, this.left));
  }

  standAt(at: number): void {
    this.at = at;
  }

  get now(): number {
    return this.scope.now;
  }

  uuid(): string {
    return uuidOf(`${this.scope.seed}/${this.place}/${this.at}`);
  }

  charge(steps: number): void {
    this.left -= steps;
    if (this.left >= 0) return;
    const message =
      this.granted === MOST_STEPS
        ? `the expression takes more than ${MOST_STEPS} steps`
        : 'the expressions of this execution have spent all the steps that they may take together';
    throw this.fault('expression-limit', message);
  }

  text(value: string): string {
    this.charge(value.length / 16);
    this.room(value.length);
    return value;
  }

  room(length: number): void {
    if (length > LONGEST_TEXT) throw this.fault('expression-limit', `a text of more than ${LONGEST_TEXT} characters`);
  }

  list(value: readonly Json[]): readonly Json[] {
    this.charge(value.length);
    if (value.length > LONGEST_LIST)
      throw this.fault('expression-limit', `a list of more than ${LONGEST_LIST} elements`);
    return value;
  }

  json(value: Json): string {
    const beyond = jsonBeyond(value, { size: LONGEST_TEXT, depth: DEEPEST_VALUE });
    if (beyond === 'size') throw this.fault('expression-limit', `JSON of more than ${LONGEST_TEXT} characters`);
    if (beyond === 'depth') throw this.fault('expression-limit', `JSON nested more than ${DEEPEST_VALUE} levels deep`);
    return this.text(JSON.stringify(value));
  }

  asText(value: Json): string {
    if (typeof value === 'string') return value;
    return value === null ? '' : this.json(value);
  }

  fault(code: EvaluationCode, message: string): Fault {
    return new Fault(code, message, this.at);
  }

  /** What an evaluation gives must be small enough to travel. */
  bounded(value: Json): Json {
    if (typeof value !== 'object' || value === null) return value;
    const beyond = jsonBeyond(value, { size: LARGEST_VALUE, depth: DEEPEST_VALUE });
    if (beyond === null) return value;
    const message =
      beyond === 'size'
        ? `a value of more than ${LARGEST_VALUE} characters as JSON`
        : `a value nested more than ${DEEPEST_VALUE} levels deep`;
    throw new Fault('expression-limit', message, 0);
  }
}
