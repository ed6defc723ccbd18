import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { stepSchema } from '../../../src/language/definition/step.ts';
import { inputKeys, workflowSchema } from '../../../src/language/definition/workflow.ts';
import { definitionSchema } from '../../../src/language/index.ts';
import { codes } from '../../../src/problems/index.ts';
import type { JsonObject } from '../../../src/std/index.ts';
import { shippedDefinitions } from '../../support/shipped-definitions.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly format?: 'yaml' | 'json';
  readonly expect?: readonly { readonly code: keyof typeof codes }[];
}

const root = new URL('../../../', import.meta.url);
const schema = definitionSchema();
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
const problems = (value: unknown): readonly string[] =>
  validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

const folder = new URL('test/conformance/definitions/', root);
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[]);
const read = ({ text, format }: Case): unknown => {
  const plain = text.replaceAll(/[«»]/g, '');
  return format === 'json'
    ? (JSON.parse(plain.replace(/^\uFEFF/, '')) as unknown)
    : parse(plain, { maxAliasCount: -1 });
};
const isError = (code: keyof typeof codes): boolean => {
  const entry = codes[code];
  return entry.kind === 'diagnostic' && entry.severity === 'error';
};

describe('the schema takes', () => {
  // Of another notation, what it comes to.
  test.each(shippedDefinitions())('$name, which ships', ({ notation, text, prepared }) => {
    expect(problems(notation === 'definition' ? parse(text) : prepared.definition)).toEqual([]);
  });

  const accepted = cases.filter((each) => !(each.expect ?? []).some(({ code }) => isError(code)));
  test.each(accepted.map((each) => [each.name, each] as const))('what the checker takes: %s', (_name, each) => {
    expect(problems(read(each))).toEqual([]);
  });

  test('more than a handful of cases', () => {
    expect(accepted.length).toBeGreaterThan(30);
  });
});

describe('the schema refuses', () => {
  // These are about nothing but the keys and types that a schema can say.
  const codesOfShape: ReadonlySet<string> = new Set([
    'unknown-key',
    'missing-key',
    'stray-key',
    'invalid-id',
    'invalid-endpoint',
  ]);
  const refused = cases.filter(({ expect: wanted = [] }) => wanted.some(({ code }) => codesOfShape.has(code)));
  test.each(refused.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    expect(problems(read(each))).not.toEqual([]);
  });

  test.each([
    ['an unknown key', { nmae: 'y' }, ''],
    ['an unknown key of a step', { steps: [{ id: 'a', service: 's', method: 'm', depnds_on: [] }] }, '/steps/0'],
    ['an unknown key of an input', { inputs: { t: { type: 'number', defualt: 1 } } }, '/inputs/t'],
    ['a wrong type', { timeout_ms: 'soon' }, '/timeout_ms'],
    ['a step of two kinds', { steps: [{ id: 'a', delay_ms: 5, until: '{{now()}}' }] }, '/steps/0/until'],
    ['retries of a wait', { steps: [{ id: 'a', delay_ms: 5, retry_count: 3 }] }, '/steps/0/retry_count'],
    [
      'an action of two kinds',
      { steps: [{ id: 'a', delay_ms: 5, on_success: { notify: 'x', service: 's', method: 'm' } }] },
      '/steps/0/on_success/service',
    ],
    [
      'undoing a wait',
      { steps: [{ id: 'a', delay_ms: 5, on_failure: { compensate: 'm' } }] },
      '/steps/0/on_failure/compensate',
    ],
    [
      'a method and an endpoint',
      { steps: [{ id: 'a', service: 's', method: 'm', endpoint: '/m' }] },
      '/steps/0/endpoint',
    ],
  ])('%s, and says where', (_name, more, where) => {
    const found = problems({ name: 'x', steps: [{ id: 'a', service: 's', method: 'm' }], ...more });
    expect(found.map((each) => each.split(' ')[0])).toContain(where);
    const wrapped = problems({ workflow: { name: 'x', steps: [{ id: 'a', service: 's', method: 'm' }], ...more } });
    expect(wrapped.map((each) => each.split(' ')[0])).toContain(`/workflow${where}`);
  });

  test('a key beside `workflow`', () => {
    const workflow = { name: 'x', steps: [{ id: 'a', service: 's', method: 'm' }] };
    expect(problems({ workflow })).toEqual([]);
    expect(problems({ workflow, name: 'x' })).not.toEqual([]);
  });
});

describe('for an editor', () => {
  const parts = schema['$defs'] as JsonObject;
  const properties = (part: unknown): JsonObject => (part as { readonly properties: JsonObject }).properties;

  test('every key is there with a description, and no other', () => {
    const input = (parts['input'] as { readonly anyOf: readonly unknown[] }).anyOf[1];
    const keys = [
      [properties(parts['definition']), Object.keys(workflowSchema.shape)],
      [properties(parts['step']), Object.keys(stepSchema.shape)],
      [properties(input), inputKeys],
    ] as const;
    for (const [found, wanted] of keys) {
      expect(Object.keys(found)).toEqual(wanted);
      for (const [key, property] of Object.entries(found)) {
        expect([key, (property as JsonObject)['description']]).toEqual([key, expect.stringMatching(/^[A-Z].*\.$/)]);
      }
    }
  });

  test('the keys within a key of a step have descriptions too', () => {
    const step = properties(parts['step']);
    for (const key of ['wait_for', 'poll']) {
      for (const [name, property] of Object.entries(properties(step[key]))) {
        expect([key, name, (property as JsonObject)['description']]).toEqual([
          key,
          name,
          expect.stringMatching(/^[A-Z].*\.$/),
        ]);
      }
    }
  });

  test('it is plain JSON and refers to nothing outside itself', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    const references = [...JSON.stringify(schema).matchAll(/"\$(?:ref|id)":"([^"]*)"/g)].map(([, to = '']) => to);
    expect(new Set(references)).toEqual(new Set(['#/$defs/definition', '#/$defs/step', '#/$defs/input']));
  });
});
