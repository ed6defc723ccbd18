import { describe, expect, test } from '@jest/globals';
import { printExpression, type Expr } from '../../../src/expressions/index.ts';
import { prepare } from '../../../src/language/index.ts';
import type { Plan } from '../../../src/plan/index.ts';
import type { Json } from '../../../src/std/index.ts';

function planOf(steps: readonly object[], more: object = {}): Plan {
  const prepared = prepare(JSON.stringify({ name: 'x', ...more, steps }));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  return prepared.plan;
}

/** The one step of a plan, its expressions as text in braces. */
function compiled(step: object): unknown {
  return readable(planOf([{ id: 'a', ...step }]).steps[0]);
}

function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if ('at' in value) return `{{${printExpression(value as unknown as Expr)}}}`;
  if ('kind' in value && value.kind === 'expression' && 'expr' in value) return readable(value.expr);
  if ('kind' in value && value.kind === 'value' && 'value' in value) return value.value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, readable(each)]));
}

const call = {
  kind: 'call',
  id: 'a',
  dependsOn: [],
  service: 's',
  method: 'm',
  parameters: {},
  timeoutMs: 30_000,
  retry: { count: 0, delayMs: 1000, backoff: 1 },
};

describe('a step becomes', () => {
  test.each<[string, object, object]>([
    ['a call', { service: 's', method: 'm' }, call],
    ['a call of an endpoint', { service: 's', endpoint: '/m' }, { ...call, method: '/m', verb: 'POST' }],
    ['one with a verb', { service: 's', endpoint: '/m', verb: 'GET' }, { ...call, method: '/m', verb: 'GET' }],
    [
      'a poll with its defaults',
      { service: 's', method: 'm', poll: { method: 'p', until: '{{response.done}}' } },
      {
        ...call,
        poll: { service: 's', method: 'p', intervalMs: 1000, until: '{{response.done}}', timeoutMs: 600_000 },
      },
    ],
    [
      'a poll of another service, never more often than ten times a second',
      {
        service: 's',
        method: 'm',
        poll: {
          service: 't',
          endpoint: '/p',
          verb: 'GET',
          parameters: { id: '{{response.id}}' },
          interval_ms: 5,
          until: true,
          timeout_ms: 7,
        },
      },
      {
        ...call,
        poll: {
          service: 't',
          method: '/p',
          verb: 'GET',
          parameters: { kind: 'object', members: [['id', '{{response.id}}']] },
          intervalMs: 100,
          until: true,
          timeoutMs: 7,
        },
      },
    ],
    ['another workflow', { workflow: 'y' }, { kind: 'workflow', id: 'a', dependsOn: [], workflow: 'y', inputs: {} }],
    [
      'a version of another workflow',
      { workflow: 'y', version: '1.10', inputs: { t: 1 }, timeout_ms: 5 },
      { kind: 'workflow', id: 'a', dependsOn: [], workflow: 'y', version: '1.10', inputs: { t: 1 }, timeoutMs: 5 },
    ],
    ['a wait', { wait_for: { event: 'e' } }, { kind: 'wait', id: 'a', dependsOn: [], event: 'e' }],
    [
      'a wait with all that it may have',
      { wait_for: { event: 'e', condition: '{{value > 3}}', correlation: ['{{inputs.vin}}'], timeout_ms: 5 } },
      {
        kind: 'wait',
        id: 'a',
        dependsOn: [],
        event: 'e',
        condition: '{{value > 3}}',
        correlation: { kind: 'list', items: ['{{inputs.vin}}'] },
        timeoutMs: 5,
      },
    ],
    [
      'a wait with a time-out of the step',
      { wait_for: { event: 'e' }, timeout_ms: 5 },
      { kind: 'wait', id: 'a', dependsOn: [], event: 'e', timeoutMs: 5 },
    ],
    ['a delay', { delay_ms: 5 }, { kind: 'delay', id: 'a', dependsOn: [], ms: 5 }],
    [
      'a delay that is worked out',
      { delay_ms: ' {{inputs.t * 2}} ', timeout_ms: 9 },
      { kind: 'delay', id: 'a', dependsOn: [], ms: '{{inputs.t * 2}}', timeoutMs: 9 },
    ],
    [
      'a time',
      { until: '2030-01-15T07:00:00Z' },
      { kind: 'until', id: 'a', dependsOn: [], time: '2030-01-15T07:00:00Z' },
    ],
    [
      'a time that is worked out',
      { until: '{{inputs.at}}' },
      { kind: 'until', id: 'a', dependsOn: [], time: '{{inputs.at}}' },
    ],
    [
      'a time put together',
      { until: '{{inputs.day}}T07:00:00Z' },
      { kind: 'until', id: 'a', dependsOn: [], time: { kind: 'text', parts: ['{{inputs.day}}', 'T07:00:00Z'] } },
    ],
  ])('%s', (_name, step, expected) => {
    expect(compiled(step)).toEqual(expected);
  });
});

