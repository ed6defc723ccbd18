import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEntities, createSwarms, type Swarms } from '../../src/swarms/index.ts';
import { fleetWorkflowId } from '../../src/driver/index.ts';
import { fleetLimits, shardWorkflowId } from '../../src/fleet/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import { patientSwarms } from '../support/patient-swarms.ts';

/** Fleet and shards on a real server. Their histories are short here, so that they leave them again and again, whatever is
 * under way. */

let namespace: OwnNamespace;
let worker: OwnWorker;
let swarms: Swarms;
/** The same, of another process. */
let others: Swarms;

const pace = { reportMs: 200, quietMs: 100, slackMs: 50, memoMs: 100, leaveAtEvents: 60 };
const capacity = fleetLimits.botsPerShard + 3_500;
const task = { type: 'sum', data: { of: [1, 2] }, capabilities: [] };

beforeAll(async () => {
  namespace = await ownNamespace();
  worker = await ownWorker(namespace, {});
  swarms = patientSwarms(createSwarms(createEntities({ client: namespace.client, capacity, pace })));
  others = patientSwarms(createSwarms(createEntities({ client: namespace.anotherClient(), capacity, pace })));
});

afterAll(async () => await namespace?.close());

/** Of what is refused; asked again where nobody has answered in time. */
async function codeOf(ask: () => Promise<unknown>): Promise<string> {
  return await onceAnswered(ask).then(
    () => 'none',
    (error: { readonly code?: string; readonly message: string }) => error.code ?? error.message,
  );
}

async function made(id: string, count: number, capabilities: readonly string[] = []): Promise<string> {
  const { swarm } = await swarms.createSwarm({ id, name: id, tier: 'standard', capabilities, count }, { ids: 10 });
  return swarm.id;
}

const historiesOf = async (workflowId: string): Promise<string> =>
  (await namespace.client.workflow.getHandle(workflowId).describe()).runId;

async function until<Value>(read: () => Promise<Value>, isRight: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    await sleep(50);
  }
}

test('before the first bot there is nothing, and room for all', async () => {
  expect(await swarms.statistics()).toMatchObject({
    totalCreated: 0,
    activeBots: 0,
    tasksExecuted: 0,
    swarmCount: 0,
    capacity,
    capacityRemaining: capacity,
  });
  expect(await codeOf(() => swarms.swarm('swarm-none'))).toBe('swarm-not-found');
  expect(await codeOf(() => swarms.bot('bot-none-1'))).toBe('bot-not-found');
  expect(await codeOf(() => swarms.assign('bot-none-1', task, {}))).toBe('bot-not-found');
});

describe('swarms', () => {
  test('of several shards are made, counted at once, and known to other processes', async () => {
    const count = fleetLimits.botsPerShard + 500;
    const made = await swarms.createSwarm(
      { id: 'swarm-large', name: 'large', tier: 'L20', capabilities: ['ml'], count },
      { ids: count, key: 'large' },
    );
    expect(made.bots.items).toHaveLength(count);
    expect(await swarms.statistics()).toMatchObject({ activeBots: count, totalCreated: count, swarmCount: 1 });
    expect(await others.statistics()).toMatchObject({ activeBots: count, capacityRemaining: 3_000 });
    const last = `bot-large-${count - 1}`;
    expect(await others.bot(last)).toMatchObject({
      id: last,
      tier: 'L20',
      name: `large-${count - 1}`,
      status: 'active',
    });
    expect(await codeOf(() => others.bot(`bot-large-${count}`))).toBe('bot-not-found');
    const again = await others.createSwarm(
      { id: 'swarm-large', name: 'large', tier: 'L20', capabilities: ['ml'], count },
      { ids: 1, key: 'large' },
    );
    expect(again.swarm.createdAt).toBe(made.swarm.createdAt);
  });

  test('past the capacity there are none, and what is left is said', async () => {
    const asked = swarms.createSwarm({ name: 'more', tier: 'standard', capabilities: [], count: 3_001 }, { ids: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'capacity-exceeded', capacityRemaining: 3_000 });
    expect(await swarms.statistics()).toMatchObject({ swarmCount: 1, capacityRemaining: 3_000 });
  });

  test('grow, shrink from the end, drain, and are gone with all that they had to do', async () => {
    const id = await made('swarm-changing', 10);
    const left = await swarms.assign('bot-changing-9', task, {});
    expect(await swarms.resize(id, 20, {})).toMatchObject({ botCount: 20, activeBots: 20 });
    expect(await swarms.resize(id, 5, {})).toMatchObject({ botCount: 5, activeBots: 5, tasks: { pending: 1 } });
    expect(await codeOf(() => swarms.bot('bot-changing-9'))).toBe('bot-not-found');
    expect(await swarms.drainSwarm(id)).toMatchObject({ status: 'draining', activeBots: 0 });
    expect(await codeOf(() => swarms.assign('bot-changing-0', task, {}))).toBe('bot-draining');
    const before = await swarms.statistics();
    expect(await swarms.removeSwarm(id)).toMatchObject({ status: 'deleted' });
    const after = await swarms.statistics();
    expect(after.capacityRemaining).toBe(before.capacityRemaining + 5);
    expect(after.totalCreated).toBe(before.totalCreated);
    expect(after.tasks).toEqual({
      ...before.tasks,
      pending: before.tasks.pending - 1,
      cancelled: before.tasks.cancelled + 1,
    });
    expect(await codeOf(() => swarms.bot('bot-changing-0'))).toBe('bot-not-found');
    expect(await codeOf(() => swarms.assign('bot-changing-0', task, {}))).toBe('bot-not-found');
    expect(await codeOf(() => swarms.task(left.id))).toBe('task-not-found');
  });
});

