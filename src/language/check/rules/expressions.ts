import {
  checkCondition,
  checkExpression,
  checkGiving,
  offsetIn,
  type Expr,
  type ExpressionProblem,
} from '../../../expressions/index.ts';
import type { Diagnostic } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import type { CheckedSite } from '../step-reader.ts';
import { problemAt } from '../template.ts';
import type { Rule } from './rule.ts';

/** What is wrong inside the braces. The codes are those of the expression language. */
export const expressions: Rule = ({ source, steps, sites }) => {
  const found: Diagnostic[] = [];
  // Each unknown step's name is compared with all ids: in a large definition that is wrong all over, a few will do.
  const most = steps.length > 1000 ? 50 : definitionLimits.diagnostics + 1;
  for (const site of sites) {
    const { placed, scalar, path } = site;
    for (const problem of problemsOf(placed.expr, site)) {
      const start = offsetIn(placed, problem.start);
      const end = Math.max(start + 1, offsetIn(placed, problem.end - 1) + 1);
      found.push(problemAt(source.text, scalar, path, { ...problem, start, end }));
    }
    if (found.length >= most) return found;
  }
  return found;
};

function problemsOf(expr: Expr, { gives, types }: CheckedSite): readonly ExpressionProblem[] {
  switch (gives) {
    case 'any':
      return checkExpression(expr, types);
    case 'condition':
      return checkCondition(expr, types);
    case 'list':
      // Null is a list of nothing: an input that is not given has no elements.
      return checkGiving(expr, types, ['list', 'null'], '`for_each` takes a list');
    case 'number':
      return checkGiving(expr, types, ['number'], '`delay_ms` takes a number of milliseconds');
    case 'time':
      return checkGiving(expr, types, ['string', 'number'], '`until` takes a time, as text or in milliseconds');
  }
}
