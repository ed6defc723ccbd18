import { checkCondition, checkExpression, offsetIn } from '../../../expressions/index.ts';
import type { Diagnostic } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { problemAt } from '../template.ts';
import type { Rule } from './rule.ts';

/** What is wrong inside the braces. The codes are those of the expression language. */
export const expressions: Rule = ({ source, steps }) => {
  const found: Diagnostic[] = [];
  // Each unknown step's name is compared with all ids: in a large definition that is wrong all over, a few will do.
  const most = steps.length > 1000 ? 50 : definitionLimits.diagnostics + 1;
  for (const { sites } of steps) {
    for (const { placed, scalar, path, isCondition, types } of sites) {
      const problems = isCondition ? checkCondition(placed.expr, types) : checkExpression(placed.expr, types);
      for (const problem of problems) {
        const start = offsetIn(placed, problem.start);
        const end = Math.max(start + 1, offsetIn(placed, problem.end - 1) + 1);
        found.push(problemAt(source.text, scalar, path, { ...problem, start, end }));
      }
      if (found.length >= most) return found;
    }
  }
  return found;
};
