import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { prepare, readAnswers, readScenario } from '../../../src/language/index.ts';
import type { Plan } from '../../../src/plan/index.ts';
import { fencedBlocks } from '../../docs/fenced-blocks.ts';

const definition = `
name: fleet
steps:
  - {id: each, for_each: "{{inputs.list}}", service: depot, method: plan, compensate_method: drop, poll: {method: state, until: "{{response.done}}"}}
  - {id: close, service: depot, endpoint: /days, verb: PUT, on_failure: [{service: alarm, method: ring}, {compensate: reopen}]}
  - {id: approve, wait_for: {event: approval}}
  - {id: bill, workflow: billing}
`;

function plan(): Plan {
  const prepared = prepare(definition);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  return prepared.plan;
}

const found = (text: string, of?: Plan): readonly string[] =>
  readScenario(`name: x\nexpect: {status: COMPLETED}\n${text}`, { plan: of }).diagnostics.map(
    ({ code, path }) => `${code} ${path}`,
  );

test('all that a world may hold', () => {
  const read = readAnswers(`
inputs: {list: [1]}
services:
  s.m: [{result: 1, after_ms: 5}, {no_answer: true, after_ms: 0}, {failure: {status: 500}, after_ms: 7}]
  s.POST /x: [{accepted: {location: /jobs/1, retry_after_ms: 500, result: queued}}, {accepted: {location: /jobs/2}}]
children:
  billing: [{result: 1, undo: [{service: bank, method: refund}], after_ms: 3}, {failure: {message: no funds}}, {no_answer: true}]
events: [{event: go, at_ms: 0}, {event: go, value: {a: 1}, correlation: 7, id: e1, at_ms: 10}]
commands: [{pause: true, at_ms: 1}, {resume: true, at_ms: 2}, {cancel: true, at_ms: 3}]
`);
  expect(read).toEqual({
    ok: true,
    world: {
      inputs: { list: [1] },
      services: new Map([
        [
          's.m',
          [
            { kind: 'result', result: 1, afterMs: 5 },
            { kind: 'no-answer', afterMs: 0 },
            { kind: 'failure', status: 500, body: null, afterMs: 7 },
          ],
        ],
        [
          's.POST /x',
          [
            { kind: 'result', result: 'queued', accepted: { path: '/jobs/1', retryAfterMs: 500 } },
            { kind: 'result', result: null, accepted: { path: '/jobs/2' } },
          ],
        ],
      ]),
      children: new Map([
        [
          'billing',
          [
            { kind: 'result', result: 1, undo: [{ service: 'bank', method: 'refund', parameters: {} }], afterMs: 3 },
            { kind: 'failure', message: 'no funds' },
            { kind: 'no-answer' },
          ],
        ],
      ]),
      events: [
        { event: 'go', value: null, atMs: 0 },
        { event: 'go', value: { a: 1 }, correlation: 7, id: 'e1', atMs: 10 },
      ],
      commands: [
        { kind: 'pause', atMs: 1 },
        { kind: 'resume', atMs: 2 },
        { kind: 'cancel', atMs: 3 },
      ],
    },
  });
});

test('the new expectations', () => {
  const read = readScenario(
    'name: x\nexpect: {status: COMPLETED, outputs: {a: 1}, notifications: [done], duration_ms: 5, steps: {"each[2]": {attempts: 1}}}',
    { plan: plan() },
  );
  expect(read).toMatchObject({
    ok: true,
    scenario: {
      expect: {
        outputs: { a: 1 },
        notifications: ['done'],
        durationMs: 5,
        steps: new Map([['each[2]', { attempts: 1 }]]),
      },
    },
  });
});

describe('refused', () => {
  test.each([
    ['services: {s.m: [{result: 1, after_ms: -1}]}', ['out-of-range services["s.m"][0].after_ms']],
    ['services: {s.m: [{result: 1, afterms: 1}]}', ['unknown-key services["s.m"][0].afterms']],
    ['services: {s.m: [{after_ms: 1}]}', ['conflicting-keys services["s.m"][0]']],
    ['services: {s.m: [{result: 1, accepted: {location: /x}}]}', ['conflicting-keys services["s.m"][0]']],
    ['services: {s.m: [{accepted: {}}]}', ['missing-key services["s.m"][0].accepted.location']],
    ['services: {s.m: [{accepted: {loction: /x}}]}', ['unknown-key services["s.m"][0].accepted.loction']],
    ['children: {b: []}', ['missing-key children.b']],
    ['children: {b: [{}]}', ['conflicting-keys children.b[0]']],
    ['children: {b: [{result: 1, failure: {message: x}}]}', ['conflicting-keys children.b[0]']],
    [
      'children: {b: [{failure: {status: 500}}]}',
      ['unknown-key children.b[0].failure.status', 'missing-key children.b[0].failure.message'],
    ],
    ['children: {b: [{no_answer: true, undo: []}]}', ['conflicting-keys children.b[0]']],
    ['children: {b: [{result: 1, undo: [{service: s}]}]}', ['missing-key children.b[0].undo[0].method']],
    ['events: [{event: go}]', ['missing-key events[0].at_ms']],
    ['events: [{event: go, at_ms: 1, vlue: 1}]', ['unknown-key events[0].vlue']],
    ['events: [{event: go, at_ms: 31536000001}]', ['out-of-range events[0].at_ms']],
    ['commands: [{at_ms: 1}]', ['conflicting-keys commands[0]']],
    ['commands: [{pause: true, resume: true, at_ms: 1}]', ['conflicting-keys commands[0]']],
    ['commands: [{cancel: false, at_ms: 1}]', ['not-allowed-value commands[0].cancel']],
    ['commands: [{stop: true, at_ms: 1}]', ['unknown-key commands[0].stop']],
  ])('%s', (text, problems) => {
    expect(found(text).toSorted()).toEqual(problems.toSorted());
  });
});

