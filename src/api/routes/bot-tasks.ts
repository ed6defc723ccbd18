import { z } from 'zod';
import { fleetLimits } from '../../fleet/index.ts';
import type { RequestCode } from '../../problems/index.ts';
import { isoTime, type Json } from '../../std/index.ts';
import { assignedShape, botTasksAnswer, botTasksShape, givenAnswer, givenShape } from '../answer/bot-task.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { askedAs, botParams, pageFields, pageOf, swarmParams, taskFields, taskIdField, taskOf } from './bot-fields.ts';
import { text } from './execution-fields.ts';

/** Why one task more may be refused. */
const notGiven: readonly RequestCode[] = [
  'capability-missing',
  'task-data-too-large',
  'too-much-pending',
  'idempotency-key-reused',
];

const assignTask = fieldsRoute({
  methods: ['POST'],
  path: '/bots/{bot_id}/tasks',
  operation: 'bots_assign',
  summary: 'Gives a bot a task.',
  params: botParams,
  fields: z.strictObject(taskFields),
  reads: ['Idempotency-Key'],
  gives: { 201: assignedShape },
  refuses: ['bot-not-found', 'bot-draining', 'bot-lost', ...notGiven],
  answer: async ({ swarms, tasks }, { bot_id, ...asked }, request) => ({
    status: 201,
    body: givenAnswer(await swarms.assign(bot_id, await taskOf(asked, { tasks }), askedAs(request))),
  }),
});

const assignInSwarm = fieldsRoute({
  methods: ['POST'],
  path: '/swarms/{swarm_id}/assign',
  operation: 'swarms_assign',
  summary: 'Gives one task to that bot of a swarm which has the least to do.',
  params: swarmParams,
  fields: z.strictObject(taskFields),
  reads: ['Idempotency-Key'],
  gives: { 201: givenShape },
  refuses: ['swarm-not-found', 'swarm-draining', 'no-bot-available', ...notGiven],
  answer: async ({ swarms, tasks }, { swarm_id, ...asked }, request) => ({
    status: 201,
    body: givenAnswer(await swarms.assignToSwarm(swarm_id, await taskOf(asked, { tasks }), askedAs(request))),
  }),
});

const listTasks = fieldsRoute({
  methods: ['GET'],
  path: '/bots/{bot_id}/tasks',
  operation: 'bots_tasks',
  summary: 'What a bot has to do, in the order in which it will, then what it has ended of late.',
  params: botParams,
  fields: z.strictObject(pageFields),
  gives: { 200: botTasksShape },
  refuses: ['bot-not-found', 'invalid-cursor'],
  answer: async ({ swarms }, { bot_id, ...page }) => ({
    status: 200,
    body: botTasksAnswer(await swarms.tasksOfBot(bot_id, pageOf(page))),
  }),
});

const taskParams = z.strictObject({ ...botParams.shape, task_id: taskIdField });
const time = z.iso.datetime({ precision: 3 });
const notEnded: readonly RequestCode[] = [
  'bot-not-found',
  'task-not-found',
  'task-of-another-bot',
  'task-already-ended',
  'task-lease-lost',
  'task-runs-itself',
  'task-data-too-large',
  'idempotency-key-reused',
];

const completeTask = fieldsRoute({
  methods: ['POST'],
  path: '/bots/{bot_id}/tasks/{task_id}/complete',
  operation: 'bots_complete',
  summary: 'Says that a bot has done a task.',
  params: taskParams,
  fields: z.strictObject({ result: z.json({ error: 'a result is JSON' }).optional().describe('What came of it') }),
  reads: ['Idempotency-Key'],
  gives: {
    200: z.strictObject({
      task_id: z.string(),
      bot_id: z.string(),
      status: z.literal('completed'),
      completed_at: time,
    }),
  },
  refuses: notEnded,
  answer: async ({ swarms }, { bot_id, task_id, result }, request) => {
    const asked = { ...askedAs(request), ...(result !== undefined && { result: result as Json }) };
    const { taskId, botId, at } = await swarms.complete(bot_id, task_id, asked);
    return {
      status: 200,
      body: { task_id: taskId, bot_id: botId, status: 'completed', completed_at: isoTime(at) },
    };
  },
});

const failTask = fieldsRoute({
  methods: ['POST'],
  path: '/bots/{bot_id}/tasks/{task_id}/fail',
  operation: 'bots_fail',
  summary: 'Says that a bot could not do a task, and why. Nobody tries it again.',
  params: taskParams,
  fields: z.strictObject({
    error: text('an error')
      .max(10_000, { error: 'an error has at most 10000 characters' })
      .describe(`The first ${fleetLimits.errorLength} characters are kept`),
  }),
  reads: ['Idempotency-Key'],
  gives: {
    200: z.strictObject({ task_id: z.string(), bot_id: z.string(), status: z.literal('failed'), failed_at: time }),
  },
  refuses: notEnded,
  answer: async ({ swarms }, { bot_id, task_id, error }, request) => {
    const { taskId, botId, at } = await swarms.fail(bot_id, task_id, { ...askedAs(request), error });
    return { status: 200, body: { task_id: taskId, bot_id: botId, status: 'failed', failed_at: isoTime(at) } };
  },
});

export const botTaskRoutes: readonly Route[] = [assignTask, listTasks, assignInSwarm, completeTask, failTask];
