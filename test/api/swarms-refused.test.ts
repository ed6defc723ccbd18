import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemShape } from '../../src/api/answer/problem.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest, type SentRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const long = 'n'.repeat(10 * 1024);
const own: { draining: string; ended: string; other: string } = { draining: '', ended: '', other: '' };

beforeAll(async () => {
  const send = async (method: string, path: string, body?: JsonObject): Promise<{ readonly task_id: string }> => {
    const sent =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const { status, json } = await sendRequest(api.port, { method, path, ...sent });
    expect(status).toBeLessThan(300);
    return json as unknown as { readonly task_id: string };
  };
  const swarm = { name: 'here', count: 4, tier: 'standard', capabilities: ['sweep'] };
  await send('POST', '/swarms', { ...swarm, id: 'swarm-here' });
  await send('POST', '/swarms', { ...swarm, id: 'swarm-gone' });
  await send('DELETE', '/swarms/swarm-gone');
  await send('POST', '/swarms', { ...swarm, id: 'swarm-drained' });
  await send('POST', '/swarms/swarm-drained/drain');
  await send('POST', '/bots/bot-here-2/drain');
  await send('DELETE', '/bots/bot-here-3');
  const ended = await send('POST', '/bots/bot-here-0/tasks', { type: 'a' });
  own.ended = ended.task_id;
  await send('POST', `/bots/bot-here-0/tasks/${own.ended}/complete`);
  own.other = (await send('POST', '/bots/bot-here-1/tasks', { type: 'a' })).task_id;
});

interface Case {
  readonly name: string;
  readonly method?: string;
  readonly path: string | (() => string);
  readonly body?: Json | string;
  readonly status: number;
  readonly code: string;
  readonly message?: RegExp;
  readonly capacity?: number;
  /** How many problems are told. */
  readonly details?: number;
}

const swarm = { name: 's', count: 1, tier: 'standard' };
const room = 50_000 - 7;

