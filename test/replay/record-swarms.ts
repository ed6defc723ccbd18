import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { fleetWorkflowId } from '../../src/driver/index.ts';
import { createEntities, createSwarms, type Swarms } from '../../src/swarms/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import type { History } from './golden-files.ts';
import { hasEntityHistory, type recorded, writeEntityHistory } from './swarms-files.ts';

/** `npm run record`, for the fleet and its shards: everything that may be asked of them, in histories that are left again and
 * again. What is there already stays, since it is the contract. */

jest.setTimeout(120_000);

let namespace: OwnNamespace;
let worker: OwnWorker;
let swarms: Swarms;

beforeAll(async () => {
  namespace = await ownNamespace();
  worker = await ownWorker(namespace, {});
  const pace = { reportMs: 200, quietMs: 100, slackMs: 50, memoMs: 100, leaveAtEvents: 60 };
  swarms = createSwarms(createEntities({ client: namespace.client, capacity: 200, pace }));
}, 60_000);

afterAll(async () => {
  await worker?.close();
  await namespace?.close();
});

async function refused(asked: Promise<unknown>): Promise<void> {
  await expect(asked).rejects.toMatchObject({ name: 'Refusal' });
}

async function untilLater(workflowId: string): Promise<void> {
  while ((await runOf(workflowId)) === (await runOf(workflowId, 'first'))) {
    const { id } = await swarms.assign('bot-golden-1', { type: 'sum', data: 1, capabilities: [] }, {});
    await swarms.complete('bot-golden-1', id, {});
    await swarms.createBot({ name: 'another', tier: 'standard', capabilities: [] }, {});
  }
}

async function runOf(workflowId: string, which: 'first' | 'last' = 'last'): Promise<string> {
  const { raw, runId } = await namespace.client.workflow.getHandle(workflowId).describe();
  return which === 'last' ? runId : (raw.workflowExecutionInfo?.firstRunId ?? runId);
}

async function keep(name: (typeof recorded)[number], workflowId: string, which: 'first' | 'last'): Promise<void> {
  if (process.env['BATON_RECORD'] !== 'all' && hasEntityHistory(name)) return;
  const handle = namespace.client.workflow.getHandle(workflowId, await runOf(workflowId, which));
  writeEntityHistory(name, workflowId, (await handle.fetchHistory()) as History);
}

test('fleet and shards', async () => {
  const spec = { name: 'golden', tier: 'L20', capabilities: ['ml'] } as const;
  const task = { type: 'sum', data: { of: [1, 2] }, capabilities: ['ml'] };
  await swarms.createSwarm({ ...spec, id: 'swarm-golden', count: 6 }, { ids: 1, key: 'create' });
  await refused(swarms.createSwarm({ ...spec, count: 1_000 }, { ids: 1 }));
  for (const name of ['one', 'two']) await swarms.createBot({ ...spec, name }, { key: name });
  const given = await swarms.assign('bot-golden-0', task, { key: 'one' });
  await swarms.assign('bot-golden-0', task, { key: 'one' });
  await refused(swarms.complete('bot-golden-1', given.id, {}));
  await swarms.complete('bot-golden-0', given.id, { result: 3 });
  const failed = await swarms.assignToSwarm('swarm-golden', task, {});
  if (failed.botId !== null) await swarms.fail(failed.botId, failed.id, { error: 'no' });
  const lost = await swarms.assign('bot-golden-2', task, {});
  await swarms.lease('bot-golden-2', { forMs: 1_000 });
  while ((await swarms.task(lost.id)).botId === 'bot-golden-2')
    await new Promise((resolve) => setTimeout(resolve, 100));
  await swarms.renew('bot-golden-2', { forMs: 1_000 }).catch(() => undefined);
  const mass = await swarms.distribute('swarm-golden', task, { key: 'mass' });
  await swarms.fail('bot-golden-0', `${mass.id}-0`, { error: 'no' });
  await swarms.complete('bot-golden-1', `${mass.id}-1`, {});
  await swarms.retryMass('swarm-golden', mass.id, {});
  await swarms.resize('swarm-golden', 8, {});
  await swarms.resize('swarm-golden', 5, {});
  await swarms.drainBot('bot-golden-4');
  await swarms.removeBot('bot-golden-3');
  await swarms.createSwarm({ ...spec, id: 'swarm-gone', count: 2 }, { ids: 1 });
  await swarms.assign('bot-gone-0', task, {});
  await swarms.drainSwarm('swarm-gone');
  await swarms.removeSwarm('swarm-gone');
  await keep('closed', 'swarm:gone:0', 'first');
  for (const [name, id] of [
    ['fleet', fleetWorkflowId],
    ['shard', 'swarm:golden:0'],
    ['pool', 'swarm:pool:0'],
  ] as const) {
    await untilLater(id);
    await keep(name, id, 'first');
    await keep(`${name}@later`, id, 'last');
  }
});

test('a shard that is larger than a payload', async () => {
  const pace = { reportMs: 200, quietMs: 100, slackMs: 50, memoMs: 100, leaveAtEvents: 60, pieceBytes: 1_500 };
  await namespace.client.workflow.getHandle(fleetWorkflowId).terminate();
  swarms = createSwarms(createEntities({ client: namespace.client, capacity: 200, pace }));
  await swarms.createSwarm({ id: 'swarm-large', name: 'large', tier: 'L20', capabilities: [], count: 4 }, { ids: 1 });
  const workflowId = 'swarm:large:0';
  const isLater = async (): Promise<boolean> => (await runOf(workflowId)) !== (await runOf(workflowId, 'first'));
  for (let n = 0; !(await isLater()); n++) {
    const task = { type: 'sum', data: { n, text: 'x'.repeat(100) }, capabilities: [] };
    const given = await swarms.assign(`bot-large-${n % 4}`, task, {});
    if (n % 3 === 0) await swarms.complete(`bot-large-${n % 4}`, given.id, {});
  }
  await swarms.lease('bot-large-1', { forMs: 60_000 });
  await swarms.drainBot('bot-large-2');
  await keep('large', workflowId, 'first');
  await keep('large@later', workflowId, 'last');
  for await (const { workflowId: piece, status } of namespace.client.workflow.list()) {
    if (!piece.startsWith(`${workflowId}:`) || status.name !== 'COMPLETED') continue;
    await keep('piece', piece, 'first');
    return;
  }
  throw new Error('none has come in pieces');
});
