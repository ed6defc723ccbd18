import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/std/index.ts';
import { createNames, pascalCase, schemaTypes } from '../../src/typegen/index.ts';

/** On one line, so that a table can hold it. */
function typed(schema: Json, direction: 'given' | 'told' = 'given'): readonly string[] {
  const names = createNames(['T']);
  return schemaTypes(schema, { name: 'T', names, direction }).map((each) => each.replace(/\s+/g, ' '));
}

const object = (properties: Json, more: object = {}): Json => ({ type: 'object', properties, ...more }) as Json;

describe('a JSON Schema as TypeScript', () => {
  test.each<readonly [string, Json, ...string[]]>([
    ['anything', true, 'export type T = unknown;'],
    ['nothing', false, 'export type T = never;'],
    ['scalars', { type: ['string', 'integer', 'null'] }, 'export type T = string | number | null;'],
    ['a constant', { const: 'a' }, "export type T = 'a';"],
    [
      'values',
      { enum: ['a', 1, null, true, { k: [1] }] },
      "export type T = 'a' | 1 | null | true | { readonly k: readonly [1] };",
    ],
    ['a list', { type: 'array', items: { type: ['string', 'null'] } }, 'export type T = readonly (string | null)[];'],
    ['a list of lists', { items: { type: 'array' } }, 'export type T = readonly (readonly unknown[])[];'],
    ['places', { prefixItems: [{ type: 'string' }], minItems: 1, items: false }, 'export type T = readonly [string];'],
    [
      'places that may miss',
      { prefixItems: [{ type: 'string' }] },
      'export type T = readonly [string?, ...unknown[]];',
    ],
    [
      'members',
      object({ a: { type: 'string' }, b: {} }, { required: ['b'] }),
      'export interface T { readonly a?: string; readonly b: unknown; }',
    ],
    [
      'a required one that is not described',
      object({}, { required: ['x'] }),
      'export interface T { readonly x: unknown }',
    ],
    ['an open object', { type: 'object' }, 'export interface T { readonly [name: string]: unknown }'],
    [
      'an empty one',
      object({}, { additionalProperties: false }),
      'export interface T { readonly [name: string]: never }',
    ],
    [
      'a map',
      { type: 'object', additionalProperties: { type: 'number' } },
      'export interface T { readonly [name: string]: number }',
    ],
    [
      'a map beside members',
      object({ a: { type: 'string' } }, { additionalProperties: { type: 'number' } }),
      'export interface T { readonly a?: string; readonly [name: string]: unknown; }',
    ],
    ['a choice', { oneOf: [{ type: 'string' }, { type: 'number' }] }, 'export type T = string | number;'],
    [
      'all of them',
      { allOf: [object({ a: {} }), object({ b: {} })] },
      'export type T = { readonly a?: unknown; } & { readonly b?: unknown; };',
    ],
    [
      'a reference',
      { $ref: '#/$defs/seat-heat', $defs: { 'seat-heat': { type: 'integer' } } },
      'export type T = TSeatHeat;',
      'export type TSeatHeat = number;',
    ],
    ['a reference to itself', object({ next: { $ref: '#' } }), 'export interface T { readonly next?: T; }'],
    [
      'a circle',
      { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'string' }] } } },
      'export type T = TA;',
      'export type TA = unknown;',
    ],
    ['a reference to elsewhere', { $ref: 'https://example.org/schema' }, 'export type T = unknown;'],
  ])('%s', (_what, schema, ...declared) => {
    expect(typed(schema)).toEqual(declared);
  });

  test('what has a default may be left out when it is sent, and is there when it is told', () => {
    const schema = object({ a: { type: 'number', default: 1 } }, { required: ['a'] });
    expect(typed(schema)[0]).toContain('readonly a?: number');
    expect(typed(schema, 'told')[0]).toContain('readonly a: number');
  });

  test('what an author wrote stays in its comment and its quotes', () => {
    const hostile = object(
      {
        "a'b": { description: 'ends */ process.exit() /*\u2028 @ts-ignore', default: '*/' },
        constructor: { const: "\\'\u202e" },
      },
      { additionalProperties: false },
    );
    expect(schemaTypes(hostile, { name: 'T', names: createNames(), direction: 'given' })).toMatchInlineSnapshot(`
[
  "export interface T {
  /**
   * ends *\\/ process.exit() /*
   *  ＠ts-ignore
   * Default: \`"*\\/"\`
   */
  readonly 'a\\'b'?: unknown;
  readonly constructor?: '\\\\\\'\\u202e';
}",
]
`);
  });

  test('a schema without end is cut', () => {
    let deep: Json = {};
    for (let i = 0; i < 10_000; i++) deep = { type: 'array', items: deep };
    expect(typed(deep)[0]?.length).toBeLessThan(2_000);
  });
});

test.each([
  ['departure_prep', 'DeparturePrep'],
  ['ev-departure.prep', 'EvDeparturePrep'],
  ['2fast', 'N2fast'],
  ['größe', 'Größe'],
  ['--', 'Unnamed'],
])('%s becomes %s', (given, name) => {
  expect(pascalCase(given)).toBe(name);
});

test('no name is given twice', () => {
  const names = createNames(['A']);
  expect([names.take('A'), names.take('A'), names.take('B')]).toEqual(['A2', 'A3', 'B']);
});
