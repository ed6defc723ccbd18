import { describe, expect, test } from '@jest/globals';
import {
  checkParameterExpression,
  evaluateParameters,
  evaluateTemplate,
  parseExpression,
  readJsonText,
  readTemplate,
  type Scope,
  type Template,
} from '../../src/expressions/index.ts';
import type { Json } from '../../src/std/index.ts';

function scope(inputs: Json): Scope {
  return { inputs, context: {}, step: null, now: 0, seed: '', stepNamed: () => undefined, locals: {} };
}

const evaluated = (template: Template, inputs: Json = {}) => evaluateParameters(template, scope(inputs));
const texts = (members: Readonly<Record<string, string>>): Template => ({
  kind: 'object',
  members: Object.entries(members).map(([name, text]) => [name, readTemplate(text).template]),
});

describe('the places of secrets', () => {
  test('are told beside the value, which holds their names', () => {
    const template = texts({ a: '{{secrets.KEY}}', b: 'x {{inputs.n}} {{secrets.A}}{{secrets.B}}!' });
    expect(evaluated(template, { n: 7 })).toEqual({
      ok: true,
      value: { a: '{{secrets.KEY}}', b: 'x 7 {{secrets.A}}{{secrets.B}}!' },
      secrets: [
        { at: '/a', from: 0, name: 'KEY' },
        { at: '/b', from: 4, name: 'A' },
        { at: '/b', from: 17, name: 'B' },
      ],
    });
  });

  test('are JSON pointers, whatever the names on the way', () => {
    const inner: Template = {
      kind: 'list',
      items: [{ kind: 'value', value: 1 }, readTemplate('{{secrets.K}}').template],
    };
    const template: Template = {
      kind: 'object',
      members: [['a/b~c', { kind: 'object', members: [['__proto__', inner]] }]],
    };
    expect(evaluated(template)).toMatchObject({ secrets: [{ at: '/a~1b~0c/__proto__/1', from: 0, name: 'K' }] });
  });

  test('in JSON text', () => {
    const { template } = readJsonText('{"k": {{secrets.K}}, "t": "Bearer {{secrets.T}}"}');
    expect(evaluated(template)).toMatchObject({
      value: { k: '{{secrets.K}}', t: 'Bearer {{secrets.T}}' },
      secrets: [
        { at: '/k', from: 0, name: 'K' },
        { at: '/t', from: 7, name: 'T' },
      ],
    });
  });

  test('of all parameters, where they are one text', () => {
    expect(evaluated(readTemplate('a{{secrets.K}}').template)).toMatchObject({
      secrets: [{ at: '', from: 1, name: 'K' }],
    });
  });

  test('cannot be made by data', () => {
    const template = texts({ a: '{{inputs.x}}', b: '{{inputs.x}} {{secrets.K}}', c: "{{'{{'}}secrets.K}}" });
    expect(evaluated(template, { x: '{{secrets.K}}' })).toEqual({
      ok: true,
      value: { a: '{{secrets.K}}', b: '{{secrets.K}} {{secrets.K}}', c: '{{secrets.K}}' },
      secrets: [{ at: '/b', from: 14, name: 'K' }],
    });
  });

  test('stand nowhere else: inside an operation, and in what is not sent to a service', () => {
    const failed = { ok: false, error: { code: 'expression-failed' } };
    expect(evaluated(readTemplate("{{'a' + secrets.K}}").template)).toMatchObject(failed);
    expect(evaluateTemplate(readTemplate('{{secrets.K}}').template, scope({}))).toMatchObject(failed);
  });
});

describe('the name of a secret', () => {
  const problems = (text: string) => {
    const parsed = parseExpression(text);
    if (!parsed.ok) throw new Error(text);
    return checkParameterExpression(parsed.expr, {
      inputs: { kind: 'any' },
      steps: new Map(),
      context: { kind: 'any' },
      locals: new Map(),
      hasStep: true,
    }).map(({ code }) => code);
  };

  test.each(['secrets.K', 'secrets._k9', `secrets.${'k'.repeat(64)}`])('%s', (text) => {
    expect(problems(text)).toEqual([]);
  });

  test.each([
    "secrets['API key']",
    "secrets['9k']",
    `secrets.${'k'.repeat(65)}`,
    'secrets.services_K',
    'secrets.SERVICES_k',
  ])('not %s', (text) => {
    expect(problems(text)).toEqual(['invalid-name']);
  });
});
