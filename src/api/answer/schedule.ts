import { z } from 'zod';
import { type ListedSchedule, overlaps, type ScheduleStatus, type ScheduleView } from '../../schedules/index.ts';
import { isoTime } from '../../std/index.ts';

const time = z.iso.datetime({ precision: 3 });
const times = z.array(time).describe('The next times, as Temporal has them; five at most');
const status = z
  .enum(['ACTIVE', 'PAUSED', 'COMPLETED', 'MISSED'])
  .describe('COMPLETED: no time is left; MISSED: none is left, and nothing was started');

export const scheduleShape = z
  .strictObject({
    schedule_id: z.string(),
    title: z.string(),
    service: z.string(),
    method: z.string(),
    parameters: z.record(z.string(), z.json()),
    scheduled_time: time.optional(),
    recurrence_rule: z.string().optional(),
    timezone: z.string(),
    overlap: z.enum(overlaps),
    catchup_window_ms: z.int(),
    jitter_ms: z.int(),
    pause_on_failure: z.boolean(),
    status,
    note: z.string().optional(),
    next_times: times,
    recent_runs: z
      .array(
        z.strictObject({
          execution_id: z.string(),
          scheduled_time: time,
          started_at: time,
          status: z
            .enum(['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'])
            .nullable()
            .describe('null: the execution is past retention'),
        }),
      )
      .describe('The last ones, the newest first; five at most'),
    counts: z.strictObject({
      started: z.int(),
      missed: z.int().describe('Temporal was away for longer than the catch-up window'),
      skipped: z.int().describe('An earlier execution was still running'),
      waiting: z.int().describe('Until an earlier execution has ended'),
    }),
    created_at: time,
    updated_at: time.optional(),
  })
  .meta({ id: 'Schedule' });
export type ScheduleAnswer = z.output<typeof scheduleShape>;

export function scheduleAnswer(view: ScheduleView): ScheduleAnswer {
  const { job } = view;
  return {
    schedule_id: view.scheduleId,
    title: job.title,
    service: job.service,
    method: job.method,
    parameters: job.parameters as ScheduleAnswer['parameters'],
    ...(job.scheduledTime !== undefined && { scheduled_time: isoTime(job.scheduledTime) }),
    ...(job.recurrenceRule !== undefined && { recurrence_rule: job.recurrenceRule }),
    timezone: job.timezone,
    overlap: job.overlap,
    catchup_window_ms: job.catchupWindowMs,
    jitter_ms: job.jitterMs,
    pause_on_failure: job.pauseOnFailure,
    status: statusWord(view.status),
    ...(view.note !== undefined && { note: view.note }),
    next_times: view.nextTimes.map(isoTime),
    recent_runs: view.recentRuns.map((run) => ({
      execution_id: run.executionId,
      scheduled_time: isoTime(run.scheduledAt),
      started_at: isoTime(run.startedAt),
      status: run.status,
    })),
    counts: { ...view.counts },
    created_at: isoTime(view.createdAt),
    ...(view.updatedAt !== undefined && { updated_at: isoTime(view.updatedAt) }),
  };
}

export const listedScheduleShape = z
  .strictObject({
    schedule_id: z.string(),
    title: z.string(),
    workflow_name: z.string(),
    recurrence_rule: z.string().optional(),
    timezone: z.string(),
    status,
    next_times: times,
    last_run: z.strictObject({ execution_id: z.string(), scheduled_time: time }).optional(),
  })
  .meta({ id: 'ListedSchedule' });
export type ListedScheduleAnswer = z.output<typeof listedScheduleShape>;

export function listedScheduleAnswer(listed: ListedSchedule): ListedScheduleAnswer {
  const { lastRun } = listed;
  return {
    schedule_id: listed.scheduleId,
    title: listed.title,
    workflow_name: listed.workflowName,
    ...(listed.recurrenceRule !== null && { recurrence_rule: listed.recurrenceRule }),
    timezone: listed.timezone,
    status: statusWord(listed.status),
    next_times: listed.nextTimes.map(isoTime),
    ...(lastRun !== undefined && {
      last_run: { execution_id: lastRun.executionId, scheduled_time: isoTime(lastRun.scheduledAt) },
    }),
  };
}

function statusWord(known: ScheduleStatus): ScheduleAnswer['status'] {
  return known.toUpperCase() as Uppercase<ScheduleStatus>;
}
