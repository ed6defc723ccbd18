import { describe, expect, test } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import { pendingCall } from '../../src/executions/pending-calls.ts';

/** Temporal's numbers: 1 scheduled, 2 started, 3 cancel requested, 4 paused, 5 pause requested. */

const scheduledTime = msToTs(5_000);
const lastStartedTime = msToTs(1_000);

describe('a call as Temporal tells of it', () => {
  test.each([
    [2, { state: 'running', since: 1_000 }],
    [3, { state: 'running', since: 1_000, isCancelled: true }],
    [5, { state: 'running', since: 1_000 }],
    [1, { state: 'scheduled', since: 5_000 }],
  ])('in the state %d', (state, expected) => {
    expect(pendingCall({ state, scheduledTime, lastStartedTime }, false)).toMatchObject(expected);
  });

  test('that waits for its next attempt has no time since which it does', () => {
    const activity = { state: 1, scheduledTime, lastStartedTime, nextAttemptScheduleTime: scheduledTime };
    const { state, since, next } = pendingCall(activity, false);
    expect([state, since, next]).toEqual(['waiting', undefined, 5_000]);
  });
});
