import { nextTimes, readRecurrence, type Recurrence, shortestGap, type Zone } from '../cron/index.ts';
import { diagnostic, type Diagnostic, type DiagnosticCode, nearest, Refusal } from '../problems/index.ts';
import { instantFields, isoTime, jsonBeyond, readInstant } from '../std/index.ts';
import { zoneOf } from '../time-zones/index.ts';
import { scheduleLimits } from './limits.ts';
import type { Job, JobAsked } from './schedules.ts';

/** When a job is due. */
export type Times =
  | { readonly kind: 'once'; readonly at: number }
  | { readonly kind: 'recurring'; readonly recurrence: Recurrence; readonly from?: number };

export interface CheckedJob {
  readonly job: Job;
  readonly times: Times;
}

export interface JobRules {
  /** Between two times, at least. */
  readonly gapMs: number;
}

/** The job with its defaults, or a refusal with all that is wrong with its fields. Whether it has a time left is asked
 * apart: a job that is over is still the same job. */
export function checkJob(asked: JobAsked, { gapMs }: JobRules): CheckedJob {
  const { title, service, method, parameters = {}, recurrenceRule, timezone, overlap = 'skip' } = asked;
  const { catchupWindowMs = scheduleLimits.catchupWindowMs.unlessSaid, jitterMs = 0, pauseOnFailure = false } = asked;
  const beyond = jsonBeyond(parameters, scheduleLimits.parameters);
  if (beyond !== null) {
    const { size, depth } = scheduleLimits.parameters;
    const most = beyond === 'size' ? `longer than ${size} characters as JSON` : `nested more than ${depth} deep`;
    throw refusal('unfit-field', `\`parameters\` are ${most}`, 'parameters');
  }
  const scheduledTime = asked.scheduledTime === undefined ? undefined : readTime(asked.scheduledTime);
  const job: Job = {
    title,
    service,
    method,
    parameters,
    ...(scheduledTime !== undefined && { scheduledTime }),
    ...(recurrenceRule !== undefined && { recurrenceRule }),
    timezone: timezone ?? 'UTC',
    overlap,
    catchupWindowMs,
    jitterMs,
    pauseOnFailure,
  };
  if (recurrenceRule === undefined) {
    if (scheduledTime === undefined) {
      throw refusal(
        'missing-field',
        'a job says when: `scheduled_time` for once, `recurrence_rule` for again and again',
        'recurrence_rule',
      );
    }
    refuseIdleZone(timezone);
    return { job, times: { kind: 'once', at: scheduledTime } };
  }
  const recurrence = readRule(recurrenceRule);
  if (recurrence.kind === 'every') refuseIdleZone(timezone);
  checkedZone(job.timezone);
  const gap = shortestGap(recurrence);
  if (gap < gapMs) {
    const most = `a schedule leaves at least ${gapMs / 1000} s between two times, and this one ${gap / 1000} s`;
    throw refusal('too-often', most, 'recurrence_rule');
  }
  return {
    job,
    times: { kind: 'recurring', recurrence, ...(scheduledTime !== undefined && { from: scheduledTime }) },
  };
}

/** A schedule that would never start anything is a mistake. */
export function refuseWithoutTimes({ job, times }: CheckedJob, now: number): void {
  if (times.kind === 'once') {
    if (times.at > now) return;
    throw refusal('never-fires', `\`scheduled_time\` ${isoTime(times.at)} has passed`, 'scheduled_time');
  }
  const { recurrence, from } = times;
  const after = Math.max(now, (from ?? 0) - 1);
  const zone = checkedZone(job.timezone);
  if (nextTimes(recurrence, { after, count: 1, zone, ...(from !== undefined && { from }) }).length > 0) return;
  throw refusal('never-fires', `no time fits \`${job.recurrenceRule}\` from now on`, 'recurrence_rule');
}

function readTime(text: string): number {
  const instant = readInstant(text);
  const year = instant === null ? 0 : instantFields(instant).year;
  // A second is what Temporal's calendars tell apart, and never too early.
  if (instant !== null && year >= 2000 && year <= 2100) return Math.ceil(instant / 1000) * 1000;
  const why = instant === null ? 'is no time with its zone, like 2025-01-15T06:30:00Z' : 'is not between 2000 and 2100';
  throw refusal('unfit-field', `\`scheduled_time\`: \`${text}\` ${why}`, 'scheduled_time');
}

function readRule(rule: string): Recurrence {
  const reading = readRecurrence(rule);
  if (reading.ok) return reading.recurrence;
  const [first] = reading.problems;
  const message =
    reading.problems.length === 1
      ? `\`recurrence_rule\`: ${first?.message}`
      : `${reading.problems.length} problems in \`recurrence_rule\``;
  const diagnostics = reading.problems.map((each) => ({ ...each, path: 'recurrence_rule' }));
  // Lines and columns are those of the rule.
  throw new Refusal('schedule-rejected', message, { diagnostics, source: rule });
}

function checkedZone(name: string): Zone {
  const zone = zoneOf(name);
  if (zone !== null) return zone;
  const near = nearest(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  const hint = near === null ? 'write a name of the IANA database, like `Europe/Berlin`' : `did you mean \`${near}\`?`;
  throw refusal('unknown-time-zone', `\`timezone\`: there is no \`${name}\`; ${hint}`, 'timezone', near ?? undefined);
}

function refuseIdleZone(timezone: string | undefined): void {
  if (timezone === undefined || timezone === 'UTC') return;
  const message = '`timezone` has a meaning only where `recurrence_rule` says times of the day';
  throw refusal('unfit-field', message, 'timezone');
}

export function refusal(code: DiagnosticCode, message: string, path: string, hint?: string): Refusal {
  const found: Diagnostic = diagnostic(code, message, { path, hint });
  return new Refusal('schedule-rejected', message, { diagnostics: [found] });
}
