import { type Client, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { callTemporal, wasLate } from '../config/index.ts';
import { endedStatus, findExecution } from '../executions/index.ts';
import { Refusal } from '../problems/index.ts';
import { scheduleLimits } from './limits.ts';
import { countsOf, isOurs, jobOf, nextTimesOf, statusOf } from './read-schedule.ts';
import type { ScheduledRun, ScheduleView } from './schedules.ts';

/** Temporal's own description of a schedule of ours. */
export async function findSchedule(client: Client, scheduleId: string): Promise<ScheduleDescription> {
  const found = await ofSchedule(client, scheduleId, () => client.schedule.getHandle(scheduleId).describe());
  if (isOurs(found.memo)) return found;
  throw notFound(scheduleId);
}

/** Asks Temporal something about a schedule, to which to ask it twice is no more than once. A start that comes twice keeps a
 * schedule busy for seconds, in which it answers nothing: where it is late it is asked once more. */
export async function ofSchedule<T>(client: Client, scheduleId: string, perform: () => Promise<T>): Promise<T> {
  try {
    return await onceOfSchedule(client, scheduleId, perform);
  } catch (error) {
    if (!wasLate(error)) throw error;
    return await onceOfSchedule(client, scheduleId, perform);
  }
}

export async function onceOfSchedule<T>(client: Client, scheduleId: string, perform: () => Promise<T>): Promise<T> {
  try {
    return await callTemporal(client, perform);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw notFound(scheduleId);
    throw error;
  }
}

function notFound(scheduleId: string): Refusal {
  return new Refusal('schedule-not-found', `there is no schedule \`${scheduleId}\``);
}

export async function describeSchedule(client: Client, scheduleId: string): Promise<ScheduleView> {
  return await viewOf(client, await findSchedule(client, scheduleId));
}

export async function viewOf(client: Client, found: ScheduleDescription): Promise<ScheduleView> {
  const { state, info } = found;
  const last = info.recentActions.toReversed().slice(0, scheduleLimits.recentRuns);
  const recentRuns = await Promise.all(
    last.map(async ({ action, scheduledAt, takenAt }): Promise<ScheduledRun> => {
      const { workflowId: executionId } = action.workflow;
      return {
        executionId,
        scheduledAt: scheduledAt.getTime(),
        startedAt: takenAt.getTime(),
        status: await statusNow(client, executionId),
      };
    }),
  );
  // Temporal goes on listing the times of one that has used up its only one.
  const nextTimes = state.remainingActions === 0 ? [] : nextTimesOf(info.nextActionTimes);
  return {
    scheduleId: found.scheduleId,
    job: jobOf(found),
    status: statusOf(state.paused, nextTimes, hasStarted(found)),
    ...(state.note !== undefined && state.note !== '' && { note: state.note }),
    nextTimes,
    recentRuns,
    counts: countsOf(found),
    createdAt: info.createdAt.getTime(),
    ...(info.lastUpdatedAt !== undefined && { updatedAt: info.lastUpdatedAt.getTime() }),
  };
}

/** How long Temporal may take from a time to what is started then. */
const startingMs = 10_000;

function hasStarted(found: ScheduleDescription): boolean {
  const { started, waiting, skipped } = countsOf(found);
  const { recurrenceRule, scheduledTime } = jobOf(found);
  const isStarting = recurrenceRule === undefined && Date.now() < (scheduledTime ?? 0) + startingMs;
  return isStarting || started + waiting + skipped > 0;
}

async function statusNow(client: Client, executionId: string): Promise<ScheduledRun['status']> {
  const found = await findExecution(client, executionId);
  if (found === null) return null;
  return endedStatus(found.status.name) ?? 'RUNNING';
}