describe('tasks', () => {
  test('are given, done once, and counted at once', async () => {
    await made('swarm-doing', 3);
    const before = await swarms.statistics();
    const given = await swarms.assign('bot-doing-1', task, { key: 'one' });
    expect(await swarms.assign('bot-doing-1', task, { key: 'one' })).toEqual(given);
    expect(await swarms.task(given.id)).toMatchObject({ status: 'assigned', botId: 'bot-doing-1', data: task.data });
    expect(await codeOf(() => swarms.complete('bot-doing-2', given.id, {}))).toBe('task-of-another-bot');
    const done = await swarms.complete('bot-doing-1', given.id, { result: 3, key: 'done' });
    expect(await swarms.complete('bot-doing-1', given.id, { result: 3, key: 'done' })).toEqual(done);
    expect(await codeOf(() => swarms.complete('bot-doing-1', given.id, {}))).toBe('task-already-ended');
    const failed = await swarms.assign('bot-doing-2', task, {});
    await swarms.fail('bot-doing-2', failed.id, { error: 'no' });
    const after = await swarms.statistics();
    expect(after.tasks).toEqual({
      ...before.tasks,
      completed: before.tasks.completed + 1,
      failed: before.tasks.failed + 1,
    });
    expect(await swarms.bot('bot-doing-1')).toMatchObject({
      tasks: { pending: 0, completed: 1, failed: 0, cancelled: 0 },
    });
    await until(
      async () => await others.statistics(),
      ({ tasks }) => tasks.completed === after.tasks.completed && tasks.failed === after.tasks.failed,
    );
  });

  test('of a bot in the pool, which is one of its own', async () => {
    const made = await Promise.all(
      ['a', 'b', 'c'].map(
        async (name) =>
          await swarms.createBot({ name, tier: 'advanced', capabilities: [name] }, { key: `bot ${name}` }),
      ),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(3);
    const [first] = made;
    if (first === undefined) throw new Error('there are three');
    expect(await others.bot(first.id)).toMatchObject({ name: 'a', tier: 'advanced', capabilities: ['a'] });
    const given = await others.assign(first.id, { ...task, capabilities: ['a'] }, {});
    expect(await codeOf(() => others.assign(first.id, { ...task, capabilities: ['b'] }, {}))).toBe(
      'capability-missing',
    );
    await swarms.complete(first.id, given.id, {});
    expect(await swarms.bot(first.id)).toMatchObject({ tasks: { completed: 1 } });
    await swarms.removeBot(first.id);
    expect(await codeOf(() => swarms.bot(first.id))).toBe('bot-not-found');
  });

  test('whose lease runs out go to another bot', async () => {
    await made('swarm-losing', 2);
    const given = await swarms.assign('bot-losing-0', task, {});
    const lease = await swarms.lease('bot-losing-0', { forMs: 1_000 });
    expect(lease.task).toMatchObject({ id: given.id });
    const moved = await until(
      async () => await swarms.task(given.id),
      ({ botId }) => botId === 'bot-losing-1',
    );
    expect(moved).toMatchObject({ status: 'assigned', attempts: 2 });
    expect(await swarms.bot('bot-losing-0')).toMatchObject({ status: 'lost' });
    expect(await codeOf(() => swarms.complete('bot-losing-0', given.id, {}))).toBe('task-lease-lost');
    await swarms.complete('bot-losing-1', given.id, {});
  });

  test('for every bot of a swarm are one operation, and only what failed is done again', async () => {
    const id = await made('swarm-many', 40);
    const mass = await swarms.distribute(id, task, { key: 'many' });
    expect(mass).toMatchObject({ assignments: 40 });
    expect((await others.distribute(id, task, { key: 'many' })).id).toBe(mass.id);
    for (let at = 0; at < 40; at++) {
      const share = `${mass.id}-${at}`;
      if (at % 4 === 0) await swarms.fail(`bot-many-${at}`, share, { error: 'no' });
      else await swarms.complete(`bot-many-${at}`, share, {});
    }
    expect(
      await until(
        async () => await swarms.massTask(id, mass.id),
        ({ tasks }) => tasks.pending === 0,
      ),
    ).toMatchObject({
      tasks: { pending: 0, completed: 30, failed: 10, cancelled: 0 },
    });
    const first = await swarms.outcomes(id, mass.id, { limit: 30 });
    expect(first.items).toHaveLength(30);
    if (first.next === null) throw new Error('there is more');
    const second = await swarms.outcomes(id, mass.id, { limit: 30, cursor: first.next });
    const outcomes = [...first.items, ...second.items];
    expect(outcomes.map(({ botId }) => botId)).toEqual(Array.from({ length: 40 }, (_, at) => `bot-many-${at}`));
    expect(outcomes.filter(({ status }) => status === 'failed')).toHaveLength(10);
    expect(await swarms.retryMass(id, mass.id, {})).toMatchObject({ retried: 10 });
    for (let at = 0; at < 40; at += 4) await swarms.complete(`bot-many-${at}`, `${mass.id}-${at}`, {});
    expect(await swarms.swarm(id)).toMatchObject({ tasks: { pending: 0, completed: 40, failed: 0, cancelled: 0 } });
  });
});

test('a shard that somebody has terminated in Temporal keeps nobody waiting', async () => {
  const id = await made('swarm-ended', 4);
  await swarms.assign('bot-ended-0', task, {});
  const before = await swarms.statistics();
  await namespace.client.workflow.getHandle(shardWorkflowId({ swarm: 'ended', shard: 0 })).terminate('by hand');
  expect(await codeOf(() => swarms.assign('bot-ended-0', task, {}))).toBe('bot-not-found');
  expect(await codeOf(() => swarms.bot('bot-ended-0'))).toBe('bot-not-found');
  expect(await swarms.removeSwarm(id)).toMatchObject({ status: 'deleted' });
  const after = await swarms.statistics();
  expect(after.capacityRemaining).toBe(before.capacityRemaining + 4);
  expect(after.activeBots).toBe(before.activeBots - 4);
});

test('callers at once are answered each on his own, while histories come and go', async () => {
  await made('swarm-busy', 50);
  const shard = shardWorkflowId({ swarm: 'busy', shard: 0 });
  const [before, fleetBefore] = await Promise.all([historiesOf(shard), historiesOf(fleetWorkflowId)]);
  const { tasks } = await swarms.statistics();
  const ids = await Promise.all(
    Array.from({ length: 30 }, async (_, caller) => {
      const own: string[] = [];
      for (let at = 0; at < 20; at++) {
        const bot = `bot-busy-${(caller + at) % 50}`;
        const port = at % 2 === 0 ? swarms : others;
        const { id } = await port.assign(bot, task, { key: `${caller} ${at}` });
        if (at % 5 === 0) await port.fail(bot, id, { error: 'no' });
        else await port.complete(bot, id, {});
        own.push(id);
      }
      return own;
    }),
  );
  expect(new Set(ids.flat()).size).toBe(600);
  // All of it is here at once, since the newest that either has done is.
  const after = await until(
    async () => await swarms.statistics(),
    (now) => now.tasks.completed + now.tasks.failed === tasks.completed + tasks.failed + 600,
  );
  expect(after.tasks).toEqual({ ...tasks, completed: tasks.completed + 480, failed: tasks.failed + 120 });
  expect(await historiesOf(shard)).not.toBe(before);
  // What shards report fills the fleet's history: less of it where much was done in little time.
  for (let at = 0; (await historiesOf(fleetWorkflowId)) === fleetBefore; at++) {
    const { id } = await swarms.assign('bot-busy-49', task, { key: `more ${at}` });
    await swarms.complete('bot-busy-49', id, {});
  }
  // Histories are long and many, but what was done is known by what is carried from one to the next.
  const [[first = ''] = []] = ids;
  expect(await codeOf(() => swarms.complete('bot-busy-0', first, {}))).toBe('task-already-ended');
});

test('without a worker figures are told, and everything else is refused at last', async () => {
  const figures = await until(
    async () => await others.statistics(),
    ({ tasks }) => tasks.pending === 0,
  );
  const { completed, failed } = figures.tasks;
  const unaware = (): Swarms => createSwarms(createEntities({ client: namespace.client, capacity, pace }));
  // The fleet has yet to hear of what was done last, and to write it down.
  await until(
    async () => (await onceAnswered(async () => await unaware().statistics())).tasks,
    (tasks) => tasks.pending === 0 && tasks.completed === completed && tasks.failed === failed,
  );
  await worker.close();
  const fresh = unaware();
  const { at: _at, byTier: _byTier, ...now } = await onceAnswered(async () => await fresh.statistics());
  expect(figures).toMatchObject(now);
  await Promise.all([
    expect(fresh.assign('bot-busy-0', task, {})).rejects.toMatchObject({
      code: 'temporal-unavailable',
      message: expect.stringContaining('no worker has answered within 10 seconds'),
    }),
    expect(fresh.bot('bot-busy-0')).rejects.toMatchObject({
      code: 'temporal-unavailable',
      message: expect.stringContaining('no worker has answered within 5 seconds'),
    }),
  ]);
});
