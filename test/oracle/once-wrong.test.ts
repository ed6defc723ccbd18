import { expect, test } from '@jest/globals';
import type { Plan } from '../../src/plan/index.ts';
import { planOf } from '../support/plans.ts';
import { runInMemory } from '../support/run-in-memory.ts';
import { expr, ofText } from './random-values.ts';

/** Differences between the engine and the model that random worlds once brought up, each in its smallest form. */

const threeItems = { items: { kind: 'value', value: [0, 1, 2] }, maxParallel: 1, collect: true } as const;

/** One step, with parameters that are evaluated. */
function oneStep(parameters: string, more: Partial<Parameters<typeof planOf>[0][number]>): Plan {
  const plan = planOf([{ id: 'a', ...more }]);
  const members = [['n', ofText(parameters)]] as const;
  return {
    ...plan,
    steps: plan.steps.map((step) => ({ ...step, parameters: { kind: 'object', members } })) as Plan['steps'],
  };
}

test('the time of an execution that is paused before it has begun stands still', () => {
  const plan = planOf([{ id: 'a' }], { timeoutMs: 20 });
  const run = runInMemory(plan, { pauseAt: [0], resumeAt: [50] });
  expect(run.happened.map(({ at, what }) => [at - run.state.startedAt, what])).toEqual([
    [50, 'timeout'],
    [50, 'call'],
    [60, 'end'],
  ]);
  expect(run.outcome.kind).toBe('completed');
});

test('when an element cannot be begun, no further one begins, also where the execution goes on', () => {
  const plan = oneStep('{{ 1 / index }}', { forEach: { ...threeItems, maxParallel: 2 }, continueOnFailure: true });
  expect(runInMemory(plan).trace).toEqual(['end completed']);
});

test('when an element cannot be begun, no further one begins beside those in flight', () => {
  const plan = oneStep('{{ 1 / (index - 1) }}', { forEach: { ...threeItems, maxParallel: 3 } });
  expect(runInMemory(plan).trace).toEqual(['call a[0]', 'end failed']);
});

test('a step that failed before its call was sent is not undone', () => {
  const compensateFailed = { method: 'clean' };
  const compensate = planOf([{ id: 'a', when: expr('inputs.three'), compensateFailed }]);
  expect(runInMemory(compensate, { inputs: { three: 3 } }).trace).toEqual(['end failed']);
  const items = { kind: 'value', value: 3 } as const;
  const noList = planOf([{ id: 'a', forEach: { ...threeItems, items }, compensateFailed }]);
  expect(runInMemory(noList).trace).toEqual(['end failed']);
  const parameters = { kind: 'value', value: { fixed: true } } as const;
  const notSent = oneStep('{{ 1 / 0 }}', { compensateFailed: { method: 'clean', parameters } });
  expect(runInMemory(notSent).trace).toEqual(['end failed']);
});

test('an element that ends in the very moment of its time-out has ended', () => {
  const plan = planOf([{ id: 'a', forEach: threeItems }]);
  const inputs = { kind: 'value', value: {} } as const;
  const { id, dependsOn } = plan.steps[0] ?? { id: 'a', dependsOn: [] };
  const kind = { kind: 'workflow', workflow: 'other', inputs, timeoutMs: 10 } as const;
  const run = runInMemory({ ...plan, steps: [{ id, dependsOn, forEach: threeItems, ...kind }] });
  expect(run.outcome).toEqual({ kind: 'completed', result: { a: [null, null, null] } });
});
