import { expect, test } from '@jest/globals';
import type { Plan } from '../../src/plan/index.ts';
import { executionAnswer, faultMatrix } from '../../src/simulation/index.ts';
import { planOfSteps, simulated, times } from './simulated.ts';

const plan: Plan = {
  ...planOfSteps(`
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a]}
`),
  hold: true,
};
const answers = 'services: {s.n: [{failure: {status: 422}}, {result: 2}]}';

test('a failure that nobody says anything about is held', () => {
  const { simulation, waitsFor, status, error } = simulated(plan, answers);
  expect([status, error]).toEqual(['PAUSED', expect.objectContaining({ code: 'service-error', step: 'b' })]);
  expect(waitsFor).toBe('it is held: a failure waits for the word of an operator');
  expect(executionAnswer(plan, simulation.state)).toMatchObject({ status: 'PAUSED', phase: 'held' });
});

test('retry makes the call again, which counts as the same one', () => {
  const { status, outputs, calls, durationMs } = simulated(plan, `${answers}\ncommands: [{retry: true, at_ms: 500}]`);
  expect([status, outputs, durationMs]).toEqual(['COMPLETED', { a: null, b: 2 }, 510]);
  expect(times(calls)).toEqual(['+0 a', '+10 b']);
});

test('skip goes on without it, compensate undoes', () => {
  const skipped = simulated(plan, `${answers}\ncommands: [{skip: true, at_ms: 500}]`);
  expect([skipped.status, skipped.unit('b')?.status]).toEqual(['COMPLETED', 'SKIPPED']);
  const undone = simulated(plan, `${answers}\ncommands: [{compensate: true, at_ms: 500}]`);
  expect([undone.status, times(undone.undoCalls)]).toEqual(['FAILED', ['+500 a.undo']]);
});

test('a fault is let go, so that what it undoes is seen', () => {
  const { rows } = faultMatrix(plan, [{ name: 'silent', world: { inputs: {}, services: new Map() } }]);
  expect(rows.map(({ step, fault, status, undone, broken }) => [step, fault, status, ...undone, ...broken])).toEqual([
    ['a', 'fails', 'FAILED'],
    ['a', 'times out', 'FAILED', 'a'],
    ['a', 'answers late', 'FAILED', 'a'],
    ['b', 'fails', 'FAILED', 'a'],
    ['b', 'times out', 'FAILED', 'a'],
    ['b', 'answers late', 'FAILED', 'a'],
  ]);
});
