import { expect, test } from '@jest/globals';
import { coverageOf } from '../../src/simulation/index.ts';
import { planOfSteps, simulated } from './simulated.ts';

const plan = planOfSteps(`
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a], when: "{{steps.a.result > 1}}"}
  - {id: c, delay_ms: 5, depends_on: [b]}
`);

test('what one execution shows of each step', () => {
  expect(coverageOf(plan, [simulated(plan, 's.m: [{result: 1}]').simulation])).toEqual({
    steps: [
      { step: 'a', completed: true, failed: false, undone: false },
      { step: 'b', completed: false, failed: false, skipped: true, when: { true: false, false: true } },
      { step: 'c', completed: true },
    ],
    seen: 3,
    of: 8,
  });
});

test('executions together', () => {
  const all = ['{result: 1}', '{result: 2}', '{failure: {status: 422}}'].map(
    (m) => simulated(plan, `s.m: [${m}]`).simulation,
  );
  const undone = simulated(plan, 's.m: [{result: 2}]\ns.n: [{failure: {status: 422}}]');
  expect(coverageOf(plan, [...all, undone.simulation])).toMatchObject({ seen: 8, of: 8 });
});

test('a condition that could not be evaluated was neither', () => {
  const broken = simulated(plan, 's.m: [{result: {}}]');
  expect(broken.error?.message).toMatch(/^when: /);
  expect(coverageOf(plan, [broken.simulation]).steps[1]).toEqual({
    step: 'b',
    completed: false,
    failed: true,
    skipped: false,
    when: { true: false, false: false },
  });
});

test('elements that were undone count for their step', () => {
  const repeated = planOfSteps('  - {id: a, for_each: "{{[1, 2]}}", service: s, method: m, compensate_method: u}\n');
  const failed = simulated(repeated, 's.m: [{result: 1}, {failure: {status: 422}}]');
  expect(coverageOf(repeated, [failed.simulation]).steps).toEqual([
    { step: 'a', completed: false, failed: true, undone: true },
  ]);
});
