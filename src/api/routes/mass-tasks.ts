import { z } from 'zod';
import { nextCursor } from '../answer/bot.ts';
import {
  distributedAnswer,
  distributedShape,
  massOutcomesAnswer,
  massOutcomesShape,
  massTaskAnswer,
  massTaskShape,
} from '../answer/bot-task.ts';
import { fieldsRoute, type Route } from '../route.ts';
import {
  askedAs,
  outcomeField,
  pageFields,
  pageOf,
  swarmParams,
  taskFields,
  taskIdField,
  taskOf,
} from './bot-fields.ts';

const distributeTask = fieldsRoute({
  methods: ['POST'],
  path: '/swarms/{swarm_id}/tasks',
  operation: 'swarms_distribute',
  summary: 'Gives a task to every bot of a swarm, in one operation that is done to its end whatever happens.',
  params: swarmParams,
  fields: z.strictObject(taskFields),
  reads: ['Idempotency-Key'],
  gives: { 201: distributedShape },
  refuses: [
    'swarm-not-found',
    'swarm-draining',
    'no-bot-available',
    'capability-missing',
    'task-data-too-large',
    'too-much-pending',
    'idempotency-key-reused',
  ],
  answer: async ({ swarms, tasks }, { swarm_id, ...asked }, request) => {
    const mass = await swarms.distribute(swarm_id, await taskOf(asked, { tasks }), askedAs(request));
    return {
      status: 201,
      headers: { location: `/swarms/${swarm_id}/tasks/${mass.id}` },
      body: distributedAnswer(mass),
    };
  },
});

const listMassTasks = fieldsRoute({
  methods: ['GET'],
  path: '/swarms/{swarm_id}/tasks',
  operation: 'swarms_tasks',
  summary: 'The mass tasks of a swarm and how far they are, the last first.',
  params: swarmParams,
  fields: z.strictObject(pageFields),
  gives: { 200: z.strictObject({ tasks: z.array(massTaskShape), next_cursor: nextCursor }) },
  refuses: ['swarm-not-found', 'invalid-cursor'],
  answer: async ({ swarms }, { swarm_id, ...page }) => {
    const { items, next } = await swarms.massTasks(swarm_id, pageOf(page));
    return { status: 200, body: { tasks: items.map(massTaskAnswer), next_cursor: next } };
  },
});

const massParams = z.strictObject({ ...swarmParams.shape, task_id: taskIdField });

const getMassTask = fieldsRoute({
  methods: ['GET'],
  path: '/swarms/{swarm_id}/tasks/{task_id}',
  operation: 'swarms_task',
  summary: 'How far a mass task is, and what became of it, bot by bot in pages.',
  params: massParams,
  fields: z.strictObject({ status: outcomeField.optional(), ...pageFields }),
  gives: { 200: massOutcomesShape },
  refuses: ['swarm-not-found', 'mass-task-not-found', 'invalid-cursor'],
  answer: async ({ swarms }, { swarm_id, task_id, status, ...page }) => {
    const mass = await swarms.massTask(swarm_id, task_id);
    const asked = { ...pageOf(page), ...(status !== undefined && { status }) };
    return { status: 200, body: massOutcomesAnswer(mass, await swarms.outcomes(swarm_id, task_id, asked)) };
  },
});

const retryMassTask = fieldsRoute({
  methods: ['POST'],
  path: '/swarms/{swarm_id}/tasks/{task_id}/retry',
  operation: 'swarms_retry',
  summary: 'Gives a mass task again to those bots that have failed at it, and to no other.',
  params: massParams,
  fields: z.strictObject({}),
  reads: ['Idempotency-Key'],
  gives: { 200: z.strictObject({ ...massTaskShape.shape, retried: z.int().describe('How many bots get it again') }) },
  refuses: ['swarm-not-found', 'mass-task-not-found', 'idempotency-key-reused'],
  answer: async ({ swarms }, { swarm_id, task_id }, request) => {
    const { mass, retried } = await swarms.retryMass(swarm_id, task_id, askedAs(request));
    return { status: 200, body: { ...massTaskAnswer(mass), retried } };
  },
});

export const massTaskRoutes: readonly Route[] = [distributeTask, listMassTasks, getMassTask, retryMassTask];
