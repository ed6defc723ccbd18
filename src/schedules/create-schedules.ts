import { type Client, ScheduleAlreadyRunning } from '@temporalio/client';
import type { Catalog } from '../catalog/index.ts';
import { callTemporal } from '../config/index.ts';
import { createOutcomeAttribute, createPreparedWorkflows, type OutcomeAttribute } from '../executions/index.ts';
import type { Preparing } from '../preparing/index.ts';
import { diagnostic, Refusal } from '../problems/index.ts';
import { canonicalJson, isoTime, type Json } from '../std/index.ts';
import { backfillSchedule } from './backfill-schedule.ts';
import { checkJob, type CheckedJob, refuseWithoutTimes } from './check-job.ts';
import { describeSchedule, findSchedule, ofSchedule, onceOfSchedule, viewOf } from './describe-schedule.ts';
import { scheduleLimits } from './limits.ts';
import { listSchedules } from './list-schedules.ts';
import { jobOf } from './read-schedule.ts';
import { checkedId, idFromTitle } from './schedule-id.ts';
import type { Created, Job, JobAsked, JobChange, ScheduleRequest, Schedules, ScheduleView } from './schedules.ts';
import { findTarget, settledParameters } from './target.ts';
import { remainingActions, type ScheduleMemo, temporalJob } from './temporal-schedule.ts';
import { createTriggers, startIfPassed } from './trigger-schedule.ts';

/** Schedules on Temporal's own. Nothing is kept here: any number of these may serve the same namespace. */
export function createSchedules({
  client,
  catalog,
  allowedQueues,
  preparing,
  outcomes = createOutcomeAttribute(client),
  gapMs = scheduleLimits.gapMs,
}: {
  readonly client: Client;
  readonly catalog: Catalog;
  /** The task queues of other Temporal code that definitions may reach; any without it. */
  readonly allowedQueues?: ReadonlySet<string> | undefined;
  /** Where texts are looked at; right here without it. */
  readonly preparing?: Preparing | undefined;
  readonly outcomes?: OutcomeAttribute;
  /** Between two times of a schedule, at least. */
  readonly gapMs?: number;
}): Schedules {
  const ports = { catalog, workflows: createPreparedWorkflows({ allowedQueues, preparing }), outcomes };

  const trigger = createTriggers(client);

  const settled = (asked: JobAsked): CheckedJob => {
    const checked = checkJob(asked, { gapMs });
    return { ...checked, job: { ...checked.job, parameters: settledParameters(checked.job) } };
  };

  const create = async (request: ScheduleRequest): Promise<Created> => {
    const scheduleId = request.scheduleId === undefined ? idFromTitle(request.title) : checkedId(request.scheduleId);
    const checked = settled(request);
    // Before anything else: a job that comes again is the same schedule, whatever is on record by then.
    const before = await sameSchedule(client, scheduleId, checked.job);
    if (before !== null) return { schedule: before, isNew: false };

    refuseWithoutTimes(checked, Date.now());
    const target = await findTarget(ports, checked.job);
    const memo: ScheduleMemo = { baton: 1, title: request.title };
    const { paused = false, note } = request;
    try {
      await callTemporal(client, () =>
        client.schedule.create({
          scheduleId,
          ...temporalJob(scheduleId, checked, target),
          memo: { ...memo },
          state: { paused, ...(note !== undefined && { note }), ...remainingActions(checked) },
        }),
      );
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const meanwhile = await sameSchedule(client, scheduleId, checked.job);
      if (meanwhile !== null) return { schedule: meanwhile, isNew: false };
      throw taken(scheduleId);
    }
    if (!paused) await startIfPassed(client, scheduleId, checked);
    return { schedule: await describeSchedule(client, scheduleId), isNew: true };
  };

  const update = async (scheduleId: string, change: JobChange): Promise<ScheduleView> => {
    const found = await findSchedule(client, scheduleId);
    const checked = settled(changed(jobOf(found), change));
    refuseWithoutTimes(checked, Date.now());
    const target = await findTarget(ports, checked.job);
    await ofSchedule(client, scheduleId, () =>
      client.schedule.getHandle(scheduleId).update(({ state: { paused, note } }) => ({
        ...temporalJob(scheduleId, checked, target),
        state: { paused, ...(note !== undefined && { note }), ...remainingActions(checked) },
      })),
    );
    if (!found.state.paused) await startIfPassed(client, scheduleId, checked);
    return await describeSchedule(client, scheduleId);
  };

  /** One of ours. */
  const handle = async (scheduleId: string) => {
    await findSchedule(client, checkedId(scheduleId));
    return client.schedule.getHandle(scheduleId);
  };

  return {
    create,
    update: async (scheduleId, change) => await update(checkedId(scheduleId), change),
    describe: async (scheduleId) => await describeSchedule(client, checkedId(scheduleId)),
    list: async (asked) => await listSchedules(client, asked),
    pause: async (scheduleId, note = 'paused') => {
      const found = await handle(scheduleId);
      await ofSchedule(client, scheduleId, () => found.pause(note));
    },
    resume: async (scheduleId, note = 'resumed') => {
      const found = await handle(scheduleId);
      await ofSchedule(client, scheduleId, () => found.unpause(note));
    },
    trigger: async (scheduleId, overlap) => await trigger(checkedId(scheduleId), overlap),
    backfill: async (scheduleId, span) => await backfillSchedule(client, checkedId(scheduleId), span),
    delete: async (scheduleId) => {
      const found = await handle(scheduleId);
      await onceOfSchedule(client, scheduleId, () => found.delete());
    },
  };
}

/** The schedule of this id where it has this job; null where there is none. */
async function sameSchedule(client: Client, scheduleId: string, job: Job): Promise<ScheduleView | null> {
  const found = await findSchedule(client, scheduleId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'schedule-not-found') return null;
    throw error;
  });
  if (found === null) return null;
  if (canonicalJson({ ...jobOf(found) } as Json) === canonicalJson({ ...job } as Json))
    return await viewOf(client, found);
  throw taken(scheduleId);
}

export function taken(scheduleId: string): Refusal {
  const message = `there is a schedule \`${scheduleId}\` with another job; give a \`schedule_id\` of its own, or update that one`;
  return new Refusal('schedule-exists', message, {
    diagnostics: [diagnostic('unfit-field', message, { path: 'schedule_id' })],
  });
}

export function changed(job: Job, change: JobChange): JobAsked {
  const { scheduledTime, recurrenceRule, timezone } = change;
  const { scheduledTime: time, recurrenceRule: rule } = job;
  return {
    title: job.title,
    service: change.service ?? job.service,
    method: change.method ?? job.method,
    parameters: change.parameters ?? job.parameters,
    scheduledTime:
      scheduledTime === undefined ? (time === undefined ? undefined : isoTime(time)) : (scheduledTime ?? undefined),
    recurrenceRule: recurrenceRule === undefined ? rule : (recurrenceRule ?? undefined),
    timezone: timezone === undefined ? job.timezone : (timezone ?? undefined),
    overlap: change.overlap ?? job.overlap,
    catchupWindowMs: change.catchupWindowMs ?? job.catchupWindowMs,
    jitterMs: change.jitterMs ?? job.jitterMs,
    pauseOnFailure: change.pauseOnFailure ?? job.pauseOnFailure,
  };
}
