import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/executions/history-values.ts';
import { createSettling } from '../../src/executions/watch-history.ts';

const event = (eventId: number, kind: 'signal' | 'scheduled' | 'started' | 'completed'): HistoryEvent =>
  ({
    eventId,
    ...(kind === 'signal' && { workflowExecutionSignaledEventAttributes: {} }),
    ...(kind === 'scheduled' && { workflowTaskScheduledEventAttributes: {} }),
    ...(kind === 'started' && { workflowTaskStartedEventAttributes: {} }),
    ...(kind === 'completed' && { workflowTaskCompletedEventAttributes: {} }),
  }) as unknown as HistoryEvent;

const settledIds = (...told: (readonly HistoryEvent[])[]): readonly (readonly unknown[])[] => {
  const settle = createSettling();
  return told.map((events) => settle(events).map(({ eventId }) => eventId));
};

test('a task is kept back until something follows it', () => {
  const [first, scheduled, started] = [event(5, 'signal'), event(6, 'scheduled'), event(7, 'started')];
  expect(settledIds([first, scheduled], [started], [event(8, 'completed')])).toEqual([[5], [], [6, 7, 8]]);
});

test('a task whose numbers another event has got has never been', () => {
  const tried = [event(6, 'scheduled'), event(7, 'started')];
  expect(settledIds([event(5, 'signal'), ...tried], [event(6, 'signal'), event(7, 'scheduled')])).toEqual([[5], [6]]);
  expect(settledIds(tried, [event(7, 'signal')])).toEqual([[], [6, 7]]);
});

test('where nothing has come, nothing has', () => {
  expect(settledIds([], [event(1, 'signal')], [])).toEqual([[], [1], []]);
});
