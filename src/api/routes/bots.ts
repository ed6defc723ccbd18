import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import { botAnswer, botsAnswer, botShape, botsShape, createdBotAnswer, createdBotShape } from '../answer/bot.ts';
import { leaseAnswer, leaseShape } from '../answer/bot-task.ts';
import { fleetStatisticsAnswer, fleetStatisticsShape } from '../answer/fleet-statistics.ts';
import { fieldsRoute, plainRoute, type Route } from '../route.ts';
import {
  askedAs,
  botParams,
  botStatusField,
  capabilitiesField,
  forMsField,
  forMsOf,
  nameField,
  pageFields,
  pageOf,
  swarmIdField,
  taskIdField,
  tierField,
  tierOf,
} from './bot-fields.ts';

const createBot = fieldsRoute({
  methods: ['POST'],
  path: '/bots',
  operation: 'bots_create',
  summary: 'Makes one bot, which belongs to no swarm of its own.',
  fields: z.strictObject({
    name: nameField('a name'),
    tier: tierField,
    capabilities: capabilitiesField.optional().describe('What it can do; a task may ask for some of them'),
  }),
  reads: ['Idempotency-Key'],
  gives: { 201: createdBotShape },
  refuses: ['capacity-exceeded', 'idempotency-key-reused'],
  answer: async ({ swarms }, { name, tier, capabilities = [] }, request) => {
    const bot = await swarms.createBot({ name, tier: tierOf(tier), capabilities }, askedAs(request));
    return { status: 201, headers: { location: `/bots/${bot.id}` }, body: createdBotAnswer(bot) };
  },
});

const getStatistics = plainRoute({
  methods: ['GET'],
  path: '/bots/stats',
  operation: 'bots_statistics',
  summary: 'All bots in figures, in the same time whether there are fifty or fifty thousand.',
  gives: { 200: fleetStatisticsShape },
  answer: async ({ swarms }) => {
    const statistics = await swarms.statistics();
    return { status: 200, body: fleetStatisticsAnswer(statistics) };
  },
});

const listBots = fieldsRoute({
  methods: ['GET'],
  path: '/bots',
  operation: 'bots_list',
  summary: 'Bots, swarm by swarm, in pages.',
  fields: z.strictObject({
    tier: tierField.optional(),
    status: botStatusField.optional(),
    swarm_id: swarmIdField.optional(),
    ...pageFields,
  }),
  gives: { 200: botsShape },
  refuses: ['swarm-not-found', 'invalid-cursor'],
  answer: async ({ swarms }, { tier, status, swarm_id, ...page }) => {
    const filter = {
      ...(tier !== undefined && { tier: tierOf(tier) }),
      ...(status !== undefined && { status }),
      ...(swarm_id !== undefined && { swarmId: swarm_id }),
    };
    return { status: 200, body: botsAnswer(await swarms.bots(filter, pageOf(page))) };
  },
});

const getBot = fieldsRoute({
  methods: ['GET'],
  path: '/bots/{bot_id}',
  operation: 'bots_get',
  summary: 'How a bot stands, and how many tasks it has had.',
  params: botParams,
  fields: z.strictObject({}),
  gives: { 200: botShape },
  refuses: ['bot-not-found'],
  answer: async ({ swarms }, { bot_id }) => ({ status: 200, body: botAnswer(await swarms.bot(bot_id)) }),
});

const deleteBot = fieldsRoute({
  methods: ['DELETE'],
  path: '/bots/{bot_id}',
  operation: 'bots_delete',
  summary: 'Takes a bot away. What it has not ended goes to others of its swarm; its figures stay in the totals.',
  params: botParams,
  fields: z.strictObject({}),
  gives: { 200: botShape },
  refuses: ['bot-not-found'],
  answer: async ({ swarms }, { bot_id }) => ({ status: 200, body: botAnswer(await swarms.removeBot(bot_id)) }),
});

const drainBot = fieldsRoute({
  methods: ['POST'],
  path: '/bots/{bot_id}/drain',
  operation: 'bots_drain',
  summary: 'Gives a bot nothing new: it ends what it has.',
  params: botParams,
  fields: z.strictObject({}),
  gives: { 200: botShape },
  refuses: ['bot-not-found'],
  answer: async ({ swarms }, { bot_id }) => ({ status: 200, body: botAnswer(await swarms.drainBot(bot_id)) }),
});

const leaseTask = fieldsRoute({
  methods: ['POST'],
  path: '/bots/{bot_id}/lease',
  operation: 'bots_lease',
  summary: 'Hands a bot its next task, with a time by which it must be heard of: or else another bot gets it.',
  params: botParams,
  fields: z.strictObject({
    duration_ms: forMsField,
    task_id: taskIdField.optional().describe('The one that it wants; the oldest without it'),
  }),
  reads: ['Idempotency-Key'],
  gives: { 200: leaseShape },
  refuses: [
    'bot-not-found',
    'task-not-found',
    'task-of-another-bot',
    'task-already-ended',
    'task-runs-itself',
    'task-lease-lost',
    'lease-held',
    'idempotency-key-reused',
  ],
  answer: async ({ swarms }, { bot_id, duration_ms, task_id }, request) => {
    const asked = {
      ...askedAs(request),
      forMs: forMsOf(duration_ms),
      ...(task_id !== undefined && { taskId: task_id }),
    };
    return { status: 200, body: leaseAnswer(await swarms.lease(bot_id, asked)) };
  },
});

const heartbeat = fieldsRoute({
  methods: ['POST'],
  path: '/bots/{bot_id}/heartbeat',
  operation: 'bots_heartbeat',
  summary: 'Says that a bot still works at the task that it has leased.',
  params: botParams,
  fields: z.strictObject({ duration_ms: forMsField }),
  gives: {
    200: z.strictObject({ bot_id: z.string(), task_id: z.string(), lease_until: z.iso.datetime({ precision: 3 }) }),
  },
  refuses: ['bot-not-found', 'task-lease-lost'],
  answer: async ({ swarms }, { bot_id, duration_ms }) => {
    const { taskId, until } = await swarms.renew(bot_id, { forMs: forMsOf(duration_ms) });
    return { status: 200, body: { bot_id, task_id: taskId, lease_until: isoTime(until) } };
  },
});

export const botRoutes: readonly Route[] = [
  createBot,
  listBots,
  getStatistics,
  getBot,
  deleteBot,
  drainBot,
  leaseTask,
  heartbeat,
];
