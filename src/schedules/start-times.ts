import type { Client, ScheduleDescription } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { findExecution } from '../executions/index.ts';
import { Refusal, diagnostic } from '../problems/index.ts';
import { isoTime } from '../std/index.ts';
import { findSchedule, ofSchedule } from './describe-schedule.ts';
import { scheduleLimits } from './limits.ts';
import { countsOf } from './read-schedule.ts';
import type { BackfillSpan, Overlap } from './schedules.ts';
import { temporalOverlap } from './temporal-schedule.ts';

/** How often it is looked whether a start that was asked for has come. */
const lookMs = 100;
const longestLookMs = 3_000;

/** Starts an execution now, and gives its id; null where none came of it. */
export async function triggerSchedule(client: Client, scheduleId: string, overlap?: Overlap): Promise<string | null> {
  const before = await findSchedule(client, scheduleId);
  const second = await freeSecond(client, scheduleId);
  const executionId = executionIdAt(scheduleId, second);
  const policy = overlap === undefined ? before.policies.overlap : temporalOverlap(overlap);
  await patch(client, scheduleId, {
    triggerImmediately: { overlapPolicy: overlapNumber(policy), scheduledTime: msToTs(second) },
  });
  for (const end = Date.now() + longestLookMs; Date.now() < end;) {
    // Asked first: what is started is not held back.
    const heldBack = isHeldBack(before, await findSchedule(client, scheduleId));
    if ((await findExecution(client, executionId)) !== null) return executionId;
    if (heldBack) return null;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  return null;
}

function isHeldBack(before: ScheduleDescription, now: ScheduleDescription): boolean {
  const [then, { skipped, waiting }] = [countsOf(before), countsOf(now)];
  return skipped > then.skipped || waiting > then.waiting;
}

/** Starts what would have been started in a time that has passed. */
export async function backfillSchedule(client: Client, scheduleId: string, span: BackfillSpan): Promise<number> {
  const { from, to, overlap = 'buffer_all' } = span;
  if (from >= to) throw unfit('from', '`from` must be before `to`');
  if (to > Date.now()) throw unfit('to', '`to` must have passed: what is to come is started by the schedule itself');
  await findSchedule(client, scheduleId);
  // Temporal leaves out the beginning here, and takes it there.
  const times = await timesBetween(client, scheduleId, from - 1, to);
  const { backfillTimes: most } = scheduleLimits;
  // Temporal counts no further.
  if (times.length >= most)
    throw unfit('from', `${most} times or more lie between \`from\` and \`to\`; take a part of it`);
  if (times.length === 0) return 0;
  await patch(client, scheduleId, {
    backfillRequest: [
      { startTime: msToTs(from), endTime: msToTs(to), overlapPolicy: overlapNumber(temporalOverlap(overlap)) },
    ],
  });
  return times.length;
}

/** Temporal tells executions of a schedule apart by the second. A trigger must not take the second of another start: that
 * one would be refused, or be the same execution. */
async function freeSecond(client: Client, scheduleId: string): Promise<number> {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const taken = new Set(await timesBetween(client, scheduleId, now - 1000, now + 30_000));
  for (let second = now; second < now + 30_000; second += 1000) {
    if (taken.has(second)) continue;
    if ((await findExecution(client, executionIdAt(scheduleId, second))) === null) return second;
  }
  throw new Refusal('temporal-unavailable', `${scheduleId} is being started too often; try again in a moment`);
}

/** As Temporal names what a schedule starts. */
function executionIdAt(scheduleId: string, time: number): string {
  return `${scheduleId}-${isoTime(time).replace('.000Z', 'Z')}`;
}

/** The schedule's own times, by Temporal. */
async function timesBetween(client: Client, scheduleId: string, from: number, to: number): Promise<readonly number[]> {
  const { namespace } = client.options;
  const { startTime } = await ofSchedule(client, scheduleId, () =>
    client.workflowService.listScheduleMatchingTimes({
      namespace,
      scheduleId,
      startTime: msToTs(from),
      endTime: msToTs(to),
    }),
  );
  return startTime.map(({ seconds }) => Number(seconds ?? 0) * 1000);
}

async function patch(
  client: Client,
  scheduleId: string,
  wanted: temporal.api.schedule.v1.ISchedulePatch,
): Promise<void> {
  const { namespace, identity } = client.options;
  const requestId = crypto.randomUUID();
  await ofSchedule(client, scheduleId, () =>
    client.workflowService.patchSchedule({ namespace, identity, requestId, scheduleId, patch: wanted }),
  );
}

/** Temporal's own numbers: the enumeration itself is no export that Node finds in a CommonJS package. */
const overlapNumbers: Readonly<Record<string, number>> = {
  SKIP: 1,
  BUFFER_ONE: 2,
  BUFFER_ALL: 3,
  CANCEL_OTHER: 4,
  TERMINATE_OTHER: 5,
  ALLOW_ALL: 6,
};

function overlapNumber(policy: string | undefined): temporal.api.enums.v1.ScheduleOverlapPolicy {
  return overlapNumbers[policy ?? 'SKIP'] ?? 1;
}

function unfit(path: string, message: string): Refusal {
  return new Refusal('request-rejected', message, { diagnostics: [diagnostic('unfit-field', message, { path })] });
}
