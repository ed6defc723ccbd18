import type {
  CalendarSpec,
  ScheduleOptionsAction,
  ScheduleOverlapPolicy,
  ScheduleSpec,
  ScheduleUpdateOptions,
} from '@temporalio/client';
import { type Calendar, rangesOf } from '../cron/index.ts';
import { asEnvelope, taskQueue, workflowTaskTimeout } from '../driver/index.ts';
import { instantFields, invariant } from '../std/index.ts';
import type { CheckedJob, Times } from './check-job.ts';
import type { Job, Overlap } from './schedules.ts';
import type { Target } from './target.ts';

/** What Temporal's own description of a schedule does not say, in the memo of what it starts. */
export interface ActionMemo {
  readonly version?: string;
  readonly schedule: {
    readonly title: string;
    readonly rule?: string;
    readonly time?: number;
  };
}

/** Marks a schedule as ours: a namespace may have others. */
export interface ScheduleMemo {
  readonly baton: 1;
  readonly title: string;
}

type TemporalJob = Omit<ScheduleUpdateOptions<ScheduleOptionsAction>, 'state'>;

/** A job as Temporal has it, but for its state. */
export function temporalJob(scheduleId: string, { job, times }: CheckedJob, target: Target): TemporalJob {
  return {
    spec: { ...specOf(times, job), ...(job.jitterMs > 0 && { jitter: job.jitterMs }) },
    action: actionOf(scheduleId, job, target),
    policies: {
      overlap: temporalOverlap(job.overlap),
      catchupWindow: job.catchupWindowMs,
      pauseOnFailure: job.pauseOnFailure,
    },
  };
}

/** How many times are left to a new one; none where there is no end. */
export function remainingActions({ times }: CheckedJob): { readonly remainingActions?: number } {
  return times.kind === 'once' ? { remainingActions: 1 } : {};
}

export function temporalOverlap(overlap: Overlap): ScheduleOverlapPolicy {
  return overlap.toUpperCase() as Uppercase<Overlap>;
}

function specOf(times: Times, { recurrenceRule = '', timezone }: Job): ScheduleSpec {
  if (times.kind === 'once') return { timezone: 'UTC', calendars: [oneTime(times.at)] };
  const { recurrence, from } = times;
  const startAt = from !== undefined && { startAt: new Date(from) };
  if (recurrence.kind === 'every') {
    const { everyMs: every } = recurrence;
    return { timezone, intervals: [{ every, offset: (from ?? 0) % every }], ...startAt };
  }
  const calendars = recurrence.calendars.map((calendar) => calendarSpec(calendar, recurrenceRule));
  return { timezone, calendars, ...startAt };
}

function oneTime(at: number): CalendarSpec {
  const { year, month, day, hour, minute, second } = instantFields(at);
  return { second, minute, hour, dayOfMonth: day, month: monthName(month), year };
}

/** Never Temporal's own cron strings, which read six fields otherwise. */
function calendarSpec(calendar: Calendar, comment: string): CalendarSpec {
  const ranges = (values: readonly number[]) => rangesOf(values).map((range) => ({ ...range }));
  return {
    second: ranges(calendar.second),
    minute: ranges(calendar.minute),
    hour: ranges(calendar.hour),
    dayOfMonth: ranges(calendar.dayOfMonth),
    month: rangesOf(calendar.month).map(({ start, end, step }) => ({
      start: monthName(start),
      end: monthName(end),
      step,
    })),
    dayOfWeek: rangesOf(calendar.dayOfWeek).map(({ start, end, step }) => ({
      start: dayName(start),
      end: dayName(end),
      step,
    })),
    ...(calendar.year.length > 0 && { year: ranges(calendar.year) }),
    comment,
  };
}

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

function monthName(month: number): (typeof months)[number] {
  const name = months[month - 1];
  invariant(name !== undefined, `there is no month ${month}`);
  return name;
}

function dayName(day: number): (typeof days)[number] {
  const name = days[day];
  invariant(name !== undefined, `there is no day ${day}`);
  return name;
}

function actionOf(scheduleId: string, job: Job, target: Target): ScheduleOptionsAction {
  const { title, recurrenceRule: rule, scheduledTime: time } = job;
  const version = target.kind === 'workflow' ? target.version : target.input.plan.version;
  const memo: ActionMemo = {
    ...(version !== undefined && { version }),
    schedule: { title, ...(rule !== undefined && { rule }), ...(time !== undefined && { time }) },
  };
  return {
    type: 'startWorkflow',
    workflowType: target.kind === 'workflow' ? target.name : target.input.plan.name,
    // Temporal puts the time behind it.
    workflowId: scheduleId,
    taskQueue,
    args: [target.kind === 'workflow' ? target.inputs : asEnvelope(target.input)],
    memo: { ...memo },
    workflowTaskTimeout,
    staticSummary: title,
  };
}
