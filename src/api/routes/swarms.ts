import { z } from 'zod';
import { botsAnswer, botsShape, nextCursor } from '../answer/bot.ts';
import { createdSwarmAnswer, createdSwarmShape, swarmAnswer, swarmShape } from '../answer/swarm.ts';
import { apiLimits } from '../limits.ts';
import { fieldsRoute, type Route } from '../route.ts';
import {
  askedAs,
  botStatusField,
  capabilitiesField,
  countField,
  nameField,
  newSwarmIdField,
  pageFields,
  pageOf,
  swarmParams,
  swarmStatusField,
  tierField,
  tierOf,
} from './bot-fields.ts';

const createSwarm = fieldsRoute({
  methods: ['POST'],
  path: '/swarms',
  operation: 'swarms_create',
  summary: 'Makes a swarm of equal bots, all of them or none.',
  fields: z.strictObject({
    id: newSwarmIdField.optional(),
    name: nameField('a name'),
    count: countField(1),
    tier: tierField,
    capabilities: capabilitiesField.optional().describe('What each of them can do; a task may ask for some of them'),
  }),
  reads: ['Idempotency-Key'],
  gives: { 201: createdSwarmShape },
  refuses: ['capacity-exceeded', 'swarm-exists', 'too-many-swarms', 'idempotency-key-reused'],
  answer: async ({ swarms }, { id, name, count, tier, capabilities = [] }, request) => {
    const { swarm, bots } = await swarms.createSwarm(
      { name, count, tier: tierOf(tier), capabilities, ...(id !== undefined && { id }) },
      { ...askedAs(request), ids: apiLimits.botIdsAtOnce },
    );
    return { status: 201, headers: { location: `/swarms/${swarm.id}` }, body: createdSwarmAnswer(swarm, bots) };
  },
});

const listSwarms = fieldsRoute({
  methods: ['GET'],
  path: '/swarms',
  operation: 'swarms_list',
  summary: 'Swarms in the order of their making, in pages.',
  fields: z.strictObject({ status: swarmStatusField.optional(), ...pageFields }),
  gives: { 200: z.strictObject({ swarms: z.array(swarmShape), next_cursor: nextCursor }) },
  refuses: ['invalid-cursor'],
  answer: async ({ swarms }, { status, ...page }) => {
    const { items, next } = await swarms.swarms(status === undefined ? {} : { status }, pageOf(page));
    return { status: 200, body: { swarms: items.map(swarmAnswer), next_cursor: next } };
  },
});

const getSwarm = fieldsRoute({
  methods: ['GET'],
  path: '/swarms/{swarm_id}',
  operation: 'swarms_get',
  summary: 'How a swarm stands: its bots and their tasks in figures.',
  params: swarmParams,
  fields: z.strictObject({}),
  gives: { 200: swarmShape },
  refuses: ['swarm-not-found'],
  answer: async ({ swarms }, { swarm_id }) => ({ status: 200, body: swarmAnswer(await swarms.swarm(swarm_id)) }),
});

const resizeSwarm = fieldsRoute({
  methods: ['PATCH'],
  path: '/swarms/{swarm_id}',
  operation: 'swarms_resize',
  summary:
    'Makes a swarm larger or smaller. Of more bots than are wanted, those with the highest numbers go; what they had goes to others.',
  params: swarmParams,
  fields: z.strictObject({ count: countField(0) }),
  reads: ['Idempotency-Key'],
  gives: { 200: swarmShape },
  refuses: ['swarm-not-found', 'swarm-draining', 'capacity-exceeded', 'idempotency-key-reused'],
  answer: async ({ swarms }, { swarm_id, count }, request) => ({
    status: 200,
    body: swarmAnswer(await swarms.resize(swarm_id, count, askedAs(request))),
  }),
});

const drainSwarm = fieldsRoute({
  methods: ['POST'],
  path: '/swarms/{swarm_id}/drain',
  operation: 'swarms_drain',
  summary: 'Gives the bots of a swarm nothing new: they end what they have.',
  params: swarmParams,
  fields: z.strictObject({}),
  gives: { 200: swarmShape },
  refuses: ['swarm-not-found'],
  answer: async ({ swarms }, { swarm_id }) => ({ status: 200, body: swarmAnswer(await swarms.drainSwarm(swarm_id)) }),
});

const deleteSwarm = fieldsRoute({
  methods: ['DELETE'],
  path: '/swarms/{swarm_id}',
  operation: 'swarms_delete',
  summary: 'Takes a swarm and its bots away. What they have not ended is cancelled; their figures stay in the totals.',
  params: swarmParams,
  fields: z.strictObject({}),
  gives: { 200: swarmShape },
  refuses: ['swarm-not-found'],
  answer: async ({ swarms }, { swarm_id }) => ({ status: 200, body: swarmAnswer(await swarms.removeSwarm(swarm_id)) }),
});

const listBotsOfSwarm = fieldsRoute({
  methods: ['GET'],
  path: '/swarms/{swarm_id}/bots',
  operation: 'swarms_bots',
  summary: 'The bots of a swarm, in pages.',
  params: swarmParams,
  fields: z.strictObject({ status: botStatusField.optional(), ...pageFields }),
  gives: { 200: botsShape },
  refuses: ['swarm-not-found', 'invalid-cursor'],
  answer: async ({ swarms }, { swarm_id: swarmId, status, ...page }) => {
    const filter = { swarmId, ...(status !== undefined && { status }) };
    return { status: 200, body: botsAnswer(await swarms.bots(filter, pageOf(page))) };
  },
});

export const swarmRoutes: readonly Route[] = [
  createSwarm,
  listSwarms,
  getSwarm,
  resizeSwarm,
  deleteSwarm,
  drainSwarm,
  listBotsOfSwarm,
];