describe('any step may', () => {
  const delay = { kind: 'delay', id: 'a', dependsOn: [], ms: 5 };
  test.each<[string, object, object]>([
    [
      'run for each',
      { for_each: '{{inputs.l}}' },
      { forEach: { items: '{{inputs.l}}', maxParallel: 10, collect: true } },
    ],
    [
      'run for each of a list that is written out, counted',
      { for_each: [1, { a: 2 }], max_parallel: 3, collect: false },
      { forEach: { items: [1, { a: 2 }], maxParallel: 3, collect: false } },
    ],
    ['go on', { continue_on_failure: true }, { continueOnFailure: true }],
    ['not go on', { continue_on_failure: false }, {}],
    ['be urgent', { priority: 1 }, { priority: 1 }],
    [
      'notify',
      { on_success: { notify: '{{result}}' }, on_failure: [{ notify: 'oh' }] },
      { onSuccess: [{ kind: 'notify', text: '{{result}}' }], onFailure: [{ kind: 'notify', text: 'oh' }] },
    ],
    [
      'call a service in the end',
      {
        on_failure: [
          { service: 't', method: 'n' },
          { service: 't', endpoint: '/n', verb: 'PUT', parameters: { a: 1 } },
        ],
      },
      {
        onFailure: [
          { kind: 'call', service: 't', method: 'n', parameters: {} },
          { kind: 'call', service: 't', method: '/n', verb: 'PUT', parameters: { a: 1 } },
        ],
      },
    ],
    ['have no actions', { on_success: [], on_failure: [] }, {}],
  ])('%s', (_name, more, expected) => {
    expect(compiled({ delay_ms: 5, ...more })).toEqual({ ...delay, ...expected });
  });
});

test('undoing a failed step is no action, and is sent what undoes a completed one', () => {
  const step = {
    service: 's',
    method: 'm',
    compensate_method: 'u',
    compensate_parameters: { slot: 1 },
    on_failure: [{ notify: 'a' }, { compensate: 'v' }, { notify: 'b' }],
  };
  expect(compiled(step)).toEqual({
    ...call,
    compensate: { method: 'u', parameters: { slot: 1 } },
    compensateFailed: { method: 'v', parameters: { slot: 1 } },
    onFailure: [
      { kind: 'notify', text: 'a' },
      { kind: 'notify', text: 'b' },
    ],
  });
  expect(compiled({ service: 's', method: 'm', on_failure: { compensate: 'v' } })).toEqual({
    ...call,
    compensateFailed: { method: 'v' },
  });
});

test('outputs travel in the plan', () => {
  const { outputs } = planOf([{ id: 'a', delay_ms: 5 }], { outputs: { t: '{{steps.a.status}}', n: 1 } });
  expect(readable(outputs)).toEqual({
    kind: 'object',
    members: [
      ['t', '{{steps.a.status}}'],
      ['n', 1],
    ],
  });
  expect(planOf([{ id: 'a', delay_ms: 5 }])).not.toHaveProperty('outputs');
});

describe('a reference is a dependency', () => {
  const reference = '{{steps.first.result.x}}';
  const own: Json = { service: 's', method: 'm' };
  test.each<[string, object]>([
    ['when', { ...own, when: '{{steps.first.result.x == 1}}' }],
    ['for_each', { ...own, for_each: reference }],
    ['a list that is written out', { ...own, for_each: [reference] }],
    ['parameters', { ...own, parameters: { x: reference } }],
    ['parameters as JSON text', { ...own, parameters: `{"x": ${reference}}` }],
    ['compensate_parameters', { ...own, compensate_method: 'u', compensate_parameters: { x: reference } }],
    ['poll.parameters', { ...own, poll: { method: 'p', parameters: { x: reference }, until: true } }],
    ['poll.until', { ...own, poll: { method: 'p', until: '{{response == steps.first.result.x}}' } }],
    ['inputs', { workflow: 'y', inputs: { x: reference } }],
    ['condition', { wait_for: { event: 'e', condition: '{{value == steps.first.result.x}}' } }],
    ['correlation', { wait_for: { event: 'e', correlation: { x: reference } } }],
    ['delay_ms', { delay_ms: reference }],
    ['until', { until: reference }],
    ['a time put together', { until: `${reference}T00:00:00Z` }],
    ['on_success', { ...own, on_success: { notify: reference } }],
    ['on_failure', { ...own, on_failure: [{ service: 't', method: 'n', parameters: { x: reference } }] }],
  ])('in %s', (_name, step) => {
    const plan = planOf([
      { id: 'second', ...step },
      { id: 'first', ...(own as object) },
    ]);
    expect([plan.steps[0]?.dependsOn, plan.order]).toEqual([[1], [1, 0]]);
  });

  test('not in outputs', () => {
    const plan = planOf([{ id: 'a', delay_ms: 5 }], { outputs: { t: '{{steps.a.status}}' } });
    expect(plan.steps[0]?.dependsOn).toEqual([]);
  });
});
