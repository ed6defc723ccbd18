import { expect, test } from '@jest/globals';
import { isCalled, isEnvelope, readCalledResult } from '../../src/driver/index.ts';
import { planOf } from '../support/plans.ts';

const plan = planOf([{ id: 'a' }]);
const call = { inputs: {}, depth: 1 };

test.each([
  [{ baton: 1, plan, inputs: {}, engine: 1 }, true, false],
  [{ baton: 1, call, engine: 1 }, false, true],
  [{ baton: 1, call: { version: '1', inputs: null, depth: 10 }, engine: 1 }, false, true],
  [{ baton: 1 }, false, false],
  [{ baton: 1, call }, false, false],
  [{ baton: 1, call: { inputs: {} }, engine: 1 }, false, false],
  [{ baton: 1, call: { depth: 1 }, engine: 1 }, false, false],
  [{ baton: 1, plan: { steps: [] } }, false, false],
  [{ baton: 'loud', plan, call }, false, false],
  [Object.create({ baton: 1, plan, call, engine: 1 }), false, false],
  [null, false, false],
  ['text', false, false],
  [[], false, false],
])('of the input %j: with a plan %j, called %j', (input, withPlan, called) => {
  expect([isEnvelope(input), isCalled(input)]).toEqual([withPlan, called]);
});

test.each([
  [
    { baton: 1, result: null, undo: [] },
    { baton: 1, result: null, undo: [] },
  ],
  [{ baton: 1, undo: [] }, null],
  [{ baton: 1, result: 1 }, null],
  [{ result: 1, undo: [] }, null],
  [null, null],
])('the result of an execution that was called, %j', (value, read) => {
  expect(readCalledResult(value)).toEqual(read);
});
