import { describe, expect, test } from '@jest/globals';
import { newState, type State } from '../../src/engine/index.ts';
import { viewOf } from '../../src/executions/view.ts';
import { planOf } from '../support/plans.ts';

const plan = planOf([{ id: 'a' }, { id: 'b', after: ['a'] }]);
const running = { executionId: 'e1', temporalStatus: 'RUNNING' };
const failure = { code: 'service-error', message: 'no', step: 'a' } as const;

function stateWith(change: (state: State) => void): State {
  const state = newState(plan, { executionId: 'e1', inputs: {}, startedAt: 1000 });
  change(state);
  return state;
}

const viewed = (change: (state: State) => void, standing: Parameters<typeof viewOf>[1] = running) =>
  viewOf({ plan, state: stateWith(change), begun: true }, standing);

describe('how an execution stands', () => {
  test.each([
    ['running', false, 'RUNNING', 'running'],
    ['running', true, 'PAUSED', 'paused'],
    ['stopping', false, 'RUNNING', 'stopping'],
    ['stopping', true, 'PAUSED', 'paused'],
    ['held', false, 'PAUSED', 'held'],
    ['held', true, 'PAUSED', 'held'],
    ['compensating', false, 'RUNNING', 'compensating'],
  ] as const)('%s, paused %j: %s, %s', (phase, paused, status, shown) => {
    const view = viewed((state) => {
      state.phase = phase;
      if (paused) state.paused = true;
    });
    expect(view).toMatchObject({ status, phase: shown });
  });

  test('paused, and ended in Temporal: as it ended', () => {
    const view = viewed((state) => (state.paused = true), {
      executionId: 'e1',
      temporalStatus: 'TERMINATED',
      closedAt: 9000,
    });
    expect(view).toMatchObject({ status: 'FAILED', phase: 'ended' });
  });
});

describe('a step with for_each', () => {
  const elements = (state: State): void => {
    Object.assign(state.steps[0] as object, {
      status: 'failed',
      failure,
      decidedAt: 2000,
      endedAt: 5000,
      elements: {
        items: [1, 2, 3, 4, 5],
        next: 5,
        running: 0,
        completed: 3,
        failed: 2,
        units: {
          0: { status: 'completed', undo: { status: 'running', startedAt: 8000 } },
          1: {
            status: 'completed',
            undo: { status: 'failed', startedAt: 7000, endedAt: 8000, attempts: 5, failure },
          },
          2: { status: 'completed', undo: { status: 'done', startedAt: 6000, endedAt: 7000, attempts: 1 } },
          3: { status: 'failed', failure },
        },
      },
    });
  };

  test('counts them, and shows their undoing as one', () => {
    expect(viewed(elements).steps[0]).toEqual({
      id: 'a',
      status: 'COMPENSATING',
      failure,
      startedAt: 2000,
      completedAt: 5000,
      elements: { total: 5, completed: 3, running: 0, failed: 2 },
      compensation: { status: 'running', startedAt: 6000, attempts: 6, failure },
    });
  });

  test('is undone when all are, and not well if one was not', () => {
    const view = viewed((state) => {
      elements(state);
      const undo = state.steps[0]?.elements?.units[0]?.undo;
      Object.assign(undo as object, { status: 'done', endedAt: 9000, attempts: 1 });
    });
    expect(view.steps[0]?.compensation).toEqual({
      status: 'failed',
      startedAt: 6000,
      completedAt: 9000,
      attempts: 7,
      failure,
    });
  });

  test('ended from outside, nothing of it runs any more', () => {
    const standing = { executionId: 'e1', temporalStatus: 'TERMINATED', closedAt: 9500 };
    const view = viewed((state) => {
      elements(state);
      const { elements: made } = state.steps[0] as { elements: { running: number; completed: number } };
      made.running = 1;
      made.completed = 2;
      Object.assign(state.steps[1] as object, {
        status: 'completed',
        actions: [{ on: 'on_success', at: 0, status: 'running' }],
      });
    }, standing);
    expect(view.steps[0]).toMatchObject({
      status: 'FAILED',
      elements: { total: 5, completed: 2, running: 0, failed: 3 },
      compensation: { status: 'failed', completedAt: 9500, failure: { code: 'terminated' } },
    });
    expect(view.steps[1]?.actions).toMatchObject([{ status: 'failed', failure: { code: 'terminated' } }]);
  });
});

test('what a step did when it had ended is listed', () => {
  const view = viewed((state) => {
    Object.assign(state.steps[0] as object, {
      status: 'completed',
      result: 1,
      actions: [
        { on: 'on_success', at: 0, status: 'done', attempts: 2 },
        { on: 'on_success', at: 1, status: 'failed', attempts: 5, failure },
      ],
    });
  });
  expect(view.steps[0]?.actions).toEqual([
    { on: 'on_success', at: 0, status: 'done', attempts: 2 },
    { on: 'on_success', at: 1, status: 'failed', attempts: 5, failure },
  ]);
});
