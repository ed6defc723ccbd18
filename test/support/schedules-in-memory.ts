import { nextTimes, readRecurrence, type Zone } from '../../src/cron/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import {
  changed,
  checkedId,
  checkJob,
  idFromTitle,
  type Job,
  type JobAsked,
  refuseWithoutTimes,
  scheduleLimits,
  type Schedules,
  type ScheduleView,
  taken,
} from '../../src/schedules/index.ts';
import { canonicalJson, isoTime, type Json } from '../../src/std/index.ts';
import { zoneOf } from '../../src/time-zones/index.ts';

/** Schedules whose clock stands still: they are due as often as they are triggered. */
export function schedulesInMemory({
  now,
  up,
  isRegistered,
}: {
  readonly now: number;
  /** Throws where Temporal is to be away. */
  readonly up: () => void;
  readonly isRegistered: (workflow: string) => boolean;
}): Schedules {
  const views = new Map<string, ScheduleView>();

  const find = (id: string): ScheduleView => {
    up();
    const view = views.get(checkedId(id));
    if (view === undefined) throw new Refusal('schedule-not-found', `there is no schedule \`${id}\``);
    return view;
  };

  const checked = (asked: JobAsked): Pick<ScheduleView, 'job' | 'nextTimes'> => {
    const found = checkJob(asked, { gapMs: scheduleLimits.gapMs });
    refuseWithoutTimes(found, now);
    const name = found.job.parameters['workflow_name'];
    if (typeof name === 'string' && !isRegistered(name)) {
      throw new Refusal('workflow-not-found', `no workflow \`${name}\` is on record`);
    }
    return { job: found.job, nextTimes: timesOf(found.job, now) };
  };

  const show = (view: ScheduleView): ScheduleView => {
    views.set(view.scheduleId, view);
    return view;
  };

  return {
    create: async ({ paused = false, note, ...asked }) => {
      up();
      const scheduleId = asked.scheduleId === undefined ? idFromTitle(asked.title) : checkedId(asked.scheduleId);
      const known = views.get(scheduleId);
      const made = checked(asked);
      if (known !== undefined && !isSame(known.job, made.job)) {
        throw taken(scheduleId);
      }
      if (known !== undefined) return { schedule: known, isNew: false };
      const schedule = show({
        scheduleId,
        ...made,
        status: paused ? 'paused' : 'active',
        ...(note !== undefined && { note }),
        recentRuns: [],
        counts: { started: 0, missed: 0, skipped: 0, waiting: 0 },
        createdAt: now,
      });
      return { schedule, isNew: true };
    },
    describe: async (id) => find(id),
    list: async ({ limit = scheduleLimits.atATime, cursor = '0' }) => {
      up();
      const all = [...views.values()];
      const from = Number(cursor);
      return {
        schedules: all.slice(from, from + limit).map(({ scheduleId, job, status, nextTimes: next, recentRuns }) => ({
          scheduleId,
          title: job.title,
          workflowName: nameIn(job),
          recurrenceRule: job.recurrenceRule ?? null,
          timezone: job.timezone,
          status,
          nextTimes: next,
          ...(recentRuns[0] !== undefined && { lastRun: recentRuns[0] }),
        })),
        nextCursor: from + limit < all.length ? String(from + limit) : null,
      };
    },
    pause: async (id, note = 'paused') => void show({ ...find(id), status: 'paused', note }),
    resume: async (id, note = 'resumed') => void show({ ...find(id), status: 'active', note }),
    trigger: async (id) => {
      const view = find(id);
      const at = now + view.counts.started * 1000;
      const executionId = `${id}-${isoTime(at).replace('.000Z', 'Z')}`;
      show({
        ...view,
        recentRuns: [{ executionId, scheduledAt: at, startedAt: at, status: 'RUNNING' }, ...view.recentRuns],
        counts: { ...view.counts, started: view.counts.started + 1 },
      });
      return executionId;
    },
    backfill: async (id, { from, to }) => timesOf(find(id).job, from - 1, 1000).filter((time) => time <= to).length,
    update: async (id, change) => {
      const view = find(id);
      return show({ ...view, ...checked(changed(view.job, change)), updatedAt: now });
    },
    delete: async (id) => {
      find(id);
      views.delete(id);
    },
  };
}

function timesOf(job: Job, after: number, count: number = scheduleLimits.nextTimes): readonly number[] {
  const { recurrenceRule, scheduledTime } = job;
  if (recurrenceRule === undefined) return scheduledTime === undefined ? [] : [scheduledTime];
  const reading = readRecurrence(recurrenceRule);
  if (!reading.ok) return [];
  const from = Math.max(after, (scheduledTime ?? 0) - 1);
  return nextTimes(reading.recurrence, { after: from, count, zone: zoneOf(job.timezone) as Zone });
}

function nameIn({ parameters }: Job): string {
  const { workflow_name: name } = parameters;
  return typeof name === 'string' ? name : 'scheduled-call';
}

function isSame(job: Job, other: Job): boolean {
  return canonicalJson({ ...job } as Json) === canonicalJson({ ...other } as Json);
}
