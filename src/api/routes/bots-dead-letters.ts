import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import { botTasksAnswer, botTasksShape, givenAnswer, givenShape } from '../answer/bot-task.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { pageFields, pageOf, swarmParams, taskIdField } from './bot-fields.ts';

const listDeadLetters = fieldsRoute({
  methods: ['GET'],
  path: '/swarms/{swarm_id}/dead-letters',
  operation: 'swarms_dead_letters',
  summary: 'Tasks that were given up because three bots were lost with them, the last first.',
  params: swarmParams,
  fields: z.strictObject(pageFields),
  gives: { 200: botTasksShape },
  refuses: ['swarm-not-found', 'invalid-cursor'],
  answer: async ({ swarms }, { swarm_id, ...page }) => ({
    status: 200,
    body: botTasksAnswer(await swarms.deadLetters(swarm_id, pageOf(page))),
  }),
});

const params = z.strictObject({ ...swarmParams.shape, task_id: taskIdField });

const retryDeadLetter = fieldsRoute({
  methods: ['POST'],
  path: '/swarms/{swarm_id}/dead-letters/{task_id}/retry',
  operation: 'swarms_dead_letter_retry',
  summary: 'Gives a task that was given up to a bot again, for three more attempts.',
  params,
  fields: z.strictObject({}),
  gives: { 200: givenShape },
  refuses: ['swarm-not-found', 'dead-letter-not-found'],
  answer: async ({ swarms }, { swarm_id, task_id }) => ({
    status: 200,
    body: givenAnswer(await swarms.retryDead(swarm_id, task_id)),
  }),
});

const discardDeadLetter = fieldsRoute({
  methods: ['DELETE'],
  path: '/swarms/{swarm_id}/dead-letters/{task_id}',
  operation: 'swarms_dead_letter_discard',
  summary: 'Throws a task away that was given up; it counts as cancelled.',
  params,
  fields: z.strictObject({}),
  gives: {
    200: z.strictObject({
      task_id: z.string(),
      status: z.literal('discarded'),
      discarded_at: z.iso.datetime({ precision: 3 }),
    }),
  },
  refuses: ['swarm-not-found', 'dead-letter-not-found'],
  answer: async ({ swarms }, { swarm_id, task_id }) => {
    const { taskId, at } = await swarms.discardDead(swarm_id, task_id);
    return { status: 200, body: { task_id: taskId, status: 'discarded', discarded_at: isoTime(at) } };
  },
});

export const deadLetterRoutes: readonly Route[] = [listDeadLetters, retryDeadLetter, discardDeadLetter];
