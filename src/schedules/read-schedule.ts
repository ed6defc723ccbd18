import type { ScheduleDescription } from '@temporalio/client';
import { isObject, type JsonObject } from '../std/index.ts';
import { scheduleLimits } from './limits.ts';
import type { Job, Overlap, ScheduleCounts, ScheduleStatus } from './schedules.ts';
import { executeJob, readCall } from './target.ts';
import type { ActionMemo, ScheduleMemo } from './temporal-schedule.ts';

export function isOurs(memo: unknown): memo is ScheduleMemo {
  return isObject(memo) && memo['baton'] === 1;
}

/** The job that a schedule was made with, read back from what Temporal has of it. */
export function jobOf({ action, spec, policies }: ScheduleDescription): Job {
  const { version, schedule } = action.memo as unknown as ActionMemo;
  const [input] = action.args ?? [];
  const work = readCall(input) ?? executeJob(action.workflowType, version, (input ?? {}) as JsonObject);
  return {
    title: schedule.title,
    ...work,
    ...(schedule.time !== undefined && { scheduledTime: schedule.time }),
    ...(schedule.rule !== undefined && { recurrenceRule: schedule.rule }),
    timezone: spec.timezone ?? 'UTC',
    overlap: (policies.overlap ?? 'SKIP').toLowerCase() as Overlap,
    catchupWindowMs: policies.catchupWindow,
    jitterMs: spec.jitter ?? 0,
    pauseOnFailure: policies.pauseOnFailure,
  };
}

/** `hasStarted`: anything, ever. */
export function statusOf(paused: boolean, nextTimes: readonly unknown[], hasStarted: boolean): ScheduleStatus {
  if (paused) return 'paused';
  if (nextTimes.length > 0) return 'active';
  return hasStarted ? 'completed' : 'missed';
}

export function nextTimesOf(times: readonly Date[]): readonly number[] {
  return times.slice(0, scheduleLimits.nextTimes).map((time) => time.getTime());
}

export function countsOf({ info, raw }: ScheduleDescription): ScheduleCounts {
  return {
    started: info.numActionsTaken,
    missed: info.numActionsMissedCatchupWindow,
    skipped: info.numActionsSkippedOverlap,
    waiting: Number(raw.info?.bufferSize ?? 0),
  };
}
