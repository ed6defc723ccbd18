import { describe, expect, test } from '@jest/globals';
import { checkInputs, inputLimits, prepare, type Definition } from '../../../src/language/index.ts';
import type { Json } from '../../../src/std/index.ts';

function definitionWith(part: { readonly [key: string]: Json }): Definition {
  const prepared = prepare(JSON.stringify({ name: 'x', ...part, steps: [{ id: 'a', service: 's', method: 'm' }] }));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  return prepared.definition;
}

/** What comes of it: the inputs, or each problem as `code path`. */
function outcome(part: { readonly [key: string]: Json }, given: Json): unknown {
  const checked = checkInputs(definitionWith(part), given);
  return checked.ok ? checked.inputs : checked.diagnostics.map(({ code, path }) => `${code} ${path}`);
}

describe('inputs declared in short', () => {
  const t = (type: Json): { readonly inputs: Json } => ({ inputs: { t: type } });

  test.each([
    ['string', 'a'],
    ['string', ''],
    ['number', 1.5],
    ['integer', 3],
    ['boolean', false],
    ['datetime', '2025-01-15T07:00:00Z'],
    ['datetime', '2024-02-29T07:00:00.123+05:30'],
    ['object', { a: 1 }],
    ['array', []],
    ['any', [null]],
    // An input that may be left out may also be said to be nothing.
    ['number', null],
  ])('%s takes %j', (type, value) => {
    expect(outcome(t(type), { t: value })).toEqual({ t: value });
  });

  test.each([
    ['string', 1],
    ['number', '1'],
    ['number', true],
    ['integer', 1.5],
    ['boolean', 'true'],
    ['boolean', 0],
    ['datetime', '2025-01-15'],
    ['datetime', '2025-02-29T00:00:00Z'],
    ['datetime', '2025-01-15T07:00:00'],
    ['datetime', '2025-01-15T24:00:00Z'],
    ['datetime', '2025-01-15T23:59:60Z'],
    ['datetime', 0],
    ['object', []],
    ['object', 'x'],
    ['array', {}],
  ])('%s refuses %j', (type, value) => {
    expect(outcome(t(type), { t: value })).toEqual(['invalid-input inputs.t']);
  });

  test('an unknown input is refused, with the nearest that there is', () => {
    const checked = checkInputs(definitionWith({ inputs: { target_temp: 'number' } }), { target_tmp: 21 });
    expect(checked).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'unknown-input', path: 'inputs.target_tmp', hint: 'target_temp' }],
    });
  });

  test('a default fills what is absent, never null', () => {
    const part = t({ type: 'number', default: 22 });
    expect(outcome(part, {})).toEqual({ t: 22 });
    expect(outcome(part, { t: null })).toEqual({ t: null });
    expect(outcome(part, { t: 0 })).toEqual({ t: 0 });
  });

  test('required', () => {
    expect(outcome(t({ type: 'any', required: true }), {})).toEqual(['input-missing inputs.t']);
    expect(outcome(t({ type: 'number', required: true }), { t: null })).toEqual(['invalid-input inputs.t']);
    expect(outcome(t({ type: 'number', required: true, default: 1 }), {})).toEqual({ t: 1 });
    expect(outcome(t('number'), {})).toEqual({});
  });

  test('enum, minimum, maximum', () => {
    expect(outcome(t({ type: 'string', enum: ['a', 'b'] }), { t: 'b' })).toEqual({ t: 'b' });
    expect(outcome(t({ type: 'string', enum: ['a', 'b'] }), { t: 'c' })).toEqual(['invalid-input inputs.t']);
    expect(outcome(t({ type: 'number', minimum: 5, maximum: 6 }), { t: 5 })).toEqual({ t: 5 });
    expect(outcome(t({ type: 'number', minimum: 5, maximum: 6 }), { t: 4.9 })).toEqual(['invalid-input inputs.t']);
    expect(outcome(t({ type: 'number', minimum: 5, maximum: 6 }), { t: 6.1 })).toEqual(['invalid-input inputs.t']);
  });

  test('all that is wrong at once', () => {
    const part = { inputs: { a: { type: 'string', required: true }, b: 'number' } };
    expect(outcome(part, { b: 'x', c: 1 })).toEqual([
      'unknown-input inputs.c',
      'input-missing inputs.a',
      'invalid-input inputs.b',
    ]);
  });

  test('an input by the name of an inherited member is not found by inheritance', () => {
    expect(outcome({ inputs: { toString: 'string', valueOf: { type: 'string', required: true } } }, {})).toEqual([
      'input-missing inputs.valueOf',
    ]);
  });
});

