import { describe, expect, test } from '@jest/globals';
import type { CloudEvent } from '../../src/events/index.ts';
import { createRecentEvents } from '../../src/executions/recent-events.ts';

const event = (number: number): CloudEvent =>
  ({ sequence: String(number).padStart(10, '0'), data: { text: 'x'.repeat(80) } }) as unknown as CloudEvent;
const bytes = JSON.stringify(event(1)).length;
const numbers = (events: readonly CloudEvent[] | null): readonly number[] | null =>
  events?.map(({ sequence }) => Number(sequence)) ?? null;

describe('recent events', () => {
  test('are those after a number, some at a time', () => {
    const recent = createRecentEvents(10 * bytes);
    expect(recent.after(0, 9)).toEqual([]);
    recent.add([1, 2, 3, 4].map(event));
    expect(numbers(recent.after(0, 9))).toEqual([1, 2, 3, 4]);
    expect(numbers(recent.after(1, 2))).toEqual([2, 3]);
    expect(recent.after(4, 9)).toEqual([]);
    expect(recent.after(40, 9)).toEqual([]);
  });

  test('know what they no longer keep', () => {
    const recent = createRecentEvents(3 * bytes);
    recent.add([1, 2].map(event));
    recent.add([3, 4, 5].map(event));
    expect(recent.after(1, 9)).toBeNull();
    expect(numbers(recent.after(2, 9))).toEqual([3, 4, 5]);
    recent.add([{ ...event(6), subject: 'x'.repeat(4 * bytes) }]);
    expect(recent.after(4, 9)).toBeNull();
    expect(recent.after(6, 9)).toEqual([]);
    recent.add([event(7)]);
    expect(numbers(recent.after(6, 9))).toEqual([7]);
  });

  test('may begin later than at one', () => {
    const recent = createRecentEvents(3 * bytes);
    recent.add([7, 8].map(event));
    expect([recent.after(0, 9), numbers(recent.after(6, 9))]).toEqual([null, [7, 8]]);
  });
});
