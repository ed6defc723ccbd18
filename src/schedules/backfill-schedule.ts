import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { Refusal, diagnostic } from '../problems/index.ts';
import { findSchedule, ofSchedule } from './describe-schedule.ts';
import { scheduleLimits } from './limits.ts';
import { overlapNumber, patchSchedule } from './patch-schedule.ts';
import type { BackfillSpan } from './schedules.ts';
import { temporalOverlap } from './temporal-schedule.ts';

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
  await patchSchedule(client, scheduleId, {
    backfillRequest: [
      { startTime: msToTs(from), endTime: msToTs(to), overlapPolicy: overlapNumber(temporalOverlap(overlap)) },
    ],
  });
  return times.length;
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

function unfit(path: string, message: string): Refusal {
  return new Refusal('request-rejected', message, { diagnostics: [diagnostic('unfit-field', message, { path })] });
}