describe('inputs by a JSON Schema', () => {
  const schema = {
    type: 'object',
    properties: {
      departure_time: { type: 'string', format: 'date-time' },
      comfort_temp: { type: 'number', default: 22 },
    },
    required: ['departure_time'],
  };

  test.each([
    ['as a map', schema],
    ['as JSON text', JSON.stringify(schema)],
  ])('%s', (_name, written) => {
    const part = { input_schema: written };
    expect(outcome(part, { departure_time: '2025-01-15T07:00:00Z' })).toEqual({
      departure_time: '2025-01-15T07:00:00Z',
      comfort_temp: 22,
    });
    expect(outcome(part, { departure_time: 'soon', comfort_temp: 'warm' })).toEqual([
      'invalid-input inputs.departure_time',
      'invalid-input inputs.comfort_temp',
    ]);
    expect(outcome(part, {})).toEqual(['input-missing inputs.departure_time']);
    expect(outcome(part, { departure_time: '2025-01-15T07:00:00Z', comfort_temp: null })).toEqual([
      'invalid-input inputs.comfort_temp',
    ]);
  });

  test('what is given is not changed by defaults', () => {
    const given = { departure_time: '2025-01-15T07:00:00Z' };
    checkInputs(definitionWith({ input_schema: schema }), given);
    expect(given).toEqual({ departure_time: '2025-01-15T07:00:00Z' });
  });

  test('a member too many, deep inside', () => {
    const part = {
      input_schema: {
        type: 'object',
        properties: { a: { type: 'object', properties: { b: {} }, additionalProperties: false } },
      },
    };
    expect(outcome(part, { a: { c: 1 } })).toEqual(['unknown-input inputs.a.c']);
  });

  test('alternatives are one problem, not one for each', () => {
    const part = {
      input_schema: { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } } },
    };
    expect(outcome(part, { a: true })).toEqual(['invalid-input inputs.a']);
  });

  test('a pattern that backtracks elsewhere is answered at once', () => {
    const part = { input_schema: { type: 'object', properties: { p: { type: 'string', pattern: '^(a+)+$' } } } };
    expect(outcome(part, { p: `${'a'.repeat(5000)}b` })).toEqual(['invalid-input inputs.p']);
  });

  test('each pattern is its own', () => {
    const part = {
      input_schema: {
        type: 'object',
        properties: { p: { type: 'string', pattern: '^a+$' }, q: { type: 'string', pattern: '^b+$' } },
        patternProperties: { '^x-': { type: 'number' } },
      },
    };
    expect(outcome(part, { p: 'aa', q: 'bb', 'x-1': 1 })).toEqual({ p: 'aa', q: 'bb', 'x-1': 1 });
    expect(outcome(part, { p: 'bb', q: 'aa', 'x-1': 'x' })).toEqual([
      'invalid-input inputs.p',
      'invalid-input inputs.q',
      'invalid-input inputs["x-1"]',
    ]);
  });

  test('a schema that never ends on this input', () => {
    const part = { input_schema: { type: 'object', properties: { t: { allOf: [{ $ref: '#/properties/t' }] } } } };
    expect(outcome(part, { t: 1 })).toEqual(['invalid-input inputs']);
  });

  test('at most twenty problems', () => {
    const part = { input_schema: { type: 'object', additionalProperties: { type: 'number' } } };
    const given = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'x']));
    expect(outcome(part, given)).toHaveLength(inputLimits.diagnostics);
  });
});

describe('inputs that nothing declares', () => {
  test('are taken as they are', () => {
    expect(outcome({}, { a: [1, { b: null }] })).toEqual({ a: [1, { b: null }] });
  });

  test.each([[[]], ['x'], [null], [1]])('inputs are an object, not %j', (given) => {
    expect(outcome({}, given)).toEqual(['inputs-not-object inputs']);
  });

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s is refused at any depth', (key) => {
    expect(outcome({}, JSON.parse(`{"a": [{"b": {"${key}": 1}}]}`))).toEqual([`reserved-key inputs.a[0].b.${key}`]);
  });

  test('a whole number that was rounded on its way', () => {
    expect(outcome({}, { a: 2 ** 53 })).toEqual(['number-not-exact inputs.a']);
    expect(outcome({}, { a: 2 ** 53 - 1 })).toEqual({ a: 2 ** 53 - 1 });
  });

  test('too deep, too long', () => {
    const nested = (depth: number): Json => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    expect(outcome({}, nested(inputLimits.nesting))).toEqual(nested(inputLimits.nesting));
    expect(outcome({}, nested(inputLimits.nesting + 1))).toEqual(['inputs-too-large inputs']);
    expect(outcome({}, nested(5000))).toEqual(['inputs-too-large inputs']);
    expect(outcome({}, { a: 'x'.repeat(inputLimits.characters) })).toEqual(['inputs-too-large inputs']);
  });
});

test('others are taken and kept where the definition says so, and are what they are', () => {
  const open = { inputs: { t: { type: 'number', default: 1 } }, additional_inputs: true };
  expect(outcome(open, { zeta: [1], alpha: null })).toEqual({ zeta: [1], alpha: null, t: 1 });
  expect(outcome(open, { t: 'x', other: 1 })).toEqual(['invalid-input inputs.t']);
  expect(outcome({ ...open, additional_inputs: false }, { other: 1 })).toEqual(['unknown-input inputs.other']);
});
