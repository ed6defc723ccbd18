import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOrder } from '../../src/driver/index.ts';
import { type Observation, planIndex } from '../../src/engine/index.ts';
import { planOf } from '../support/plans.ts';

/** Written last first: the plan's order is b, a. */
const plan = planOf([{ id: 'a', after: ['b'] }, { id: 'b' }]);
const index = planIndex(plan);
const [a, b] = [0, 1];

const unit = (step: number, element?: number) => ({ step, ...(element !== undefined && { element }) });
const event = (name: string): Observation => ({ kind: 'event-arrived', at: 0, event: { name, value: null } });
const answered = (
  step: number,
  part: 'call' | 'poll' | 'undo' | 'on_success' = 'call',
  more: { readonly element?: number; readonly at?: number } = {},
): Observation => ({ kind: 'call-completed', at: 0, call: { step, part, ...more }, result: null, attempts: 1 });

const ordered: readonly Observation[] = [
  { kind: 'cancel-requested', at: 0 },
  { kind: 'time-ran-out', at: 0 },
  { kind: 'resume-requested', at: 0 },
  { kind: 'begun', at: 0 },
  event('x'),
  answered(b),
  { kind: 'timer-fired', at: 0, unit: unit(b) },
  { kind: 'child-completed', at: 0, unit: unit(a, 0), result: null, undo: [] },
  { kind: 'timer-fired', at: 0, unit: unit(a, 0) },
  answered(a, 'call', { element: 2 }),
  answered(a, 'poll', { element: 10 }),
  answered(a, 'undo', { element: 10 }),
  answered(a, 'undo', { element: 10, at: 1 }),
];

describe('the order of what one task brings', () => {
  test('hangs neither on who was faster nor on the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ordered]), (shuffled) => {
        expect(inOrder(index, shuffled)).toEqual(ordered.filter((each) => shuffled.includes(each)));
      }),
    );
  });

  test('is, for events, the order in which they were sent', () => {
    const events = ['c', 'a', 'b'].map(event);
    expect(inOrder(index, [answered(a), ...events])).toEqual([...events, answered(a)]);
  });

  test.each([
    [['pause-requested', 'resume-requested'], ['resume-requested']],
    [['resume-requested', 'pause-requested'], ['pause-requested']],
    [
      ['pause-requested', 'resume-requested', 'pause-requested', 'time-ran-out', 'cancel-requested'],
      ['cancel-requested', 'pause-requested', 'time-ran-out'],
    ],
  ] as const)('of %j the last word is heard', (kinds, heard) => {
    const observations = kinds.map((kind): Observation => ({ kind, at: 0 }));
    expect(inOrder(index, observations).map(({ kind }) => kind)).toEqual(heard);
  });
});
