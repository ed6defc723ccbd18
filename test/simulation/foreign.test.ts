import { describe, expect, test } from '@jest/globals';
import { readAnswers } from '../../src/language/index.ts';
import { faultMatrix } from '../../src/simulation/index.ts';
import { planOfSteps, simulated, times } from './simulated.ts';

const pay =
  '  - {id: pay, task_queue: billing, activity: charge, retry_count: 2, timeout_ms: 500, compensate_activity: refund}\n';
const settle = '  - {id: settle, task_queue: billing, workflow_type: Settle, compensate_activity: refund}\n';

describe('other Temporal code', () => {
  test('is answered by its queue and type', () => {
    const { outputs, calls } = simulated(
      planOfSteps(pay + settle),
      'services: {billing/charge: [{result: 1}]}\nchildren: {billing/Settle: [{result: 2}]}',
    );
    expect(outputs).toEqual({ pay: 1, settle: 2 });
    expect(calls.map(({ service, method, key }) => [service, method, key])).toEqual([['billing', 'charge', '']]);
  });

  test('answers may be listed alone', () => {
    expect(simulated(planOfSteps(pay), 'billing/charge: [{result: 1}]').outputs).toEqual({ pay: 1 });
  });

  test('is repeated by Temporal, and undone since earlier attempts are not known', () => {
    const { error, unit, undoCalls } = simulated(
      planOfSteps(pay),
      'billing/charge: [{failure: {status: 503, body: busy}}]',
    );
    expect(error).toEqual({ code: 'foreign-failed', step: 'pay', message: 'charge failed: busy' });
    expect([unit('pay')?.attempts, times(undoCalls)]).toEqual([3, ['+2030 pay.undo']]);
  });

  test('that is silent ends with the time-out of each attempt', () => {
    const { error, durationMs } = simulated(planOfSteps(pay), 'billing/charge: [{no_answer: true}]');
    expect([error?.code, durationMs]).toEqual(['call-timed-out', 3 * 500 + 2 * 1000 + 10]);
  });

  test('a workflow that fails fails its step', () => {
    const { error } = simulated(planOfSteps(settle), 'children: {billing/Settle: [{failure: {message: no}}]}');
    expect(error).toEqual({ code: 'foreign-failed', step: 'settle', message: 'Settle failed: no' });
  });

  test('what has no meaning for it is refused, and so is what is never called', () => {
    const plan = planOfSteps(pay + settle);
    const codesOf = (text: string) => {
      const read = readAnswers(text, { plan });
      return read.ok ? [] : read.diagnostics.map(({ code, hint }) => [code, hint]);
    };
    expect(codesOf('services: {billing/charge: [{accepted: {location: /x}}]}')).toEqual([['stray-key', undefined]]);
    expect(codesOf('children: {billing/Settle: [{result: 1, undo: []}]}')).toEqual([['stray-key', undefined]]);
    expect(codesOf('services: {billing/charg: [{result: 1}]}')).toEqual([['unknown-key', 'billing/charge']]);
    expect(codesOf('children: {billing/Setle: [{result: 1}]}')).toEqual([['unknown-key', 'billing/Settle']]);
    expect(codesOf('services: {billing/refund: [{result: 1}]}')).toEqual([]);
  });

  test('is made to go wrong in each way', () => {
    const plan = planOfSteps(`${pay}${settle}  - {id: end, service: s, method: m, depends_on: [pay, settle]}\n`);
    const { rows } = faultMatrix(plan, [{ name: 'well', world: { inputs: {}, services: new Map() } }]);
    expect(rows.map(({ step, fault, undone, broken, unbounded }) => [step, fault, undone, broken, unbounded])).toEqual([
      ['pay', 'fails', ['settle', 'pay'], [], false],
      ['pay', 'times out', ['settle', 'pay'], [], false],
      ['pay', 'answers late', [], [], false],
      ['settle', 'fails', ['pay'], [], false],
      ['settle', 'does not end', [], [], true],
      ['end', 'fails', ['settle', 'pay'], [], false],
      ['end', 'times out', ['settle', 'pay'], [], false],
      ['end', 'answers late', ['settle', 'pay'], [], false],
    ]);
  });
});
