import { z } from 'zod';
import { overlaps, scheduleLimits } from '../../schedules/index.ts';
import { readInstant } from '../../std/index.ts';
import { listedScheduleAnswer, listedScheduleShape, scheduleAnswer, scheduleShape } from '../answer/schedule.ts';
import { readJsonObject } from '../request/json-object.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { success, text } from './execution-fields.ts';

/** Jobs that are due at their times: Temporal's schedules. */

const { titleLength, noteLength, catchupWindowMs: catchup, jitterMs, mostAtATime } = scheduleLimits;

const scheduleId = text('a schedule id').describe(
  'A letter or digit, then letters, digits, dots, hyphens, underscores',
);
const overlap = z
  .enum(overlaps, { error: `an overlap is ${overlaps.join(', ')}` })
  .describe('What becomes of a time at which an earlier execution of the schedule still runs');
const note = text('a note').max(noteLength, { error: `a note has ${noteLength} characters at most` });
const time = (what: string): z.ZodString => text(what).describe('A time as RFC 3339 has it, with its zone');
const ms = (what: string, least: number, most: number): z.ZodInt => {
  const error = `${what} is a whole number from ${least} to ${most}, in milliseconds`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

/** What says when and what; the same for a new one and for a change. */
const job = {
  service: text('a service').describe('`ifex-orchestrator`, or any service on record'),
  method: text('a method').describe('`execute_workflow`, or any method of the service'),
  parameters: z
    .union([z.string(), z.looseObject({})], { error: 'parameters are a JSON object, or the text of one' })
    .describe('A JSON object, or the text of one'),
  scheduled_time: time('scheduled_time').describe('Alone: once, at this time. With recurrence_rule: not before it'),
  recurrence_rule: text('recurrence_rule').describe(
    'A cron rule of five fields, six (second first) or seven (year last), or @every 10m, @daily and their like',
  ),
  timezone: text('a time zone').describe('A name of the IANA database; UTC without it'),
};
const policies = {
  overlap: overlap.optional(),
  catchup_window_ms: ms('catchup_window_ms', catchup.least, catchup.most)
    .describe('How late an execution may be started after Temporal was away')
    .optional(),
  jitter_ms: ms('jitter_ms', 0, jitterMs).describe('Starts are spread over so much time').optional(),
  pause_on_failure: z.boolean({ error: 'pause_on_failure is true or false' }).optional(),
};

const scheduleWorkflow = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/schedule_workflow',
  summary: 'Puts a job on a schedule: a workflow or any other call, once or again and again.',
  inside: 'job',
  fields: z.strictObject({
    title: text('a title').max(titleLength, { error: `a title has ${titleLength} characters at most` }),
    service: job.service,
    method: job.method,
    parameters: job.parameters.optional(),
    scheduled_time: job.scheduled_time.optional(),
    recurrence_rule: job.recurrence_rule.optional(),
    timezone: job.timezone.optional(),
    schedule_id: scheduleId.optional(),
    ...policies,
    paused: z.boolean({ error: 'paused is true or false' }).optional(),
    note: note.optional(),
  }),
  refuses: [
    'invalid-schedule-id',
    'schedule-exists',
    'schedule-rejected',
    'workflow-not-found',
    'inputs-rejected',
    'definition-rejected',
  ],
  gives: scheduled(201, 200),
  answer: async ({ schedules }, asked) => {
    const { schedule, isNew } = await schedules.create({
      scheduleId: asked.schedule_id,
      title: asked.title,
      service: asked.service,
      method: asked.method,
      parameters: readJsonObject('parameters', asked.parameters),
      scheduledTime: asked.scheduled_time,
      recurrenceRule: asked.recurrence_rule,
      timezone: asked.timezone,
      ...policiesOf(asked),
      paused: asked.paused,
      note: asked.note,
    });
    const message = `${schedule.scheduleId} is ${isNew ? 'scheduled' : 'there already, unchanged'}`;
    const body = { success: true, message, unchanged: !isNew, schedule: scheduleAnswer(schedule) };
    return { status: isNew ? 201 : 200, body };
  },
});

function scheduled(...statuses: readonly number[]): Record<number, z.ZodType> {
  const shape = z.strictObject({ success, message: z.string(), unchanged: z.boolean(), schedule: scheduleShape });
  return Object.fromEntries(statuses.map((status) => [status, shape]));
}

interface PoliciesAsked {
  readonly overlap?: (typeof overlaps)[number] | undefined;
  readonly catchup_window_ms?: number | undefined;
  readonly jitter_ms?: number | undefined;
  readonly pause_on_failure?: boolean | undefined;
}

function policiesOf(asked: PoliciesAsked) {
  return {
    overlap: asked.overlap,
    catchupWindowMs: asked.catchup_window_ms,
    jitterMs: asked.jitter_ms,
    pauseOnFailure: asked.pause_on_failure,
  };
}

const listSchedules = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/list_schedules',
  summary: 'The schedules, in pages.',
  fields: z.strictObject({
    limit: z
      .union([z.int().min(1).max(mostAtATime), z.string().regex(/^(?:[1-9][0-9]?|1[0-9][0-9]|200)$/)], {
        error: `a limit is a number from 1 to ${mostAtATime}`,
      })
      .optional(),
    cursor: text('a cursor').max(2000, { error: 'a cursor is what an answer gave as next_cursor' }).optional(),
  }),
  refuses: ['request-rejected'],
  gives: { 200: z.strictObject({ schedules: z.array(listedScheduleShape), next_cursor: z.string().nullable() }) },
  answer: async ({ schedules }, { limit, cursor }) => {
    const page = await schedules.list({
      ...(limit !== undefined && { limit: Number(limit) }),
      ...(cursor !== undefined && { cursor }),
    });
    return {
      status: 200,
      body: { schedules: page.schedules.map(listedScheduleAnswer), next_cursor: page.nextCursor },
    };
  },
});

