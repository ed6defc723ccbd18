import {
  ActivityCancellationType,
  type ActivityOptions,
  type LocalActivityOptions,
  type Priority,
  type RetryPolicy,
} from '@temporalio/common';
import type { StartForeignActivity } from '../engine/index.ts';
import type { RetryRule } from '../plan/index.ts';

/** Attempts that a dying worker may cost a call, beside those that its step asks for. */
const lostAttempts = 20;

/** What an attempt may take beyond its own time-out before Temporal gives it up: the activity keeps the time itself. */
const attemptSlackMs = 10_000;

/** Without a heartbeat for this long, a call's worker counts as dead and another one takes it. */
const heartbeatTimeoutMs = 5000;

/** Before a call is made again whose worker died. */
const lostDelayMs = 1000;

/** `retry` is what the activity itself keeps to. It says how long to wait after a failure; the policy's own delay holds
 * only where nobody could say it, because the worker died: then the call is made again soon, whatever its step's delays
 * are. */
export function activityOptions(
  activityId: string,
  call: { readonly timeoutMs: number; readonly retry?: RetryRule; readonly priority?: number },
): ActivityOptions {
  const { timeoutMs, retry, priority } = call;
  return {
    activityId,
    startToCloseTimeout: timeoutMs + attemptSlackMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      maximumAttempts: (retry?.count ?? 0) + 1 + lostAttempts,
      initialInterval: lostDelayMs,
      backoffCoefficient: 1,
    },
    ...priorityOf(priority),
  };
}

/** Other code keeps no count of its attempts for us: Temporal retries it, and a worker that dies costs an attempt. It
 * need not report that it lives, so only the time-out tells. */
export function foreignActivityOptions(activityId: string, command: StartForeignActivity): ActivityOptions {
  const { taskQueue, timeoutMs, queueTimeoutMs, retry, priority } = command;
  return {
    activityId,
    taskQueue,
    startToCloseTimeout: timeoutMs,
    scheduleToStartTimeout: queueTimeoutMs,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: foreignRetry(retry),
    ...priorityOf(priority),
  };
}

export function foreignRetry({ count, delayMs, backoff, maxDelayMs }: RetryRule): RetryPolicy {
  return {
    maximumAttempts: count + 1,
    initialInterval: delayMs,
    backoffCoefficient: backoff,
    ...(maxDelayMs !== undefined && { maximumInterval: maxDelayMs }),
  };
}

/** What a fast attempt may take beyond its own time-out, and how long it may wait for a place in its worker. */
const fastSlackMs = 500;
const fastPlaceMs = 1000;

/** The summary stands in the marker that says how it ended, and tells the fold over the history whose end it is. */
export function fastOptions(summary: string, { timeoutMs }: { readonly timeoutMs: number }): LocalActivityOptions {
  return {
    summary,
    startToCloseTimeout: timeoutMs + fastSlackMs,
    scheduleToCloseTimeout: timeoutMs + fastSlackMs + fastPlaceMs,
    retry: { maximumAttempts: 1 },
  };
}

/** Waiting for an execution that was started from an earlier history: as long as that takes. */
export function joining(activityId: string): ActivityOptions {
  return {
    activityId,
    startToCloseTimeout: '3650 days',
    heartbeatTimeout: heartbeatTimeoutMs,
    retry: { initialInterval: lostDelayMs, backoffCoefficient: 1 },
  };
}

export function priorityOf(priority: number | undefined): { readonly priority?: Priority } {
  return priority === undefined ? {} : { priority: { priorityKey: priority } };
}
