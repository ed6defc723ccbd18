import { describe, expect, test } from '@jest/globals';
import { codes } from '../../src/problems/index.ts';
import {
  checkCondition,
  checkExpression,
  evaluateCondition,
  evaluateTemplate,
  offsetIn,
  parseExpression,
  readCondition,
  readJsonText,
  readTemplate,
  type Evaluated,
  type ExpressionProblem,
  type PlacedExpression,
} from '../../src/expressions/index.ts';
import { conformanceFiles, type Case } from './conformance-cases.ts';

interface Outcome {
  readonly problems: readonly ExpressionProblem[];
  readonly evaluated: Evaluated | null;
}

describe.each(conformanceFiles)('$name', ({ cases }) => {
  test.each(cases.map((each, index) => ({ ...each, title: `${index + 1}: ${each.text.slice(0, 80)}` })))(
    '$title',
    (each) => {
      const { problems, evaluated } = outcome(each);
      const errors = problems.filter((problem) => codes[problem.code].severity === 'error');
      const warnings = problems.filter((problem) => codes[problem.code].severity === 'warning');
      const said = each.refused === undefined ? warnings[0] : errors[0];
      expect(errors[0]?.code).toBe(each.refused);
      if (each.warns !== undefined || each.refused === undefined) expect(warnings[0]?.code).toBe(each.warns);
      if (each.gives !== undefined) expect(evaluated).toEqual({ ok: true, value: each.gives });
      if (each.fails !== undefined) expect(evaluated).toMatchObject({ ok: false, error: { code: each.fails } });
      const error = said === undefined && evaluated?.ok === false ? evaluated.error : undefined;
      const message = said?.message ?? error?.message;
      if (each.says !== undefined) expect(message).toContain(each.says);
      if (each.hint !== undefined) expect(said?.hint).toContain(each.hint);
      if (each.column !== undefined) expect((said?.start ?? error?.at ?? -2) + 1).toBe(each.column);
      // A case that asks for nothing would prove nothing.
      expect([each.gives, each.fails, each.refused, each.warns].some((asked) => asked !== undefined)).toBe(true);
    },
  );
});

test('there are at least 700 cases, and none twice', () => {
  const all = conformanceFiles.flatMap(({ cases }) => cases);
  expect(all.length).toBeGreaterThanOrEqual(700);
  for (const { name, cases } of conformanceFiles) {
    const texts = cases.map((each) => JSON.stringify([each.kind, each.text, each.scope, [...each.types.steps]]));
    expect({ name, twice: texts.filter((text, index) => texts.indexOf(text) !== index) }).toEqual({ name, twice: [] });
  }
});

function outcome(each: Case): Outcome {
  if (each.kind === 'expr') {
    const parsed = parseExpression(each.text);
    if (!parsed.ok) return { problems: parsed.problems, evaluated: null };
    const template = { kind: 'expression', expr: parsed.expr } as const;
    return { problems: checkExpression(parsed.expr, each.types), evaluated: evaluateTemplate(template, each.scope) };
  }
  if (each.kind === 'condition') {
    const read = readCondition(each.text);
    if (!read.ok) return { problems: read.problems, evaluated: null };
    const { placed } = read;
    const problems = placedIn(placed, checkCondition(placed.expr, each.types));
    return { problems, evaluated: evaluateCondition(placed.expr, each.scope) };
  }
  const { template, expressions, problems } = each.kind === 'json' ? readJsonText(each.text) : readTemplate(each.text);
  if (problems.length > 0) return { problems, evaluated: null };
  return {
    problems: expressions.flatMap((placed) => placedIn(placed, checkExpression(placed.expr, each.types))),
    evaluated: evaluateTemplate(template, each.scope),
  };
}

function placedIn(placed: PlacedExpression, problems: readonly ExpressionProblem[]): readonly ExpressionProblem[] {
  return problems.map((problem) => ({
    ...problem,
    start: offsetIn(placed, problem.start),
    end: offsetIn(placed, problem.end),
  }));
}
