import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { observe } from '../../src/executions/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import { planOf } from '../support/plans.ts';
import { choosing, manyChoices } from './choices.ts';
import { makeHistory, textOf } from './make-history.ts';
import { variedPlans } from './varied-plans.ts';

/** Calls that may take so long that they get an execution of their own. */
function withLongCalls(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.kind === 'call' && step.fast !== true ? { ...step, timeoutMs: 3_600_000 } : step,
  );
  return { ...plan, steps };
}

describe('the fold over a history', () => {
  test('gives the state that the driver has, after each of its tasks', () => {
    fc.assert(
      fc.property(
        variedPlans,
        manyChoices,
        fc.constantFrom('envelope' as const, 'bare' as const, 'called' as const),
        (plan, choices, start) => {
          const { events, states } = makeHistory(plan, { a: 1 }, choosing(choices), start);
          for (const { events: length, state } of states) {
            const observed = observe('exec_1', events.slice(0, length));
            expect(observed?.plan).toEqual(plan);
            expect(observed?.begun).toBe(true);
            expect(observed === null ? null : textOf(observed.state)).toBe(state);
          }
        },
      ),
      { numRuns: 250 },
    );
  });

  test('gives it in every history of an execution that leaves them', () => {
    let moves = 0;
    fc.assert(
      fc.property(
        variedPlans,
        manyChoices,
        fc.constantFrom('envelope' as const, 'bare' as const, 'called' as const),
        fc.boolean(),
        (varied, choices, start, slow) => {
          const plan = slow ? withLongCalls(varied) : varied;
          const { left, ...last } = makeHistory(plan, { a: 1 }, choosing(choices), start, 8);
          moves += left.length;
          for (const { events, states } of [...left, last]) {
            for (const { events: length, state } of states) {
              const observed = observe('exec_1', events.slice(0, length));
              expect(observed?.begun).toBe(true);
              expect(observed === null ? null : textOf(observed.state)).toBe(state);
            }
          }
        },
      ),
      { numRuns: 250 },
    );
    expect(moves).toBeGreaterThan(40);
  });

  test('counts only what a completed task has seen', () => {
    fc.assert(
      fc.property(variedPlans, manyChoices, (plan, choices) => {
        const { events, states } = makeHistory(plan, {}, choosing(choices));
        const at = states[0]?.events ?? 0;
        const until = states[1]?.events ?? events.length;
        // What the server wrote down after the first task is news to no one before the next one completes.
        const nextCompleted = events.findIndex(
          (event, i) => i >= at && Boolean(event.workflowTaskCompletedEventAttributes),
        );
        for (let length = at; length <= (nextCompleted === -1 ? until : nextCompleted); length++) {
          const observed = observe('exec_1', events.slice(0, length));
          expect(observed === null ? null : textOf(observed.state)).toBe(states[0]?.state);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('knows the plan, and that nothing has begun, before the first task', () => {
    const plan = planOf([{ id: 'a' }]);
    const { events } = makeHistory(plan, { x: 1 }, choosing([]));
    const observed = observe('exec_1', events.slice(0, 1));
    expect(observed).toMatchObject({
      begun: false,
      plan: { name: 'sketch' },
      state: { phase: 'running', inputs: { x: 1 } },
    });
  });

  test('does not know the plan of a start with bare inputs before it was resolved', () => {
    const { events, states } = makeHistory(planOf([{ id: 'a' }]), {}, choosing([]), 'bare');
    const marker = events.findIndex((event) => Boolean(event.markerRecordedEventAttributes));
    expect(marker).toBeGreaterThan(0);
    expect(observe('exec_1', events.slice(0, marker))).toBeNull();
    expect(observe('exec_1', events.slice(0, states[0]?.events))).toMatchObject({ begun: true });
  });
});
