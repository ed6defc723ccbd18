import { describe, expect, test } from '@jest/globals';
import { compare, type Difference } from '../../src/simulation/index.ts';
import { planOfSteps, scenarioOf, simulated } from './simulated.ts';

const plan = planOfSteps(`
  - {id: a, service: s, method: m, parameters: {n: "{{inputs.n}}"}, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a], on_failure: {notify: "b: {{error_code}}"}}
`);
const failing =
  'inputs: {n: 1}\nservices: {s.m: [{result: {seat: {level: 3, warm: true}}}], s.n: [{failure: {status: 422}}]}';

function differences(expected: string): readonly Difference[] {
  const { expect: wanted } = scenarioOf(`name: x\nexpect: ${expected}`, plan);
  const outcome = simulated(plan, failing);
  return compare(wanted, outcome, outcome.simulation.state.executionId);
}

/** A difference of two values in one line. */
const said = (expected: string): readonly string[] =>
  differences(expected).map((each) =>
    each.kind === 'value'
      ? `${each.where}: ${JSON.stringify(each.expected)}, not ${JSON.stringify(each.seen)}`
      : `${each.where}: ${each.lines.map(({ mark, text }) => `${mark}${text}`).join(' | ')}`,
  );

test('what is as expected makes no difference', () => {
  expect(
    differences(`
  status: FAILED
  error: {code: service-error, step: b, message: answered 422}
  calls: [{service: s, method: m, parameters: {n: 1}, key: "{execution}_a"}, {service: s, method: n}]
  compensations: [{service: s, method: u, key: "{execution}_a:undo"}]
  notifications: ["b: service-error"]
  duration_ms: 40
  steps: {a: {status: COMPLETED, result: {seat: {level: 3, warm: true}}, attempts: 1, compensated: true}, b: {error: service-error}}`),
  ).toEqual([]);
});

describe('each thing that is otherwise', () => {
  test.each([
    ['{status: COMPLETED}', ['status: "COMPLETED", not "FAILED"']],
    [
      '{status: FAILED, error: {code: call-timed-out, step: a, message: closed}}',
      [
        'error.code: "call-timed-out", not "service-error"',
        'error.step: "a", not "b"',
        'error.message: "closed", not "s.n answered 422"',
      ],
    ],
    ['{status: FAILED, steps: {a: {status: SKIPPED}}}', ['step a: status: "SKIPPED", not "COMPLETED"']],
    ['{status: FAILED, steps: {b: {error: call-lost}}}', ['step b: error: "call-lost", not "service-error"']],
    ['{status: FAILED, steps: {a: {attempts: 2}}}', ['step a: attempts: 2, not 1']],
    ['{status: FAILED, steps: {a: {compensated: false}}}', ['step a: compensated: false, not true']],
    ['{status: FAILED, duration_ms: 41}', ['duration_ms: 41, not 40']],
    ['{status: FAILED, outputs: {a: 1}}', ['outputs: {"a":1}, not null']],
    ['{status: FAILED, notifications: []}', ['notifications: +"b: service-error"']],
    [
      '{status: FAILED, compensations: []}',
      ['compensations: +s.u  {"n":1,"result":{"seat":{"level":3,"warm":true}}}  {execution}_a:undo'],
    ],
  ])('%s', (expected, found) => {
    expect(said(expected)).toEqual(found);
  });

  test('why the status is another one is told', () => {
    expect(differences('{status: COMPLETED}')).toMatchObject([{ why: 's.n answered 422 [service-error]' }]);
  });
});

describe('values', () => {
  test('differ at their innermost places', () => {
    expect(said('{status: FAILED, steps: {a: {result: {seat: {level: 2, warm: false}}}}}')).toEqual([
      'step a: result.seat.level: 2, not 3',
      'step a: result.seat.warm: false, not true',
    ]);
  });

  test('are shown whole where their members differ', () => {
    expect(said('{status: FAILED, steps: {a: {result: {seat: {level: 3}}}}}')).toEqual([
      'step a: result.seat: {"level":3}, not {"level":3,"warm":true}',
    ]);
  });
});

describe('lists of calls', () => {
  test('show what is missing and what is too much', () => {
    expect(said('{status: FAILED, calls: [{service: s, method: x}, {service: s, method: n}]}')).toEqual([
      'calls: -s.x | +s.m  {"n":1}  {execution}_a |  s.n  {}  {execution}_b',
    ]);
    expect(said('{status: FAILED, calls: [{service: s, method: m}]}')).toEqual([
      'calls:  s.m  {"n":1}  {execution}_a | +s.n  {}  {execution}_b',
    ]);
    expect(
      said('{status: FAILED, calls: [{service: s, method: m, parameters: {n: 2}}, {service: s, method: n}]}'),
    ).toEqual(['calls: -s.m  {"n":2} | +s.m  {"n":1}  {execution}_a |  s.n  {}  {execution}_b']);
  });

  test('the order counts, unless it does not', () => {
    const swapped = '[{service: s, method: n}, {service: s, method: m}]';
    expect(differences(`{status: FAILED, calls: ${swapped}}`)).toHaveLength(1);
    expect(differences(`{status: FAILED, calls_in_any_order: ${swapped}}`)).toEqual([]);
  });

  test('in any order the most particular expectation chooses first', () => {
    const both = planOfSteps(
      '  - {id: a, service: s, method: m, parameters: {n: 1}}\n  - {id: b, service: s, method: m}\n',
    );
    const { expect: wanted } = scenarioOf(
      'name: x\nexpect: {status: COMPLETED, calls_in_any_order: [{service: s, method: m}, {service: s, method: m, parameters: {n: 1}}]}',
    );
    expect(compare(wanted, simulated(both), 'simulated')).toEqual([]);
  });
});

test('elements are compared like steps, and one that is not there is said', () => {
  const repeated = planOfSteps('  - {id: a, for_each: "{{inputs.l}}", service: s, method: m}\n');
  const outcome = simulated(repeated, 'inputs: {l: [1, 2]}\nservices: {s.m: [{result: x}, {result: y}]}');
  const of = (steps: string): readonly Difference[] =>
    compare(scenarioOf(`name: x\nexpect: {status: COMPLETED, steps: ${steps}}`, repeated).expect, outcome, 'simulated');
  expect(of('{"a[0]": {result: x, attempts: 1}, "a[1]": {result: y, status: COMPLETED}, a: {result: [x, y]}}')).toEqual(
    [],
  );
  expect(of('{"a[1]": {result: x}}')).toMatchObject([{ where: 'step a[1]: result', expected: 'x', seen: 'y' }]);
  expect(of('{"a[2]": {status: PENDING}}')).toMatchObject([{ where: 'step a[2]', why: 'there is no such element' }]);
});

test('an execution that waits for ever is said to', () => {
  const waiting = planOfSteps('  - {id: a, wait_for: {event: go}}\n');
  const outcome = simulated(waiting);
  const { expect: wanted } = scenarioOf('name: x\nexpect: {status: COMPLETED}');
  expect(compare(wanted, outcome, 'simulated')).toEqual([
    {
      kind: 'value',
      where: 'status',
      expected: 'COMPLETED',
      seen: 'RUNNING',
      why: 'it waits for ever: a for the event go',
    },
  ]);
});