describe('of a plan', () => {
  const of = plan();

  test('own calls, pollings, actions, undoing calls and the places a service names itself are known', () => {
    const names = [
      'depot.plan',
      'depot.drop',
      'depot.state',
      'depot.PUT /days',
      'depot.reopen',
      'alarm.ring',
      'depot.GET /jobs/1',
      'bank.refund',
    ];
    const services = names.map((name) => `  ${name}: [{result: 1}]\n`).join('');
    expect(
      found(`children: {billing: [{result: 1, undo: [{service: bank, method: refund}]}]}\nservices:\n${services}`, of),
    ).toEqual([]);
  });

  test.each([
    ['services: {depot.plann: [{result: 1}]}', 'unknown-key services["depot.plann"]'],
    ['services: {depot.POST /days: [{result: 1}]}', 'unknown-key services["depot.POST /days"]'],
    ['services: {bank.refund: [{result: 1}]}', 'unknown-key services["bank.refund"]'],
    ['services: {other.GET /jobs/1: [{result: 1}]}', 'unknown-key services["other.GET /jobs/1"]'],
    ['children: {bill: [{result: 1}]}', 'unknown-key children.bill'],
    ['events: [{event: approve, at_ms: 1}]', 'not-allowed-value events[0].event'],
  ])('a stranger: %s', (text, problem) => {
    expect(found(text, of)).toEqual([problem]);
  });

  test('elements of steps that have none, and of none', () => {
    const steps = (id: string): readonly string[] =>
      readScenario(`name: x\nexpect: {status: FAILED, steps: {"${id}": {status: FAILED}}}`, {
        plan: of,
      }).diagnostics.map(({ message }) => message);
    expect(steps('each[3]')).toEqual([]);
    expect(steps('close[3]')).toEqual(['`close` has no `for_each`, so it has no elements']);
    expect(steps('eech[3]')).toEqual(['fleet has no step `eech`; did you mean `each`?']);
  });
});

describe('answers without a scenario', () => {
  test('are the services alone, where every key has a dot in it', () => {
    expect(readAnswers('s.m: [{result: 1}]')).toMatchObject({
      ok: true,
      world: { inputs: {}, services: new Map([['s.m', [{ kind: 'result', result: 1 }]]]) },
    });
  });

  test('or a whole scenario, which is held to what a scenario is held to', () => {
    expect(readAnswers('name: x\ninputs: {a: 1}\nexpect: {status: FAILED}')).toMatchObject({
      ok: true,
      world: { inputs: { a: 1 } },
    });
    expect(readAnswers('inputs: {a: 1}\nexpect: {status: FAILED}')).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'missing-key', path: 'name' }],
    });
  });

  test('what is wrong has its place in the text', () => {
    const text = 's.m: [{result: 1}]\ns.n: [{reslt: 1}]\n';
    const read = readAnswers(text);
    const [first] = read.ok ? [] : read.diagnostics;
    expect(text.slice(first?.span?.start, first?.span?.end)).toBe('reslt');
    expect(readAnswers('- 1')).toMatchObject({ ok: false, diagnostics: [{ code: 'invalid-definition' }] });
  });
});

test('the parts that the reference shows are accepted', () => {
  const page = readFileSync(join(process.cwd(), 'docs/reference/scenarios.md'), 'utf8');
  const parts = fencedBlocks(page).filter(({ words }) => words[0] === 'part');
  expect(parts.map(({ text }) => readAnswers(text).ok)).toEqual([true, true, true]);
  const expectations = fencedBlocks(page).filter(({ words }) => words[0] === 'expectation');
  const read = expectations.map(({ text }) => readScenario(`name: a list\n${text}`));
  expect(read.map((each) => each.ok && [...each.scenario.expect.steps.keys()].includes('pay[2]'))).toEqual([
    true,
    true,
  ]);
});
