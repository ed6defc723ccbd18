import { afterAll, describe, expect, test } from '@jest/globals';
import { fleetLimits } from '../../src/fleet/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown as string;

interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- What it holds is what is tested.
  readonly json: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function send(method: string, path: string, body?: JsonObject, key?: string): Promise<Answer> {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const sent = { method, path, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return (await sendRequest(api.port, sent)) as Answer;
}
const get = async (path: string): Promise<Answer> => await send('GET', path);
const post = async (path: string, body?: JsonObject, key?: string): Promise<Answer> =>
  await send('POST', path, body, key);

let made = 0;
/** Its number alone, so that bots are `bot-{number}-{index}`. */
async function swarmOf(count: number, more: JsonObject = {}): Promise<string> {
  const name = `s${++made}`;
  const answer = await post('/swarms', { id: `swarm-${name}`, name, count, tier: 'standard', ...more });
  expect(answer.status).toBe(201);
  return name;
}

async function given(bot: string, more: JsonObject = {}): Promise<string> {
  const { status, json } = await post(`/bots/${bot}/tasks`, { type: 'work', ...more });
  expect(status).toBe(201);
  return json.task_id as string;
}

/** Each answer with exactly the keys that its page has, no more and no less where it is one of those that make something. */
describe('what the page about bots and swarms shows', () => {
  test('POST /bots', async () => {
    const capabilities = ['data_processing', 'analytics', 'reporting'];
    const { status, json, headers } = await post('/bots', { name: 'bot-worker-1', tier: 'L20', capabilities });
    expect(status).toBe(201);
    expect(json).toEqual({
      id: expect.stringMatching(/^bot-[a-z]+-\d+$/),
      name: 'bot-worker-1',
      tier: 'L20',
      status: 'active',
      tasks_completed: 0,
      created_at: time,
    });
    expect(headers['location']).toBe(`/bots/${json.id}`);
  });

  test('GET /bots/{bot_id}', async () => {
    const { json: bot } = await post('/bots', { name: 'bot-worker-1', tier: 'L20' });
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(await given(bot.id));
    for (const id of ids.slice(0, 3)) await post(`/bots/${bot.id}/tasks/${id}/complete`);
    expect((await get(`/bots/${bot.id}`)).json).toMatchObject({
      id: bot.id,
      name: 'bot-worker-1',
      tier: 'L20',
      status: 'active',
      tasks_completed: 3,
      total_tasks: 4,
      pending_tasks: 1,
      completed_tasks: 3,
      last_active: time,
    });
  });

  test('GET /bots/stats', async () => {
    const { json: before } = await get('/bots/stats');
    const name = await swarmOf(100, { tier: 'advanced' });
    await post(`/bots/bot-${name}-3/tasks/${await given(`bot-${name}-3`)}/complete`);
    const { status, json } = await get('/bots/stats');
    expect(status).toBe(200);
    const { tiers, ...keys } = json;
    expect(keys).toEqual({
      total_created: before.total_created + 100,
      active_bots: before.active_bots + 100,
      tasks_executed: before.tasks_executed + 1,
      tier_distribution: {
        ...before.tier_distribution,
        advanced: before.tier_distribution.advanced + 100,
      },
      swarm_count: before.swarm_count + 1,
      capacity_remaining: before.capacity_remaining - 100,
      utilization_percent: Math.round((before.active_bots + 100) / 50) / 10,
      timestamp: time,
    });
    expect(Object.keys(tiers)).toEqual(['standard', 'advanced', 'L20']);
    expect(tiers.advanced).toMatchObject({ tasks_completed: before.tiers.advanced.tasks_completed + 1 });
  });

  test('POST /swarms', async () => {
    const capabilities = ['data_processing', 'analytics', 'ml_inference'];
    const asked = { name: 'processing-swarm', count: 3, tier: 'L20', capabilities };
    const { status, json } = await post('/swarms', asked);
    expect(status).toBe(201);
    const slug = (json.id as string).replace('swarm-', '');
    expect(json).toEqual({
      id: expect.stringMatching(/^swarm-[a-z0-9]{8}$/),
      name: 'processing-swarm',
      bot_count: 3,
      tier: 'L20',
      bot_ids: [0, 1, 2].map((index) => `bot-${slug}-${index}`),
      status: 'active',
      created_at: time,
    });
  });

  test('GET /swarms/{swarm_id}', async () => {
    const name = await swarmOf(4, { tier: 'L20' });
    for (const bot of [0, 0, 3]) {
      await post(`/bots/bot-${name}-${bot}/tasks/${await given(`bot-${name}-${bot}`)}/complete`);
    }
    expect((await get(`/swarms/swarm-${name}`)).json).toMatchObject({
      id: `swarm-${name}`,
      name,
      bot_count: 4,
      tier: 'L20',
      active_bots: 4,
      total_tasks_completed: 3,
      average_tasks_per_bot: 0.75,
      status: 'active',
      created_at: time,
    });
  });

  test('POST /bots/{bot_id}/tasks', async () => {
    const name = await swarmOf(1);
    const data = { input_file: 'data.csv', operations: ['clean', 'transform', 'analyze'] };
    const { status, json } = await post(`/bots/bot-${name}-0/tasks`, { type: 'data_processing', data });
    expect(status).toBe(201);
    expect(json).toEqual({
      task_id: expect.stringMatching(/^task-/),
      bot_id: `bot-${name}-0`,
      task_type: 'data_processing',
      status: 'assigned',
      assigned_at: time,
    });
  });

  test('POST /swarms/{swarm_id}/tasks', async () => {
    const name = await swarmOf(7);
    const data = { dataset: 'large_dataset.csv', analysis_type: 'sentiment', chunk_size: 1000 };
    const { status, json } = await post(`/swarms/swarm-${name}/tasks`, { type: 'distributed_analysis', data });
    expect(status).toBe(201);
    expect(json).toEqual({
      swarm_id: `swarm-${name}`,
      task_type: 'distributed_analysis',
      assignments: 7,
      status: 'distributed',
      timestamp: time,
      task_id: expect.stringMatching(/^mass-/),
    });
  });

  test('POST /bots/{bot_id}/tasks/{task_id}/complete, without any body', async () => {
    const name = await swarmOf(1);
    const task = await given(`bot-${name}-0`);
    const { status, json } = await post(`/bots/bot-${name}-0/tasks/${task}/complete`);
    expect(status).toBe(200);
    expect(json).toEqual({ task_id: task, bot_id: `bot-${name}-0`, status: 'completed', completed_at: time });
  });
});

describe('tiers', () => {
  test.each(['l20', 'L20', 'ADVANCED', 'Standard'])('%s is read in any case', async (tier) => {
    const { json } = await post('/bots', { name: 'b', tier });
    expect((json.tier as string).toLowerCase()).toBe(tier.toLowerCase());
    expect(['standard', 'advanced', 'L20']).toContain(json.tier);
  });

  test('one that there is not is told with the nearest', async () => {
    const { status, json } = await post('/bots', { name: 'b', tier: 'advnced' });
    expect([status, json.message]).toEqual([422, '`tier`: a tier is standard, advanced, L20; did you mean advanced?']);
  });
});

describe('pages', () => {
  async function all(path: string, key: string): Promise<readonly JsonObject[]> {
    const found: JsonObject[] = [];
    let cursor = '';
    for (let i = 0; i < 100; i++) {
      const { status, json } = await get(`${path}${path.includes('?') ? '&' : '?'}limit=7${cursor}`);
      expect(status).toBe(200);
      found.push(...json[key]);
      if (json.next_cursor === null) return found;
      cursor = `&cursor=${json.next_cursor}`;
    }
    throw new Error('no end');
  }

  test('of the bots of a swarm hold each of them once', async () => {
    const name = await swarmOf(23);
    const bots = await all(`/swarms/swarm-${name}/bots`, 'bots');
    expect(bots.map(({ id }) => id)).toEqual(Array.from({ length: 23 }, (_, i) => `bot-${name}-${i}`));
    expect(bots).toEqual(await all(`/bots?swarm_id=swarm-${name}`, 'bots'));
  });

  test('of bots by tier and status', async () => {
    const name = await swarmOf(9, { tier: 'L20' });
    await post(`/bots/bot-${name}-4/drain`);
    const draining = await all('/bots?tier=l20&status=draining', 'bots');
    expect(draining.map(({ id }) => id)).toEqual([`bot-${name}-4`]);
    const active = await all(`/bots?tier=l20&swarm_id=swarm-${name}&status=active`, 'bots');
    expect(active).toHaveLength(8);
    expect(await all(`/swarms/swarm-${name}/bots?status=lost`, 'bots')).toEqual([]);
  });

  test('of swarms hold each of them once, and no deleted one', async () => {
    const name = await swarmOf(2);
    const ids = (await all('/swarms', 'swarms')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(`swarm-${name}`);
    expect(ids).not.toContain('swarm-pool');
    await send('DELETE', `/swarms/swarm-${name}`);
    expect((await all('/swarms', 'swarms')).map(({ id }) => id)).not.toContain(`swarm-${name}`);
  });

  test('of outcomes, and of those alone that stand in one way', async () => {
    const name = await swarmOf(20);
    const { json } = await post(`/swarms/swarm-${name}/tasks`, { type: 'count', data: { to: 3 } });
    for (const i of [2, 5, 11]) {
      await post(`/bots/bot-${name}-${i}/tasks/${json.task_id}-${i}/fail`, { error: `no ${i}` });
    }
    await post(`/bots/bot-${name}-0/tasks/${json.task_id}-0/complete`);
    const path = `/swarms/swarm-${name}/tasks/${json.task_id}`;
    const outcomes = await all(path, 'outcomes');
    expect(outcomes.map(({ bot_id: bot }) => bot)).toEqual(Array.from({ length: 20 }, (_, i) => `bot-${name}-${i}`));
    expect(outcomes[0]).toMatchObject({ status: 'completed', attempts: 1 });
    const failed = await all(`${path}?status=failed`, 'outcomes');
    expect(failed.map(({ bot_id: bot, error }) => [bot, error])).toEqual(
      [2, 5, 11].map((i) => [`bot-${name}-${i}`, `no ${i}`]),
    );
    expect((await get(path)).json).toMatchObject({
      status: 'running',
      assignments: 20,
      pending: 16,
      completed: 1,
      failed: 3,
      cancelled: 0,
      progress_percent: 20,
    });
  });

  test('of more than ten thousand bots begin behind those that were told', async () => {
    const { json } = await post('/swarms', { name: 'many', count: 12_500, tier: 'standard' });
    expect([json.bot_count, json.bot_ids.length]).toEqual([12_500, 10_000]);
    const { json: page } = await get(`/swarms/${json.id}/bots?limit=2&cursor=${json.bot_ids_next}`);
    const slug = (json.id as string).replace('swarm-', '');
    expect(page.bots.map(({ id }: JsonObject) => id)).toEqual([`bot-${slug}-10000`, `bot-${slug}-10001`]);
    await send('DELETE', `/swarms/${json.id}`);
  });

  test('begin with no cursor of another list', async () => {
    const [one, other] = [await swarmOf(3), await swarmOf(3)];
    const { json } = await get(`/swarms/swarm-${one}/bots?limit=1`);
    for (const path of [`/swarms/swarm-${other}/bots`, '/bots', `/swarms/swarm-${one}/tasks`, '/swarms']) {
      const answer = await get(`${path}?cursor=${json.next_cursor}`);
      expect([path, answer.status, answer.json.error?.code]).toEqual([path, 400, 'invalid-cursor']);
    }
    expect((await get(`/swarms/swarm-${one}/bots?cursor=nonsense`)).json.error.code).toBe('invalid-cursor');
  });
});

describe('the same request with the same key', () => {
  const again = async (path: string, body: JsonObject, other: JsonObject): Promise<readonly Answer[]> => {
    const key = `key-${path}`;
    return [await post(path, body, key), await post(path, body, key), await post(path, other, key)];
  };

  test('makes one swarm', async () => {
    const body = { name: 'once', count: 5, tier: 'standard' };
    const [first, second, third] = await again('/swarms', body, { ...body, count: 6 });
    expect(second).toMatchObject({ status: 201, json: first?.json });
    expect(third).toMatchObject({ status: 422, json: { error: { code: 'idempotency-key-reused' } } });
  });

  test('makes one bot', async () => {
    const body = { name: 'once', tier: 'standard' };
    const [first, second] = await again('/bots', body, body);
    expect(second).toMatchObject({ status: 201, json: first?.json });
  });

  test('gives one task', async () => {
    const name = await swarmOf(2);
    const body = { type: 'a', data: { n: 1 } };
    const [first, second, third] = await again(`/bots/bot-${name}-0/tasks`, body, { ...body, data: { n: 2 } });
    expect(second).toMatchObject({ status: 201, json: first?.json });
    expect(third).toMatchObject({ status: 422, json: { error: { code: 'idempotency-key-reused' } } });
    expect((await get(`/bots/bot-${name}-0`)).json.total_tasks).toBe(1);
    const [fourth, fifth] = await again(`/swarms/swarm-${name}/assign`, body, body);
    expect(fifth).toMatchObject({ status: 201, json: fourth?.json });
    // The one with nothing to do.
    expect(fourth?.json.bot_id).toBe(`bot-${name}-1`);
  });

  test('gives one mass task, and retries it once', async () => {
    const name = await swarmOf(3);
    const path = `/swarms/swarm-${name}/tasks`;
    const [first, second, third] = await again(path, { type: 'a' }, { type: 'b' });
    expect(second).toMatchObject({ status: 201, json: first?.json });
    expect(third).toMatchObject({ status: 422, json: { error: { code: 'idempotency-key-reused' } } });
    const mass = first?.json.task_id as string;
    await post(`/bots/bot-${name}-1/tasks/${mass}-1/fail`, { error: 'no' });
    const retry = `${path}/${mass}/retry`;
    expect((await post(retry, undefined, 'r1')).json).toMatchObject({ retried: 1, pending: 3, failed: 0 });
    await post(`/bots/bot-${name}-1/tasks/${mass}-1/fail`, { error: 'no' });
    expect((await post(retry, undefined, 'r1')).json).toMatchObject({ retried: 1, failed: 1 });
    expect((await post(retry, undefined, 'r2')).json).toMatchObject({ retried: 1, failed: 0 });
  });

  test('completes once, with the answer of the first time', async () => {
    const name = await swarmOf(1);
    const task = await given(`bot-${name}-0`);
    const path = `/bots/bot-${name}-0/tasks/${task}/complete`;
    const first = await post(path, { result: 1 }, 'done');
    api.ports.passTime(5_000);
    expect(await post(path, { result: 1 }, 'done')).toMatchObject({ status: 200, json: first.json });
    expect((await get(`/bots/bot-${name}-0`)).json.completed_tasks).toBe(1);
  });
});

describe('a swarm', () => {
  test('grows and shrinks', async () => {
    const name = await swarmOf(3);
    const path = `/swarms/swarm-${name}`;
    expect((await send('PATCH', path, { count: 5 })).json).toMatchObject({ bot_count: 5, active_bots: 5 });
    const task = await given(`bot-${name}-4`);
    expect((await send('PATCH', path, { count: 2 })).json).toMatchObject({ bot_count: 2, pending_tasks: 1 });
    expect((await get(`/bots/bot-${name}-4`)).status).toBe(404);
    // What it had, another has.
    const left = [0, 1].map(async (i) => (await get(`/bots/bot-${name}-${i}/tasks`)).json.tasks as JsonObject[]);
    expect((await Promise.all(left)).flat()).toMatchObject([{ task_id: task }]);
  });

  test('drains, and is deleted with what it had not ended', async () => {
    const name = await swarmOf(2);
    const path = `/swarms/swarm-${name}`;
    const task = await given(`bot-${name}-0`);
    await given(`bot-${name}-1`);
    expect((await post(`${path}/drain`)).json).toMatchObject({ status: 'draining', active_bots: 0 });
    for (const to of [`/bots/bot-${name}-0/tasks`, `${path}/tasks`, `${path}/assign`]) {
      const { status, json } = await post(to, { type: 'more' });
      expect([status, json.error.code]).toEqual([409, expect.stringMatching(/^(bot|swarm)-draining$/)]);
    }
    expect((await post(`/bots/bot-${name}-0/tasks/${task}/complete`)).status).toBe(200);
    const { json: before } = await get('/bots/stats');
    expect((await send('DELETE', path)).json).toMatchObject({
      status: 'deleted',
      bot_count: 2,
      active_bots: 0,
      total_tasks_completed: 1,
      pending_tasks: 0,
      cancelled_tasks: 1,
    });
    const { json: after } = await get('/bots/stats');
    expect(after.capacity_remaining).toBe(before.capacity_remaining + 2);
    expect([after.total_created, after.tasks_executed]).toEqual([before.total_created, before.tasks_executed]);
    const { status, json } = await post(`/bots/bot-${name}-0/tasks`, { type: 'more' });
    expect([status, json.error.code]).toEqual([404, 'bot-not-found']);
  });
});

describe('a lease', () => {
  test('is for the oldest task, is renewed, and ends with the task', async () => {
    const name = await swarmOf(1);
    const bot = `/bots/bot-${name}-0`;
    expect((await post(`${bot}/lease`)).json).toEqual({ bot_id: `bot-${name}-0`, task: null, lease_until: null });
    const first = await given(`bot-${name}-0`, { data: { n: 1 } });
    await given(`bot-${name}-0`, { data: { n: 2 } });
    const { json } = await post(`${bot}/lease`, { duration_ms: 5_000 });
    expect(json.task).toEqual({ task_id: first, task_type: 'work', data: { n: 1 }, assigned_at: time, attempt: 1 });
    api.ports.passTime(4_000);
    const { json: renewed } = await post(`${bot}/heartbeat`, { duration_ms: 5_000 });
    expect(Date.parse(renewed.lease_until) - Date.parse(json.lease_until)).toBe(4_000);
    api.ports.passTime(4_000);
    expect((await get(bot)).json).toMatchObject({ status: 'active', lease: { task_id: first } });
    await post(`${bot}/tasks/${first}/complete`);
    expect((await get(bot)).json.lease).toBeNull();
    expect((await post(`${bot}/heartbeat`)).json.error.code).toBe('task-lease-lost');
  });

  test('that runs out gives the task to another, again, and then to the dead letters', async () => {
    const name = await swarmOf(3);
    const task = await given(`bot-${name}-0`);
    for (let attempt = 1; attempt <= 3; attempt++) {
      const { json: page } = await get(`/swarms/swarm-${name}/bots?status=active`);
      const isHolder = ({ pending_tasks: pending }: JsonObject): boolean => pending === 1;
      const holder = page.bots.find(isHolder).id as string;
      const { json } = await post(`/bots/${holder}/lease`, { duration_ms: 1_000 });
      expect(json.task).toMatchObject({ task_id: task, attempt });
      api.ports.passTime(1_001);
      expect((await get(`/bots/${holder}`)).json.status).toBe('lost');
      const late = await post(`/bots/${holder}/tasks/${task}/complete`);
      expect([late.status, late.json.error.code]).toEqual([409, 'task-lease-lost']);
      // It has been heard of: only so can it be lost once more.
      await post(`/bots/${holder}/lease`);
      await post(`/bots/${holder}/drain`);
    }
    const letters = `/swarms/swarm-${name}/dead-letters`;
    expect((await get(letters)).json).toMatchObject({ tasks: [{ task_id: task, status: 'dead' }], next_cursor: null });
    expect((await get(`/swarms/swarm-${name}`)).json.dead_letters).toBe(1);
    expect((await post(`${letters}/${task}/retry`)).json).toMatchObject({ task_id: task });
    expect((await get(letters)).json.tasks).toEqual([]);
    const gone = await send('DELETE', `${letters}/${task}`);
    expect([gone.status, gone.json.error.code]).toEqual([404, 'dead-letter-not-found']);
  });
});

test('what there is too much of is refused, with when to come again', async () => {
  const name = await swarmOf(1);
  const data = 'x'.repeat(fleetLimits.taskBytes - 2);
  const most = fleetLimits.pendingBytes / fleetLimits.taskBytes;
  for (let i = 0; i < most; i++) await given(`bot-${name}-0`, { data });
  const { status, json, headers } = await post(`/bots/bot-${name}-0/tasks`, { type: 'work', data });
  expect([status, json.error.code]).toEqual([429, 'too-much-pending']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect((await get(`/bots/bot-${name}-0`)).json.total_tasks).toBe(most);
});
