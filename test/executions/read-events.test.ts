import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventWriter } from '../../src/events/index.ts';
import { eventsOf } from '../../src/executions/index.ts';
import { planOf } from '../support/plans.ts';
import { choosing, manyChoices } from './choices.ts';
import { type HistoryEvent, makeHistory } from './make-history.ts';
import { variedPlans } from './varied-plans.ts';

describe('the events that are made again from a history', () => {
  test('are those that the driver told, and of a part of the history the first of them', () => {
    fc.assert(
      fc.property(
        variedPlans,
        manyChoices,
        fc.constantFrom('envelope' as const, 'bare' as const, 'called' as const),
        (plan, choices, start) => {
          const inputs = { a: 1 };
          const { events, states, changes } = makeHistory(plan, inputs, choosing(choices), start);
          const told = changes.map(eventWriter({ executionId: 'exec_1', plan, inputs }));
          expect(eventsOf('exec_1', [events])).toEqual(told);
          const some = states[Math.floor(states.length / 2)]?.events ?? 0;
          const first = eventsOf('exec_1', [events.slice(0, some)]);
          expect(first).toEqual(told.slice(0, first.length));
        },
      ),
      { numRuns: process.env['BATON_FULL'] === '1' ? 5000 : 300 },
    );
  });

  test('are those of all histories that it went through', () => {
    let moves = 0;
    fc.assert(
      fc.property(variedPlans, manyChoices, (plan, choices) => {
        const inputs = { a: 1 };
        const { events, changes, left } = makeHistory(plan, inputs, choosing(choices), 'envelope', 8);
        moves += left.length;
        const told = changes.map(eventWriter({ executionId: 'exec_1', plan, inputs }));
        expect(eventsOf('exec_1', [...left.map((each) => each.events), events])).toEqual(told);
      }),
      { numRuns: 150 },
    );
    expect(moves).toBeGreaterThan(50);
  });

  test('end also where the execution was ended from outside', () => {
    const { events, states } = makeHistory(planOf([{ id: 'a' }]), {}, choosing([]));
    const begun = events.slice(0, states[0]?.events);
    const terminated = {
      eventTime: begun.at(-1)?.eventTime,
      workflowExecutionTerminatedEventAttributes: { reason: 'enough' },
    } as HistoryEvent;
    const last = eventsOf('exec_1', [[...begun, terminated]]).at(-1);
    expect(last).toMatchObject({
      id: 'exec_1#3',
      type: 'workflow.completed',
      data: {
        status: 'FAILED',
        error_code: 'terminated',
        error: 'terminated in Temporal: enough; compensation did not run to its end',
      },
    });
    expect(eventsOf('exec_1', [events])).toHaveLength(4);
  });

  test('there are none before its first task', () => {
    const { events } = makeHistory(planOf([{ id: 'a' }]), {}, choosing([]));
    expect(eventsOf('exec_1', [events.slice(0, 2)])).toEqual([]);
  });
});
