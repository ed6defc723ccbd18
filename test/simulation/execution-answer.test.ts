import { expect, test } from '@jest/globals';
import { executionShape } from '../../src/api/answer/execution.ts';
import { executionAnswer, simulate, worldOf } from '../../src/simulation/index.ts';
import { planOfSteps, simulated } from './simulated.ts';

const plan = planOfSteps(`
  - {id: a, service: s, method: m, compensate_method: u, retry_count: 1}
  - {id: b, service: s, method: n, depends_on: [a], when: "{{inputs.skip == null}}"}
`);

/** How the execution stands at each instant at which something happens. */
function standings(world: Parameters<typeof worldOf>[0]): readonly string[] {
  const seen: string[] = [];
  simulate(plan, worldOf(world), {
    onInstant: (state) => {
      const { status, phase, step_results: steps } = executionAnswer(plan, state);
      seen.push([status, phase, ...steps.map((step) => step.status)].filter((each) => each !== undefined).join(' '));
    },
  });
  return seen;
}

const failing = new Map([['s.n', [{ kind: 'failure', status: 422, body: null } as const]]]);

test('each instant of an execution that fails and is undone', () => {
  expect(standings({ inputs: {}, services: failing })).toEqual([
    'RUNNING RUNNING PENDING',
    'RUNNING COMPLETED RUNNING',
    'RUNNING compensating COMPENSATING FAILED',
    'FAILED COMPLETED FAILED',
  ]);
});

test('paused, skipped and cancelled', () => {
  const commands = [
    { kind: 'pause', atMs: 5 },
    { kind: 'resume', atMs: 15 },
  ] as const;
  expect(standings({ inputs: { skip: true }, services: new Map(), commands })).toEqual([
    'RUNNING RUNNING PENDING',
    'PAUSED paused RUNNING PENDING',
    'PAUSED paused COMPLETED PENDING',
    'COMPLETED COMPLETED SKIPPED',
  ]);
  const cancel = [{ kind: 'cancel', atMs: 5 }] as const;
  expect(standings({ inputs: {}, services: new Map(), commands: cancel }).at(-1)).toBe('CANCELLED FAILED PENDING');
});

test('it has the shape in which the API answers', () => {
  const { simulation } = simulated(plan, 's.m: [{no_answer: true}, {result: {x: 1}}]\ns.n: [{failure: {status: 422}}]');
  const answer = executionAnswer(plan, simulation.state);
  expect(executionShape.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    started_at: '2025-01-15T06:30:00.000Z',
    error: { code: 'service-error', step: 'b' },
    step_results: [
      { step_id: 'a', result: '{"x":1}', attempt: 2, compensation: { status: 'done' } },
      { step_id: 'b', error_message: 's.n answered 422', duration_ms: 10 },
    ],
  });
});

test('elements are counted, actions listed, and the undoing of elements is one', () => {
  const repeated = planOfSteps(`
  - id: a
    for_each: "{{[1, 2, 3]}}"
    service: s
    method: m
    parameters: {n: "{{item}}"}
    compensate_method: u
    on_failure: [{notify: gone}, {service: s, method: alarm}]
`);
  const { simulation } = simulated(
    repeated,
    's.m: [{result: 1}, {result: 2}, {failure: {status: 422}}]\ns.alarm: [{failure: {status: 422}}]\ns.u: [{failure: {status: 422}}, {result: 1}]',
  );
  const answer = executionAnswer(repeated, simulation.state);
  expect(executionShape.parse(answer)).toEqual(answer);
  expect(answer.step_results).toMatchObject([
    {
      elements: { total: 3, completed: 2, running: 0, failed: 1 },
      actions: [
        { on: 'on_failure', index: 0, status: 'done', attempt: 1 },
        { on: 'on_failure', index: 1, status: 'failed', error: { code: 'service-error' } },
      ],
      compensation: { status: 'failed', attempt: 2, error: { code: 'service-error' } },
    },
  ]);
});
