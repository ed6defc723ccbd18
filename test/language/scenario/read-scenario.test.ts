import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readScenario } from '../../../src/language/scenario/index.ts';
import type { Plan } from '../../../src/plan/index.ts';
import { shippedDefinition } from '../../support/shipped-definitions.ts';

const shipped = new URL('../../../workflows-dsl/', import.meta.url);

const planOf = (name: string): Plan => shippedDefinition(name).prepared.plan;

const found = (text: string, plan?: Plan): readonly string[] =>
  readScenario(text, { plan }).diagnostics.map(({ code, path }) => `${code} ${path}`);

describe('a scenario', () => {
  test('with everything in it', () => {
    const read = readScenario(`
name: all of it
description: more
inputs: {a: 1}
services:
  s.m: [{result: {x: 1}}, {result: null}, {failure: {status: 503, body: {why: full}}}, {failure: {status: 500}}, {no_answer: true}]
expect:
  status: FAILED
  steps: {a: {status: COMPLETED, result: {x: 1}, attempts: 2, compensated: true}, b: {error: service-error}}
  calls: [{service: s, method: m, parameters: {t: 1}, key: "{execution}_a"}]
  compensations: []
  error: {code: service-error, step: b, message: full}
`);
    expect(read).toEqual({
      ok: true,
      diagnostics: [],
      scenario: {
        name: 'all of it',
        description: 'more',
        inputs: { a: 1 },
        services: new Map([
          [
            's.m',
            [
              { kind: 'result', result: { x: 1 } },
              { kind: 'result', result: null },
              { kind: 'failure', status: 503, body: { why: 'full' } },
              { kind: 'failure', status: 500, body: null },
              { kind: 'no-answer' },
            ],
          ],
        ]),
        expect: {
          status: 'FAILED',
          steps: new Map([
            ['a', { status: 'COMPLETED', result: { x: 1 }, attempts: 2, compensated: true }],
            ['b', { error: 'service-error' }],
          ]),
          calls: [{ service: 's', method: 'm', parameters: { t: 1 }, key: '{execution}_a' }],
          compensations: [],
          error: { code: 'service-error', step: 'b', message: 'full' },
        },
      },
    });
  });

  test('with as little as can be', () => {
    expect(readScenario('name: x\nexpect: {status: COMPLETED}\n')).toEqual({
      ok: true,
      diagnostics: [],
      scenario: { name: 'x', inputs: {}, services: new Map(), expect: { status: 'COMPLETED', steps: new Map() } },
    });
  });

  test.each([
    ['name: x\nexpect: {status: DONE}', ['not-allowed-value expect.status']],
    ['name: x\ninput: {}\nexpect: {status: FAILED}', ['unknown-key input']],
    ['name: x\nexpect: {status: FAILED, steps: {a: {stats: FAILED}}}', ['unknown-key expect.steps.a.stats']],
    [
      'name: x\nexpect: {status: FAILED, calls: [{service: s, method: m, parameter: {}}]}',
      ['unknown-key expect.calls[0].parameter'],
    ],
    ['name: x\nexpect: {status: FAILED, error: {kode: y}}', ['unknown-key expect.error.kode']],
    [
      'name: x\nservices: {s.m: [{no_anser: true}]}\nexpect: {status: FAILED}',
      ['unknown-key services["s.m"][0].no_anser'],
    ],
    ['name: x\nservices: {s.m: [{}]}\nexpect: {status: FAILED}', ['conflicting-keys services["s.m"][0]']],
    [
      'name: x\nservices: {s.m: [{result: 1, no_answer: true}]}\nexpect: {status: FAILED}',
      ['conflicting-keys services["s.m"][0]'],
    ],
    ['name: x\nservices: {s.m: []}\nexpect: {status: FAILED}', ['missing-key services["s.m"]']],
    [
      'name: x\nservices: {s.m: [{failure: {}}]}\nexpect: {status: FAILED}',
      ['missing-key services["s.m"][0].failure.status'],
    ],
    [
      'name: x\nexpect: {status: FAILED, calls: [], calls_in_any_order: []}',
      ['conflicting-keys expect.calls_in_any_order'],
    ],
    ['expect: {}', ['missing-key name', 'missing-key expect.status']],
    ['- a', ['invalid-definition undefined']],
    ['', ['empty-definition undefined']],
  ])('refuses %j', (text, problems) => {
    expect(found(text)).toEqual(problems);
  });

  test('of a plan: services and steps that it does not have', () => {
    const text = `
name: x
services: {weather.get_condition: [{result: 1}], defrost.auto_defrost: [{result: 1}]}
expect: {status: COMPLETED, steps: {notifi: {status: COMPLETED}}}
`;
    expect(found(text, planOf('departure_prep'))).toEqual([
      'unknown-key services["weather.get_condition"]',
      'unknown-key expect.steps.notifi',
    ]);
  });
});

describe.each(readdirSync(shipped))('the scenarios of %s', (name) => {
  const folder = new URL(`${name}/scenarios/`, shipped);
  test.each(readdirSync(folder))('%s', (file) => {
    expect(readScenario(readFileSync(new URL(file, folder), 'utf8'), { file, plan: planOf(name) }).diagnostics).toEqual(
      [],
    );
  });
});

test('the scenario in the reference is one', () => {
  const page = readFileSync(new URL('../../../docs/reference/scenarios.md', import.meta.url), 'utf8');
  const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(readScenario(block, { plan: planOf('ev_departure_prep') }).diagnostics).toEqual([]);
});
