import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fleetWorkflowId } from '../../src/driver/index.ts';
import { shardWorkflowId } from '../../src/fleet/index.ts';
import { createEntities, createSwarms, type Swarms } from '../../src/swarms/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import { patientSwarms } from '../support/patient-swarms.ts';

/** What somebody can do to fleet and shards with Temporal's own tools. */

let namespace: OwnNamespace;
let worker: OwnWorker;
let swarms: Swarms;

const task = { type: 'sum', data: 1, capabilities: [] };

beforeAll(async () => {
  namespace = await ownNamespace();
  worker = await ownWorker(namespace, {});
  const pace = {
    reportMs: 200,
    quietMs: 100,
    slackMs: 50,
    memoMs: 100,
    answerMs: 300,
    retryMs: [100, 400],
    leaveAtEvents: 60,
  } as const;
  swarms = patientSwarms(createSwarms(createEntities({ client: namespace.client, capacity: 1_000, pace })));
});

afterAll(async () => {
  await worker?.close();
  await namespace?.close();
});

async function made(id: string, count: number): Promise<string> {
  const spec = { id, name: id, tier: 'standard', capabilities: [], count } as const;
  return (await swarms.createSwarm(spec, { ids: 1 })).swarm.id;
}

const handleOf = (swarm: string) => namespace.client.workflow.getHandle(shardWorkflowId({ swarm, shard: 0 }));

test('who asks to cancel them changes nothing', async () => {
  const id = await made('swarm-asked', 2);
  await handleOf('asked').cancel();
  await namespace.client.workflow.getHandle(fleetWorkflowId).cancel();
  const given = await swarms.assign('bot-asked-0', task, {});
  await swarms.lease('bot-asked-0', { forMs: 1_000 });
  while ((await swarms.task(given.id)).botId !== 'bot-asked-1') await sleep(100);
  // The fleet hears of it by itself.
  const fresh = patientSwarms(createSwarms(createEntities({ client: namespace.anotherClient(), capacity: 1_000 })));
  while ((await fresh.swarm(id)).lostBots === 0) await sleep(100);
  expect(await swarms.swarm(await made('swarm-later', 3))).toMatchObject({ botCount: 3, activeBots: 3 });
});

/** Takes signals and does nothing. */
async function deaf(swarm: string): Promise<void> {
  const workflowId = shardWorkflowId({ swarm, shard: 0 });
  await namespace.client.workflow.start('deaf', { workflowId, taskQueue: 'nobody' });
}

test('a shard that has its orders and is terminated before it follows them keeps nobody waiting', async () => {
  const id = await made('swarm-struck', 5);
  const before = await swarms.statistics();
  await handleOf('struck').terminate();
  await deaf('struck');
  const removed = swarms.removeSwarm(id);
  const isWaiting = await Promise.race([removed.then(() => false), sleep(1_500, true)]);
  expect(isWaiting).toBe(true);
  await handleOf('struck').terminate();
  expect(await removed).toMatchObject({ status: 'deleted' });
  expect(await swarms.statistics()).toMatchObject({ capacityRemaining: before.capacityRemaining + 5 });
});

test('while a shard cannot be started the fleet goes on, and leaves its history', async () => {
  await deaf('taken');
  const fleet = namespace.client.workflow.getHandle(fleetWorkflowId);
  const histories = new Set<string>();
  const taken = made('swarm-taken', 2);
  for (let n = 0; histories.add((await fleet.describe()).runId).size < 4; n++) {
    await swarms.createBot({ name: `bot ${n}`, tier: 'standard', capabilities: [] }, {});
  }
  await handleOf('taken').terminate();
  expect(await swarms.swarm(await taken)).toMatchObject({ botCount: 2, activeBots: 2 });
});

test('after the fleet was terminated all begins anew, whatever shards are left', async () => {
  const spec = { tier: 'standard', capabilities: [] } as const;
  const first = await swarms.createBot({ ...spec, name: 'first' }, {});
  await swarms.assign(first.id, task, {});
  for (const id of ['swarm-left', 'swarm-forgotten']) await made(id, 2);
  await swarms.assign('bot-left-1', task, {});
  await namespace.client.workflow.getHandle(fleetWorkflowId).terminate();
  expect(await swarms.statistics()).toMatchObject({ activeBots: 0, totalCreated: 0, capacityRemaining: 1_000 });
  await expect(swarms.swarm('swarm-left')).rejects.toMatchObject({ code: 'swarm-not-found' });
  const second = await swarms.createBot({ ...spec, name: 'second' }, {});
  expect(await swarms.bot(second.id)).toMatchObject({ name: 'second', tasks: { pending: 0, cancelled: 0 } });
  expect(await swarms.swarm(await made('swarm-left', 3))).toMatchObject({
    botCount: 3,
    activeBots: 3,
    tasks: { pending: 0, cancelled: 0 },
  });
  // What nobody has needed goes on until the fleet hears of it, at the latest when something is asked of it.
  await swarms.assign('bot-forgotten-0', task, {}).catch(() => undefined);
  while ((await handleOf('forgotten').describe()).status.name === 'RUNNING') await sleep(100);
  await expect(swarms.assign('bot-forgotten-0', task, {})).rejects.toMatchObject({ code: 'bot-not-found' });
  expect(await swarms.statistics()).toMatchObject({ activeBots: 4, totalCreated: 4, tasks: { pending: 0 } });
});
