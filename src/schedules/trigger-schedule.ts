import { randomInt } from 'node:crypto';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { createTurns } from '../catalog/index.ts';
import { nextTimes, readRecurrence } from '../cron/index.ts';
import { findExecution } from '../executions/index.ts';
import { Refusal } from '../problems/index.ts';
import { isoTime } from '../std/index.ts';
import { zoneOf } from '../time-zones/index.ts';
import type { CheckedJob } from './check-job.ts';
import { findSchedule } from './describe-schedule.ts';
import { overlapNumber, patchSchedule } from './patch-schedule.ts';
import { countsOf, jobOf } from './read-schedule.ts';
import type { Overlap } from './schedules.ts';
import { temporalOverlap } from './temporal-schedule.ts';

/** How often it is looked whether a start that was asked for has come. */
const lookMs = 100;
const longestLookMs = 5_000;
const askAgainMs = 1_500;

/** After a lost second Temporal may be busy with it for longer. */
const longestBusyMs = 12_000;

/** After its time, for Temporal to start what it knows of. A start that comes twice keeps it busy for seconds. */
const patienceMs = 500;

/** The seconds to choose from lie so far back. One by chance, since other processes may be choosing too. */
const mostBackMs = 30_000;

/** Other processes may have taken the second that was free a moment ago. */
const mostAttempts = 3;

/** Starts an execution now, and gives its id; null where none came of it. */
export function createTriggers(client: Client): (scheduleId: string, overlap?: Overlap) => Promise<string | null> {
  const turns = createTurns();
  // Of this process, as long as they might be chosen: what waits for an earlier execution to end is not found by its id.
  const chosen = new Map<string, number>();
  return async (scheduleId, overlap) =>
    await turns.take(scheduleId, async () => {
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const before = await findSchedule(client, scheduleId);
        const now = wholeSecond(Date.now());
        for (const [each, second] of chosen) if (second <= now - mostBackMs) chosen.delete(each);
        const second = await freeSecond(client, before, now, chosen);
        chosen.set(executionIdAt(scheduleId, second), second);
        const outcome = await startAt(client, before, second, overlap);
        if (outcome.kind === 'started') return outcome.executionId;
        if (outcome.kind === 'none') return null;
      }
      throw tooOften(scheduleId);
    });
}

/** Temporal leaves out a time that has passed by its clock when it learns of it. For a job that is due once, and was to come
 * when it was asked for, that would be all. Where Temporal has started it already, this changes nothing: the execution of a
 * time is one, by its id. */
