import { describe, expect, test } from '@jest/globals';
import {
  evaluateCondition,
  evaluateExpression,
  evaluateTemplate,
  functionTable,
  parseExpression,
  readTemplate,
  signatureOf,
  type Expr,
  type Template,
} from '../../src/expressions/index.ts';
import { codes } from '../../src/problems/index.ts';
import { standardScope } from './conformance-cases.ts';

describe('evaluateTemplate', () => {
  test('fills lists and objects, keeping the types of whole expressions', () => {
    const template: Template = {
      kind: 'object',
      members: [
        ['t', readTemplate('{{inputs.n}}').template],
        ['note', readTemplate('n is {{inputs.n}}').template],
        ['list', { kind: 'list', items: [{ kind: 'value', value: 1 }, readTemplate('{{inputs.list}}').template] }],
        ['toString', { kind: 'value', value: 'own' }],
      ],
    };
    expect(evaluateTemplate(template, standardScope)).toEqual({
      ok: true,
      value: { t: 7, note: 'n is 7', list: [1, [1, 2, 3]], toString: 'own' },
    });
  });

  test('sets a member named __proto__ as data', () => {
    const found = evaluateTemplate(
      { kind: 'object', members: [['__proto__', { kind: 'value', value: { x: 1 } }]] },
      standardScope,
    );
    expect(found.ok && Object.keys(found.value as object)).toEqual(['__proto__']);
    expect(found.ok && 'x' in (found.value as object)).toBe(false);
  });

  test('ends with the first error, and its place in the expression', () => {
    const template = readTemplate('{{inputs.n}} {{inputs.n / inputs.zero}} {{1 + inputs.none}}').template;
    expect(evaluateTemplate(template, standardScope)).toEqual({
      ok: false,
      error: { code: 'division-by-zero', message: '`/` by zero: `inputs.zero` is 0', at: 9 },
    });
  });

  test('gives uuid() its own answer at each place, and the same one again', () => {
    const template: Template = {
      kind: 'list',
      items: [readTemplate('{{uuid()}}').template, readTemplate('{{uuid()}}').template],
    };
    const once = evaluateTemplate(template, standardScope);
    const [a, b] = once.ok ? (once.value as string[]) : [];
    expect(a).not.toBe(b);
    expect(evaluateTemplate(template, standardScope)).toEqual(once);
    expect(evaluateTemplate(template, { ...standardScope, seed: 'other' })).not.toEqual(once);
  });

  test('refuses a template that is nested without end, instead of falling over it', () => {
    let template: Template = { kind: 'value', value: 1 };
    for (let level = 0; level < 50_000; level++) template = { kind: 'list', items: [template] };
    expect(evaluateTemplate(template, standardScope)).toMatchObject({ ok: false, error: { code: 'expression-limit' } });
  });
});

test('evaluateCondition takes a bare boolean', () => {
  expect(evaluateCondition(true, standardScope)).toEqual({ ok: true, value: true });
  expect(evaluateCondition(false, standardScope)).toEqual({ ok: true, value: false });
});

describe('a plan of another version', () => {
  test.each([
    [{ kind: 'call', name: 'gone', args: [], at: 3 }, '`gone`: no such function'],
    [{ kind: 'call', name: 'upper', args: [], at: 3 }, 'upper takes 1 argument; 0 are given'],
    [{ kind: 'name', name: 'gone', at: 3 }, '`gone`: no such name'],
  ] as readonly (readonly [Expr, string])[])('fails the step, not the worker: %j', (expr, message) => {
    expect(evaluateExpression(expr, standardScope)).toEqual({
      ok: false,
      error: { code: 'expression-failed', message, at: 3 },
    });
  });
});

describe('the table of functions', () => {
  test('has an example of each that evaluates as it says', () => {
    for (const [name, entry] of functionTable) {
      expect({ name, examples: entry.examples.length > 0 }).toEqual({ name, examples: true });
      for (const { expression, gives } of entry.examples) {
        const parsed = parseExpression(expression);
        if (!parsed.ok) throw new Error(expression);
        expect({ expression, ...evaluateExpression(parsed.expr, { ...standardScope, inputs: { seats: 4 } }) }).toEqual({
          expression,
          ok: true,
          value: gives,
        });
        expect(expression).toContain(`${name}(`);
      }
    }
  });

  test('holds the functions of the language and no others', () => {
    expect([...functionTable.keys()].sort().join(' ')).toBe(
      'abs ceil default floor format_time from_json if join json_path json_path_all keys length lower max merge min now replace required round slice sort split sum time_add time_diff to_json to_number to_string trim unique upper uuid values',
    );
    expect([...functionTable].every(([name, entry]) => name === entry.name)).toBe(true);
  });

  test('writes signatures', () => {
    const signature = (name: string): string => {
      const entry = functionTable.get(name);
      return entry === undefined ? '' : signatureOf(entry);
    };
    expect(['time_add', 'round', 'min', 'now'].map(signature)).toEqual([
      'time_add(time, duration)',
      'round(number, digits?)',
      'min(values…)',
      'now()',
    ]);
  });
});

test('every code an evaluation can end with is a failure of the table', () => {
  const found = evaluateExpression({ kind: 'name', name: 'x', at: 0 }, standardScope);
  expect(found.ok ? null : codes[found.error.code].kind).toBe('failure');
});
