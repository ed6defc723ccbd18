import { z } from 'zod';
import type { Json } from '../../std/index.ts';
import { apiLimits } from '../limits.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { executionId, knownForm, success, text } from './execution-fields.ts';

/** What can be said to an execution that is there. */

const cancelExecution = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/cancel_execution',
  summary: 'Stops an execution: calls in flight are aborted, then what was done is compensated.',
  fields: z.strictObject({
    execution_id: executionId,
    reason: z.string({ error: 'a reason is text' }).max(1000).optional(),
  }),
  gives: { 200: z.strictObject({ success, message: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended'],
  answer: async ({ executions }, asked) => {
    const outcome = await executions.cancel(knownForm(asked.execution_id), asked.reason);
    const message =
      outcome === 'cancelled'
        ? `${asked.execution_id} was cancelled already`
        : `${asked.execution_id} is being cancelled`;
    return { status: 200, body: { success: true, message } };
  },
});

const pauseExecution = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/pause_execution',
  summary: 'Lets nothing new begin; what has begun goes on and ends.',
  fields: z.strictObject({ execution_id: executionId }),
  gives: { 200: z.strictObject({ success, message: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended'],
  answer: async ({ executions }, { execution_id: id }) => {
    await executions.pause(knownForm(id));
    return { status: 200, body: { success: true, message: `${id} is being paused` } };
  },
});

const resumeExecution = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/resume_execution',
  summary: 'Lets a paused execution go on.',
  fields: z.strictObject({ execution_id: executionId }),
  gives: { 200: z.strictObject({ success, message: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended'],
  answer: async ({ executions }, { execution_id: id }) => {
    await executions.resume(knownForm(id));
    return { status: 200, body: { success: true, message: `${id} goes on` } };
  },
});

const retryExecution = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/retry_execution',
  summary:
    'Runs again what failed: in a new execution that takes over what completed and was not undone, or in one that is held.',
  fields: z.strictObject({ execution_id: executionId }),
  gives: {
    200: z.strictObject({ success, message: z.string(), execution_id: z.string(), carried: z.array(z.string()) }),
  },
  refuses: ['invalid-execution-id', 'execution-not-found', 'not-retryable', 'definition-rejected'],
  answer: async ({ executions }, { execution_id: id }) => {
    const { executionId: runs, carried, isNew } = await executions.retry(knownForm(id));
    const message = isNew ? `${runs} retries ${id}` : `${id} goes on`;
    return { status: 200, body: { success: true, message, execution_id: runs, carried: [...carried] } };
  },
});

const decideExecution = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/decide_execution',
  summary: 'Says what becomes of an execution that is held: retry what failed, skip it, or compensate.',
  fields: z.strictObject({
    execution_id: executionId,
    decision: z.enum(['retry', 'skip', 'compensate'], { error: 'a decision is retry, skip or compensate' }),
  }),
  gives: { 200: z.strictObject({ success, message: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended', 'not-held'],
  answer: async ({ executions }, { execution_id: id, decision }) => {
    await executions.decide(knownForm(id), decision);
    return { status: 200, body: { success: true, message: `${id}: ${decision}` } };
  },
});

/** Beside pause, resume and retry it is looked for under this name. */
const skipExecution = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/skip_execution',
  summary: 'Takes what failed in an execution that is held as skipped, and lets what depends on it run.',
  fields: z.strictObject({ execution_id: executionId }),
  gives: { 200: z.strictObject({ success, message: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended', 'not-held'],
  answer: async ({ executions }, { execution_id: id }) => {
    await executions.decide(knownForm(id), 'skip');
    return { status: 200, body: { success: true, message: `${id}: skip` } };
  },
});

const cursorRule = 'a cursor is what an answer gave as next_cursor';

const sendEvent = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/send_event',
  summary: 'Sends an event to an execution, or to all that run and may wait for it; kept until a step waits for it.',
  fields: z
    .strictObject({
      execution_id: executionId.optional().describe('Without it, to every execution that runs and may wait for it'),
      event: text("an event's name").max(apiLimits.eventNameLength),
      value: z.json().optional(),
      correlation: z.json().optional(),
      id: text("an event's id").max(apiLimits.eventIdLength).optional(),
      cursor: z
        .string({ error: cursorRule })
        .regex(/^[A-Za-z0-9_-]{1,4000}$/, { error: cursorRule })
        .optional()
        .describe('Goes on with an event that has too many receivers for one request'),
    })
    .refine(({ execution_id: to, cursor }) => to === undefined || cursor === undefined, {
      error: 'only an event to all goes on with a `cursor`',
    }),
  gives: {
    200: z.strictObject({
      success,
      message: z.string(),
      id: z.string().optional().describe("Of an event to all: the event's id"),
      sent: z.int().optional().describe('To how many executions it went now'),
      full: z.int().optional().describe('How many have been sent as many events as they can hold'),
      next_cursor: z.string().nullable().optional(),
    }),
  },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended', 'too-many-events'],
  answer: async ({ executions }, asked, { onlyWaits }) => {
    const { execution_id: to, event: name, value = null, correlation, id, cursor } = asked;
    const event = {
      name,
      value: value as Json,
      ...(correlation !== undefined && { correlation: correlation as Json }),
      ...(id !== undefined && { id }),
    };
    if (to !== undefined) {
      await executions.sendEvent(knownForm(to), event);
      return { status: 200, body: { success: true, message: `${to} has ${name}` } };
    }
    onlyWaits();
    const { next, ...told } = await executions.broadcast(event, cursor);
    const message = `${name} went to ${told.sent} ${told.sent === 1 ? 'execution' : 'executions'}${next === null ? '' : '; there are more'}`;
    return { status: 200, body: { success: true, message, ...told, next_cursor: next } };
  },
});

export const steeringRoutes: readonly Route[] = [
  cancelExecution,
  pauseExecution,
  resumeExecution,
  retryExecution,
  decideExecution,
  skipExecution,
  sendEvent,
];