export async function startIfPassed(client: Client, scheduleId: string, { times }: CheckedJob): Promise<void> {
  if (times.kind !== 'once') return;
  const executionId = executionIdAt(scheduleId, times.at);
  for (const end = Date.now() + longestLookMs; Date.now() < end;) {
    const { info } = await findSchedule(client, scheduleId);
    if (info.nextActionTimes.length > 0) return;
    if ((await findExecution(client, executionId)) !== null) return;
    if (Date.now() > times.at + patienceMs) break;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  await patchSchedule(client, scheduleId, {
    triggerImmediately: { overlapPolicy: overlapNumber('ALLOW_ALL'), scheduledTime: msToTs(times.at) },
  });
  for (const end = Date.now() + longestLookMs; Date.now() < end;) {
    if ((await findExecution(client, executionId)) !== null) return;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

type Outcome =
  | { readonly kind: 'started'; readonly executionId: string }
  | { readonly kind: 'none' }
  /** The second is that of a start by another process. */
  | { readonly kind: 'taken' };

async function startAt(
  client: Client,
  before: ScheduleDescription,
  second: number,
  overlap: Overlap | undefined,
): Promise<Outcome> {
  const { scheduleId } = before;
  const executionId = executionIdAt(scheduleId, second);
  const policy = overlap === undefined ? before.policies.overlap : temporalOverlap(overlap);
  // Others that come at the same time stand for a moment in the row of those that wait.
  const mayWait = policy !== 'ALLOW_ALL';
  // Below what dates tell apart: of two starts for one second, Temporal performs one, and lists the time of that.
  const nanos = randomInt(1, 1_000_000);
  const ask = async (): Promise<void> => {
    const scheduledTime = { ...msToTs(second), nanos };
    const triggerImmediately = { overlapPolicy: overlapNumber(policy), scheduledTime };
    await patchSchedule(client, scheduleId, { triggerImmediately });
  };
  await ask();
  let isThere = false;
  const begun = Date.now();
  let askedAt = begun;
  for (let most = longestLookMs; Date.now() < begun + most;) {
    // Asked first: what is started is not held back.
    const now = await findSchedule(client, scheduleId).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'temporal-unavailable') return null;
      throw error;
    });
    isThere = (await findExecution(client, executionId)) !== null;
    if (now === null) {
      most = longestBusyMs;
      continue;
    }
    const performed = nanosOf(now, executionId);
    if (performed !== undefined) return performed === nanos ? { kind: 'started', executionId } : { kind: 'taken' };
    if (!isThere && mayWait && isHeldBack(before, now)) return { kind: 'none' };
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    // Of two requests that reach a schedule at once, Temporal drops the first.
    if (isThere || Date.now() < askedAt + askAgainMs) continue;
    await ask();
    askedAt = Date.now();
  }
  // Only the last few are listed.
  return isThere ? { kind: 'started', executionId } : { kind: 'none' };
}

function nanosOf({ raw }: ScheduleDescription, executionId: string): number | undefined {
  const action = raw.info?.recentActions?.find((each) => each.startWorkflowResult?.workflowId === executionId);
  return action === undefined ? undefined : (action.scheduleTime?.nanos ?? 0);
}

function isHeldBack(before: ScheduleDescription, now: ScheduleDescription): boolean {
  const [then, { skipped, waiting }] = [countsOf(before), countsOf(now)];
  return skipped > then.skipped || waiting > then.waiting;
}

/** Temporal tells executions of a schedule apart by the second. A trigger must not take the second of another start: that
 * one would be refused, or be the same execution. */
async function freeSecond(
  client: Client,
  schedule: ScheduleDescription,
  now: number,
  chosen: ReadonlyMap<string, number>,
): Promise<number> {
  const { scheduleId } = schedule;
  const own = new Set(ownTimes(schedule, now));
  const free = Array.from({ length: mostBackMs / 1000 }, (_, i) => now - i * 1000).filter(
    (second) => !own.has(second) && !chosen.has(executionIdAt(scheduleId, second)),
  );
  while (free.length > 0) {
    const [second] = free.splice(randomInt(free.length), 1);
    if (second !== undefined && (await findExecution(client, executionIdAt(scheduleId, second))) === null)
      return second;
  }
  throw tooOften(scheduleId);
}

/** The schedule's own times among those. By our own reckoning: Temporal gives them with their jitter, and names
 * what it starts by what they are without it. */
function ownTimes(schedule: ScheduleDescription, now: number): readonly number[] {
  const { recurrenceRule, scheduledTime: from, timezone } = jobOf(schedule);
  if (recurrenceRule === undefined) return from === undefined ? [] : [from];
  const [reading, zone] = [readRecurrence(recurrenceRule), zoneOf(timezone)];
  if (!reading.ok || zone === null) return [];
  const count = mostBackMs / 1000;
  return nextTimes(reading.recurrence, { after: now - mostBackMs, count, zone, ...(from !== undefined && { from }) });
}

/** As Temporal names what a schedule starts. */
export function executionIdAt(scheduleId: string, time: number): string {
  return `${scheduleId}-${isoTime(time).replace('.000Z', 'Z')}`;
}

function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

function tooOften(scheduleId: string): Refusal {
  return new Refusal('triggered-too-often', `${scheduleId} is being started too often; try again in a moment`);
}