const getSchedule = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/get_schedule',
  summary: 'A schedule: its job, its next times, and what has become of the last ones.',
  fields: z.strictObject({ schedule_id: scheduleId }),
  refuses: ['invalid-schedule-id', 'schedule-not-found'],
  gives: { 200: z.strictObject({ success, schedule: scheduleShape }) },
  answer: async ({ schedules }, { schedule_id: id }) => ({
    status: 200,
    body: { success: true, schedule: scheduleAnswer(await schedules.describe(id)) },
  }),
});

const said = { 200: z.strictObject({ success, message: z.string() }) };

const pauseSchedule = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/pause_schedule',
  summary: 'Starts nothing until it is resumed; what was started goes on.',
  fields: z.strictObject({ schedule_id: scheduleId, note: note.optional() }),
  refuses: ['invalid-schedule-id', 'schedule-not-found'],
  gives: said,
  answer: async ({ schedules }, { schedule_id: id, note: why }) => {
    await schedules.pause(id, why);
    return { status: 200, body: { success: true, message: `${id} is paused` } };
  },
});

const resumeSchedule = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/resume_schedule',
  summary: 'Goes on with the next time; what was left out stays so.',
  fields: z.strictObject({ schedule_id: scheduleId, note: note.optional() }),
  refuses: ['invalid-schedule-id', 'schedule-not-found'],
  gives: said,
  answer: async ({ schedules }, { schedule_id: id, note: why }) => {
    await schedules.resume(id, why);
    return { status: 200, body: { success: true, message: `${id} is resumed` } };
  },
});

const triggerSchedule = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/trigger_schedule',
  summary: 'Starts an execution now, whether it is paused or not.',
  fields: z.strictObject({ schedule_id: scheduleId, overlap: overlap.optional() }),
  refuses: ['invalid-schedule-id', 'schedule-not-found', 'triggered-too-often'],
  gives: {
    200: z.strictObject({
      success,
      message: z.string(),
      execution_id: z.string().nullable().describe('null: an earlier execution still runs, so none was started yet'),
    }),
  },
  answer: async ({ schedules }, { schedule_id: id, overlap: policy }) => {
    const execution_id = await schedules.trigger(id, policy);
    const message =
      execution_id === null
        ? `${id} has not started anything: an earlier execution still runs`
        : `${id} has started ${execution_id}`;
    return { status: 200, body: { success: true, message, execution_id } };
  },
});

const instant = (what: string) =>
  time(what).refine((given) => readInstant(given) !== null, { error: `${what} is a time, like 2025-01-15T06:30:00Z` });

const backfillSchedule = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/backfill_schedule',
  summary: 'Starts what would have been started in a time that has passed.',
  fields: z.strictObject({
    schedule_id: scheduleId,
    from: instant('from'),
    to: instant('to'),
    overlap: overlap.describe('buffer_all unless said otherwise: one after the other').optional(),
  }),
  refuses: ['invalid-schedule-id', 'schedule-not-found'],
  gives: { 200: z.strictObject({ success, message: z.string(), times: z.int() }) },
  answer: async ({ schedules }, { schedule_id: id, from, to, overlap: policy }) => {
    const span = { from: readInstant(from) ?? 0, to: readInstant(to) ?? 0, overlap: policy };
    const times = await schedules.backfill(id, span);
    const message = `${times} ${times === 1 ? 'time' : 'times'} of ${id} ${times === 1 ? 'is' : 'are'} filled in`;
    return { status: 200, body: { success: true, message, times } };
  },
});

const updateSchedule = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/update_schedule',
  summary: 'Changes what is named and leaves the rest; null takes away. What was started goes on.',
  fields: z.strictObject({
    schedule_id: scheduleId,
    service: job.service.optional(),
    method: job.method.optional(),
    parameters: job.parameters.optional(),
    scheduled_time: job.scheduled_time.nullable().optional(),
    recurrence_rule: job.recurrence_rule.nullable().optional(),
    timezone: job.timezone.nullable().optional(),
    ...policies,
  }),
  refuses: [
    'invalid-schedule-id',
    'schedule-not-found',
    'schedule-rejected',
    'workflow-not-found',
    'inputs-rejected',
    'definition-rejected',
  ],
  gives: { 200: z.strictObject({ success, message: z.string(), schedule: scheduleShape }) },
  answer: async ({ schedules }, { schedule_id: id, ...asked }) => {
    const schedule = await schedules.update(id, {
      service: asked.service,
      method: asked.method,
      parameters: asked.parameters === undefined ? undefined : readJsonObject('parameters', asked.parameters),
      scheduledTime: asked.scheduled_time,
      recurrenceRule: asked.recurrence_rule,
      timezone: asked.timezone,
      ...policiesOf(asked),
    });
    return {
      status: 200,
      body: { success: true, message: `${id} is changed`, schedule: scheduleAnswer(schedule) },
    };
  },
});

const deleteSchedule = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/delete_schedule',
  summary: 'Takes a schedule away; what it has started goes on.',
  fields: z.strictObject({ schedule_id: scheduleId }),
  refuses: ['invalid-schedule-id', 'schedule-not-found'],
  gives: said,
  answer: async ({ schedules }, { schedule_id: id }) => {
    await schedules.delete(id);
    return { status: 200, body: { success: true, message: `${id} is deleted` } };
  },
});

export const scheduleRoutes: readonly Route[] = [
  scheduleWorkflow,
  listSchedules,
  getSchedule,
  pauseSchedule,
  resumeSchedule,
  triggerSchedule,
  backfillSchedule,
  updateSchedule,
  deleteSchedule,
];
