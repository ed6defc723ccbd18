import type { BinaryOperator } from './ast.ts';

/** How tightly each operator binds: loosest is 1. Between `and` and the comparisons stands `not`, above all of them
 * the unary `-`. One table for the parser and the printer. */
const bindings: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  contains: 4,
  starts_with: 4,
  ends_with: 4,
  in: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};
export const NOT_BINDING = 3;
export const COMPARISON_BINDING = 4;
export const NEGATION_BINDING = 7;
/** Of what needs no parentheses anywhere: a name, a literal, a call, a member. */
export const TIGHTEST_BINDING = 8;

export const binaryOperators: ReadonlyMap<string, BinaryOperator> = new Map(
  (Object.keys(bindings) as BinaryOperator[]).map((operator) => [operator, operator]),
);

export function bindingOf(operator: BinaryOperator): number {
  return bindings[operator];
}

/** Words that cannot stand as a name of their own. Behind a dot they are names like any other. */
export const keywords: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'not',
  'or',
  'and',
  'contains',
  'starts_with',
  'ends_with',
  'in',
]);
