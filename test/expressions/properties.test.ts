import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkExpression,
  evaluateExpression,
  evaluateTemplate,
  expressionsOf,
  mayBe,
  objectOf,
  parseExpression,
  printExpression,
  readCondition,
  readJsonText,
  readTemplate,
  stepsReadBy,
  stringType,
  typeOf,
  typeOfValue,
  type Expr,
  type ExpressionProblem,
  type ScopeTypes,
} from '../../src/expressions/index.ts';
import { codes } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';
import { conformanceFiles } from './conformance-cases.ts';
import { evaluateNaively } from './naive-evaluator.ts';
import { randomExpression, randomInputs, randomTokens, scopeWith } from './random-expressions.ts';

const full = process.env['BATON_FULL'] === '1';
const numRuns = full ? 100_000 : 5_000;
const prototypeNames = Object.getOwnPropertyNames(Object.prototype).sort();

describe('any text', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), randomTokens);

  test('is read or refused with a place inside it, never thrown over', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseExpression(text);
        placesHold(parsed.ok ? [] : parsed.problems, text);
        placesHold(readTemplate(`{{${text}}} ${text}`).problems, `{{${text}}} ${text}`);
        const condition = readCondition(`{{ ${text} }}`);
        placesHold(condition.ok ? [] : condition.problems, `{{ ${text} }}`);
        placesHold(readJsonText(`{"a": {{${text}}}, "b": "${text}"}`).problems, `{"a": {{${text}}}, "b": "${text}"}`);
        placesHold(readJsonText(text).problems, text);
      }),
      { numRuns },
    );
  });

  test('that reads can be checked and evaluated, and reads the same when printed', () => {
    let read = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseExpression(text);
        if (!parsed.ok) return;
        read++;
        expect(withoutPlaces(reread(parsed.expr))).toEqual(withoutPlaces(parsed.expr));
        placesHold(checkExpression(parsed.expr, typesOf({})), text);
        evaluateExpression(parsed.expr, scopeWith({}));
        for (const id of stepsReadBy(parsed.expr)) expect(text).toContain(id);
      }),
      { numRuns },
    );
    expect(read).toBeGreaterThan(numRuns / 100);
  });
});

describe('random trees', () => {
  test('read the same when printed', () => {
    fc.assert(
      fc.property(randomExpression, (expr) => {
        expect(withoutPlaces(reread(expr))).toEqual(expr);
      }),
      { numRuns },
    );
  });

  test('evaluate as the naive evaluator does', () => {
    let gave = 0;
    fc.assert(
      fc.property(randomExpression, randomInputs, (expr, inputs) => {
        const scope = scopeWith(inputs);
        const found = evaluateExpression(expr, scope);
        const naive = evaluateNaively(expr, scope);
        if (found.ok) gave++;
        expect(found.ok ? { value: found.value } : { code: found.error.code }).toEqual(naive);
      }),
      { numRuns },
    );
    // Agreement on errors alone would say little.
    expect(gave).toBeGreaterThan(numRuns / 4);
  });

  test('give what their type says, where the checker has nothing against them', () => {
    let judged = 0;
    fc.assert(
      fc.property(randomExpression, randomInputs, (expr, inputs) => {
        const types = typesOf(inputs);
        const refused = checkExpression(expr, types).some((problem) => codes[problem.code].severity === 'error');
        const found = evaluateExpression(expr, scopeWith(inputs));
        // Of `any` the checker assumes that it is not null, or hardly a mistake could be named.
        if (refused || !found.ok || found.value === null) return;
        judged++;
        expect(mayBe(typeOf(expr, types), kindOf(found.value))).toBe(true);
      }),
      { numRuns },
    );
    expect(judged).toBeGreaterThan(numRuns / 10);
  });

  test('survive the journey through JSON, which a plan makes', () => {
    fc.assert(
      fc.property(randomExpression, randomInputs, (expr, inputs) => {
        const travelled = JSON.parse(JSON.stringify(expr)) as Expr;
        expect(evaluateExpression(travelled, scopeWith(inputs))).toEqual(evaluateExpression(expr, scopeWith(inputs)));
      }),
      { numRuns: numRuns / 5 },
    );
  });

  test('leave the built-in prototypes as they are', () => {
    fc.assert(
      fc.property(randomExpression, randomInputs, (expr, inputs) => {
        evaluateTemplate({ kind: 'object', members: [['__proto__', { kind: 'expression', expr }]] }, scopeWith(inputs));
        expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototypeNames);
      }),
      { numRuns: numRuns / 5 },
    );
  });
});

describe('the conformance cases', () => {
  const expressions = conformanceFiles.flatMap(({ cases }) =>
    cases.flatMap((each) => {
      const parsed = parseExpression(each.text);
      return each.kind === 'expr' && parsed.ok ? [{ ...each, expr: parsed.expr }] : [];
    }),
  );

  test('read the same when printed', () => {
    for (const { expr } of expressions) expect(withoutPlaces(reread(expr))).toEqual(withoutPlaces(expr));
  });

  test('hold for the naive evaluator, as far as it knows the functions', () => {
    const unknown = new Set([
      'time_diff',
      'format_time',
      'json_path',
      'json_path_all',
      'replace',
      'round',
      'sort',
      'to_number',
      'from_json',
      'uuid',
      'time_add',
    ]);
    const known = expressions.filter(
      ({ expr, fails, refused }) =>
        fails === undefined &&
        refused === undefined &&
        ![...expressionsOf(expr)].some((each) => each.kind === 'call' && unknown.has(each.name)),
    );
    expect(known.length).toBeGreaterThan(400);
    for (const { expr, scope, gives, text } of known) {
      if (gives !== undefined) expect({ text, ...evaluateNaively(expr, scope) }).toEqual({ text, value: gives });
    }
  });
});

function placesHold(problems: readonly ExpressionProblem[], text: string): void {
  for (const { start, end, message, code } of problems) {
    const placed = start >= 0 && start < end && end <= Math.max(1, text.length);
    expect({ placed, code, message, start, end, text }).toMatchObject({ placed: true });
  }
}

function reread(expr: Expr): Expr {
  const parsed = parseExpression(printExpression(expr));
  if (!parsed.ok) throw new Error(`${printExpression(expr)}: ${JSON.stringify(parsed.problems)}`);
  return parsed.expr;
}

function withoutPlaces(expr: Expr): Expr {
  return JSON.parse(JSON.stringify(expr), (key, value: unknown) => (key === 'at' ? 0 : value)) as Expr;
}

function typesOf(inputs: Json): ScopeTypes {
  const text = { workflow_id: stringType, execution_id: stringType };
  return {
    inputs: typeOfValue(inputs),
    steps: new Map(['done', 'my-step', '10', 'toString'].map((id) => [id, typeOfValue(inputs)])),
    context: objectOf(Object.entries(text), false),
    locals: new Map([
      ['item', typeOfValue({ n: 1 })],
      ['index', typeOfValue(0)],
    ]),
    hasStep: true,
  };
}

function kindOf(value: Json): 'null' | 'list' | 'object' | 'boolean' | 'number' | 'string' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value as 'object' | 'boolean' | 'number' | 'string';
}