const counts: readonly Case[] = [
  ...[0, -1, 1.5, '5', null, true, [], 10_000_001, 1e30, 1e300].map((count) => ({
    name: `a swarm of ${JSON.stringify(count)}`,
    path: '/swarms',
    body: { ...swarm, count },
    status: 422,
    code: 'request-rejected',
    message: /^`count`: a count is/,
    details: 1,
  })),
  ...['1000000000000000000000000000000', '-9007199254740993', '1e999', `1${'0'.repeat(10_000)}`].map((digits) => ({
    name: `a swarm of ${digits.slice(0, 40)}, written out`,
    path: '/swarms',
    body: `{"name": "s", "count": ${digits}, "tier": "standard"}`,
    status: 422,
    code: 'request-rejected',
    message: /^`count`: `/,
    details: 1,
  })),
  ...[50_001, room + 1, 9_999_999].map((count) => ({
    name: `a swarm of ${count}`,
    path: '/swarms',
    body: { ...swarm, count },
    status: 409,
    code: 'capacity-exceeded',
    capacity: room,
  })),
  {
    name: 'a swarm of nothing said',
    path: '/swarms',
    body: { name: 's', tier: 'standard' },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'growing past all room',
    method: 'PATCH',
    path: '/swarms/swarm-here',
    body: { count: 50_001 },
    status: 409,
    code: 'capacity-exceeded',
    capacity: room,
  },
  ...[-1, 2.5, '3'].map((count) => ({
    name: `resizing to ${JSON.stringify(count)}`,
    method: 'PATCH',
    path: '/swarms/swarm-here',
    body: { count },
    status: 422,
    code: 'request-rejected',
  })),
];

const fields: readonly Case[] = [
  ...['gold', '', 'L 20', 7, null].map((tier) => ({
    name: `tier ${JSON.stringify(tier)}`,
    path: '/bots',
    body: { name: 'b', tier },
    status: 422,
    code: 'request-rejected',
    message: /standard, advanced, L20/,
  })),
  { name: 'no tier', path: '/bots', body: { name: 'b' }, status: 422, code: 'request-rejected' },
  {
    name: 'a name of 10 KB',
    path: '/bots',
    body: { name: long, tier: 'L20' },
    status: 422,
    code: 'request-rejected',
    message: /at most 200 characters/,
  },
  {
    name: 'a swarm with a name of 10 KB',
    path: '/swarms',
    body: { ...swarm, name: long },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'a name that is a number',
    path: '/bots',
    body: { name: 7, tier: 'L20' },
    status: 422,
    code: 'request-rejected',
  },
  { name: 'an empty name', path: '/bots', body: { name: '', tier: 'L20' }, status: 422, code: 'request-rejected' },
  {
    name: 'an unknown field',
    path: '/bots',
    body: { name: 'b', tier: 'L20', teir: 1 },
    status: 422,
    code: 'request-rejected',
    message: /did you mean `tier`/,
  },
  {
    name: '__proto__',
    path: '/bots',
    body: '{"name":"b","tier":"L20","__proto__":{"admin":true}}',
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'capabilities as text',
    path: '/bots',
    body: { name: 'b', tier: 'L20', capabilities: 'all' },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'a capability of 10 KB',
    path: '/bots',
    body: { name: 'b', tier: 'L20', capabilities: [long] },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: '51 capabilities',
    path: '/bots',
    body: { name: 'b', tier: 'L20', capabilities: Array.from({ length: 51 }, String) },
    status: 422,
    code: 'request-rejected',
  },
  { name: 'a list for a bot', path: '/bots', body: [], status: 422, code: 'request-rejected' },
  { name: 'no JSON', path: '/bots', body: '{"name"', status: 400, code: 'unreadable-body' },
  ...['swarm-', 'swarm-A', 'here', 'swarm-a--b', 'swarm-pool', `swarm-${'a'.repeat(61)}`, 'swarm-a/b', 7].map((id) => ({
    name: `the swarm id ${JSON.stringify(id).slice(0, 20)}`,
    path: '/swarms',
    body: { ...swarm, id },
    status: 422,
    code: 'request-rejected',
  })),
  {
    name: 'a swarm id that is taken',
    path: '/swarms',
    body: { ...swarm, id: 'swarm-here' },
    status: 409,
    code: 'swarm-exists',
  },
];

const tasks: readonly Case[] = [
  {
    name: 'a task for a bot that drains',
    path: '/bots/bot-here-2/tasks',
    body: { type: 'a' },
    status: 409,
    code: 'bot-draining',
  },
  {
    name: 'a task for a deleted bot',
    path: '/bots/bot-here-3/tasks',
    body: { type: 'a' },
    status: 404,
    code: 'bot-not-found',
  },
  {
    name: 'a task for an unknown bot',
    path: '/bots/bot-here-4/tasks',
    body: { type: 'a' },
    status: 404,
    code: 'bot-not-found',
  },
  {
    name: 'a task for a bot of no swarm',
    path: '/bots/bot-nowhere-0/tasks',
    body: { type: 'a' },
    status: 404,
    code: 'bot-not-found',
  },
  {
    name: 'a task for a bot of a deleted swarm',
    path: '/bots/bot-gone-0/tasks',
    body: { type: 'a' },
    status: 404,
    code: 'bot-not-found',
  },
  ...[
    'bot-1',
    'nobody',
    'bot-here-01',
    'bot-here--1',
    'bot-here-1e3',
    'swarm-here',
    '%00',
    '..%2fhealth',
    long.slice(0, 300),
  ].map((bot) => ({
    name: `a task for ${bot.slice(0, 20)}`,
    path: `/bots/${bot}/tasks`,
    body: { type: 'a' },
    status: bot === '%00' || bot.length > 200 ? 400 : 404,
    code: bot === '%00' || bot.length > 200 ? 'unreadable-request' : 'bot-not-found',
  })),
  {
    name: 'a task for a swarm that drains',
    path: '/swarms/swarm-drained/tasks',
    body: { type: 'a' },
    status: 409,
    code: 'swarm-draining',
  },
  {
    name: 'one task for a swarm that drains',
    path: '/swarms/swarm-drained/assign',
    body: { type: 'a' },
    status: 409,
    code: 'swarm-draining',
  },
  {
    name: 'a task for an unknown swarm',
    path: '/swarms/swarm-nowhere/tasks',
    body: { type: 'a' },
    status: 404,
    code: 'swarm-not-found',
  },
  {
    name: 'one task for an unknown swarm',
    path: '/swarms/swarm-nowhere/assign',
    body: { type: 'a' },
    status: 404,
    code: 'swarm-not-found',
  },
  {
    name: 'a mass task for the bots of no swarm',
    path: '/swarms/swarm-pool/tasks',
    body: { type: 'a' },
    status: 404,
    code: 'swarm-not-found',
  },
  {
    name: 'a task without a type',
    path: '/bots/bot-here-0/tasks',
    body: { data: {} },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'a type of 10 KB',
    path: '/bots/bot-here-0/tasks',
    body: { type: long },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'a task for what no bot can',
    path: '/bots/bot-here-0/tasks',
    body: { type: 'a', required_capabilities: ['fly'] },
    status: 422,
    code: 'capability-missing',
    message: /`fly`/,
  },
  {
    name: 'a mass task for what no bot can',
    path: '/swarms/swarm-here/tasks',
    body: { type: 'a', required_capabilities: ['fly'] },
    status: 422,
    code: 'capability-missing',
  },
  {
    name: 'data of 3 MB',
    path: '/bots/bot-here-0/tasks',
    body: { type: 'a', data: 'x'.repeat(3_000_000) },
    status: 413,
    code: 'body-too-large',
  },
  {
    name: 'data of 65 KiB',
    path: '/bots/bot-here-0/tasks',
    body: { type: 'a', data: 'x'.repeat(65 * 1024) },
    status: 413,
    code: 'task-data-too-large',
  },
  {
    name: 'data of 65 KiB for all',
    path: '/swarms/swarm-here/tasks',
    body: { type: 'a', data: 'x'.repeat(65 * 1024) },
    status: 413,
    code: 'task-data-too-large',
  },
];

const endings: readonly Case[] = [
  {
    name: 'completing twice',
    path: () => `/bots/bot-here-0/tasks/${own.ended}/complete`,
    status: 409,
    code: 'task-already-ended',
    message: /completed/,
  },
  {
    name: 'failing what is completed',
    path: () => `/bots/bot-here-0/tasks/${own.ended}/fail`,
    body: { error: 'e' },
    status: 409,
    code: 'task-already-ended',
  },
  {
    name: "completing another bot's",
    path: () => `/bots/bot-here-0/tasks/${own.other}/complete`,
    status: 409,
    code: 'task-of-another-bot',
    message: /bot-here-1/,
  },
  {
    name: "failing another bot's",
    path: () => `/bots/bot-here-0/tasks/${own.other}/fail`,
    body: { error: 'e' },
    status: 409,
    code: 'task-of-another-bot',
  },
  {
    name: "leasing another bot's",
    path: '/bots/bot-here-0/lease',
    body: { task_id: 'later' },
    status: 404,
    code: 'task-not-found',
  },
  {
    name: 'completing by a deleted bot',
    path: () => `/bots/bot-here-3/tasks/${own.other}/complete`,
    status: 404,
    code: 'bot-not-found',
  },
  {
    name: 'completing no task',
    path: '/bots/bot-here-0/tasks/task-here-0-aaaaaaaa/complete',
    status: 404,
    code: 'task-not-found',
  },
  {
    name: 'completing what is no task',
    path: '/bots/bot-here-0/tasks/task-123/complete',
    status: 404,
    code: 'task-not-found',
  },
  {
    name: 'failing without an error',
    path: () => `/bots/bot-here-1/tasks/${own.other}/fail`,
    body: {},
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'a result of 20 KiB',
    path: () => `/bots/bot-here-1/tasks/${own.other}/complete`,
    body: { result: 'r'.repeat(20 * 1024) },
    status: 413,
    code: 'task-data-too-large',
  },
  { name: 'a heartbeat without a lease', path: '/bots/bot-here-1/heartbeat', status: 409, code: 'task-lease-lost' },
  ...[999, 3_600_001, 1.5, '5000', null].map((duration) => ({
    name: `a lease of ${JSON.stringify(duration)} ms`,
    path: '/bots/bot-here-1/lease',
    body: { duration_ms: duration },
    status: 422,
    code: 'request-rejected',
  })),
];

const others: readonly Case[] = [
  { name: 'an unknown bot', method: 'GET', path: '/bots/bot-here-9', status: 404, code: 'bot-not-found' },
  { name: 'deleting a bot twice', method: 'DELETE', path: '/bots/bot-here-3', status: 404, code: 'bot-not-found' },
  { name: 'an unknown swarm', method: 'GET', path: '/swarms/swarm-9', status: 404, code: 'swarm-not-found' },
  {
    name: 'the swarm of bots without one',
    method: 'DELETE',
    path: '/swarms/swarm-pool',
    status: 404,
    code: 'swarm-not-found',
  },
  {
    name: 'resizing an unknown swarm',
    method: 'PATCH',
    path: '/swarms/swarm-9',
    body: { count: 2 },
    status: 404,
    code: 'swarm-not-found',
  },
  {
    name: 'resizing a swarm that drains',
    method: 'PATCH',
    path: '/swarms/swarm-drained',
    body: { count: 9 },
    status: 409,
    code: 'swarm-draining',
  },
  {
    name: 'an unknown mass task',
    method: 'GET',
    path: '/swarms/swarm-here/tasks/mass-here-aaaaaaaa',
    status: 404,
    code: 'mass-task-not-found',
  },
  {
    name: 'a mass task of another swarm',
    method: 'GET',
    path: '/swarms/swarm-here/tasks/mass-drained-aaaaaaaa',
    status: 404,
    code: 'mass-task-not-found',
  },
  {
    name: 'retrying an unknown mass task',
    path: '/swarms/swarm-here/tasks/mass-here-aaaaaaaa/retry',
    status: 404,
    code: 'mass-task-not-found',
  },
  {
    name: 'an unknown dead letter',
    path: '/swarms/swarm-here/dead-letters/task-here-0-aaaaaaaa/retry',
    status: 404,
    code: 'dead-letter-not-found',
  },
  {
    name: 'a misspelt filter',
    method: 'GET',
    path: '/bots?teir=L20',
    status: 400,
    code: 'unreadable-query',
    message: /did you mean `tier`/,
  },
  {
    name: 'a status that there is not',
    method: 'GET',
    path: '/bots?status=actve',
    status: 400,
    code: 'unreadable-query',
    message: /did you mean active/,
  },
  ...['0', '1001', '-1', 'x'].map((limit) => ({
    name: `a page of ${limit}`,
    method: 'GET',
    path: `/bots?limit=${limit}`,
    status: 400,
    code: 'unreadable-query',
  })),
];

/** All that a refused request must leave as it was. */
async function everything(): Promise<unknown> {
  const paths = ['/bots/stats', '/swarms', '/bots?limit=1000', '/bots/bot-here-0/tasks', '/bots/bot-here-1/tasks'];
  return await Promise.all(paths.map(async (path) => (await sendRequest(api.port, { path })).json));
}

for (const [group, cases] of Object.entries({ counts, fields, tasks, endings, others })) {
  describe(`refused: ${group}`, () => {
    test.each(cases)('$name', async ({ path, method = 'POST', body, ...wanted }) => {
      const before = await everything();
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const sent: SentRequest = {
        method,
        path: typeof path === 'string' ? path : path(),
        ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: text ?? '' }),
      };
      const answer = await sendRequest(api.port, sent);
      const { error } = problemShape.parse(answer.json);
      expect({ status: answer.status, code: error.code }).toEqual({ status: wanted.status, code: wanted.code });
      expect(error.message).toMatch(wanted.message ?? /./);
      expect(error.message.length).toBeLessThan(1_000);
      expect(error.capacity_remaining).toBe(wanted.capacity);
      if (wanted.details !== undefined) expect(error.details).toHaveLength(wanted.details);
      expect(await everything()).toEqual(before);
    });
  });
}
