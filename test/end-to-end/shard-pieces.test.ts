import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asEnvelope, engineNumber, swarmTypes, taskQueue } from '../../src/driver/index.ts';
import { beginShard, fleetLimits, saveShard } from '../../src/fleet/index.ts';
import { createEntities, createSwarms, type Swarms } from '../../src/swarms/index.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import { patientSwarms } from '../support/patient-swarms.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { refusedOf, replayed } from '../support/replays.ts';
import { bundleCode } from '../support/altered-bundle.ts';

/** Shards that are larger than a payload: here one is larger than eight thousand bytes, and leaves its history every few operations. */

const bots = 12;
const pace = { reportMs: 200, quietMs: 100, slackMs: 50, memoMs: 100, leaveAtEvents: 60, pieceBytes: 8_000 } as const;

let namespace: OwnNamespace;
let services: RecordingService;
let worker: OwnWorker;
let swarms: Swarms;

const startWorker = async (): Promise<OwnWorker> => await ownWorker(namespace, { work: services.baseUrl('work') });

beforeAll(async () => {
  services = await startRecordingService({});
  namespace = await ownNamespace();
  worker = await startWorker();
  swarms = patientSwarms(createSwarms(createEntities({ client: namespace.client, pace })));
});

afterAll(async () => {
  await worker?.close();
  await namespace?.close();
  await services?.close();
});

async function made(name: string): Promise<void> {
  const spec = { name, tier: 'standard', capabilities: [], count: bots } as const;
  await swarms.createSwarm({ ...spec, id: `swarm-${name}` }, { ids: 1 });
}

const running = async (type: string): Promise<number> =>
  (await namespace.client.workflow.count(`WorkflowType = '${type}' AND ExecutionStatus = 'Running'`)).count;

async function historiesOf(
  workflowId: string,
): Promise<readonly { readonly workflowId: string; readonly runId: string }[]> {
  const found: { workflowId: string; runId: string }[] = [];
  for await (const { workflowId: id, runId } of namespace.client.workflow.list({
    query: `WorkflowId = '${workflowId}'`,
  })) {
    found.push({ workflowId: id, runId });
  }
  return found;
}

async function replays(those: readonly { readonly workflowId: string; readonly runId: string }[]): Promise<void> {
  const histories = await Promise.all(
    those.map(async ({ workflowId, runId }) => ({
      workflowId,
      history: await namespace.client.workflow.getHandle(workflowId, runId).fetchHistory(),
    })),
  );
  const refused = refusedOf(await replayed(bundleCode(), histories));
  expect(refused.map((each) => each.slice(0, 600))).toEqual([]);
}

test('are handed on in pieces, while all is asked of them, and nothing is lost or done twice', async () => {
  await made('cut');
  const run = { kind: 'service', service: 'work', method: 'count' } as const;
  const runs: string[] = [];
  const left: string[] = [];
  let completed = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, caller) => {
      for (let n = 0; n < 25; n++) {
        const bot = `bot-cut-${(caller * 5 + n) % bots}`;
        const data = { caller, n, text: 'x'.repeat(100) };
        if (n % 10 === 9) {
          runs.push((await swarms.assign(bot, { type: 'work.count', data, capabilities: [], run }, {})).id);
          continue;
        }
        const { id } = await swarms.assign(bot, { type: 'count', data, capabilities: [] }, {});
        if (n % 3 === 0) left.push(id);
        else {
          await swarms.complete(bot, id, { result: n });
          completed++;
        }
      }
    }),
  );
  for (const id of runs) while ((await swarms.task(id)).status !== 'completed') await sleep(50);
  while ((await swarms.swarm('swarm-cut')).tasks.pending > left.length) await sleep(50);
  expect((await swarms.swarm('swarm-cut')).tasks).toEqual({
    pending: left.length,
    completed: completed + runs.length,
    failed: 0,
    cancelled: 0,
  });
  expect(services.callsOf('work.count')).toHaveLength(runs.length);
  for (const id of left) {
    expect(await swarms.task(id)).toMatchObject({ status: 'assigned', data: { text: 'x'.repeat(100) } });
  }
  const histories = await historiesOf('swarm:cut:0');
  expect(histories.length).toBeGreaterThan(3);
  const pieces = await namespace.client.workflow.count(`WorkflowType = '${swarmTypes.piece}'`);
  expect(pieces.count).toBeGreaterThan(3);
  // Whoever has given what it had ends.
  while ((await running(swarmTypes.piece)) > 0) await sleep(50);
  await replays(histories);
});

test('come to themselves with a worker that was not there when they were handed on', async () => {
  await made('alone');
  const given: string[] = [];
  const runOf = async () => (await namespace.client.workflow.getHandle('swarm:alone:0').describe()).runId;
  const first = await runOf();
  while ((await runOf()) === first) {
    const bot = `bot-alone-${given.length % bots}`;
    given.push((await swarms.assign(bot, { type: 'count', data: 'y'.repeat(1_500), capabilities: [] }, {})).id);
  }
  await worker.close();
  // As often as need be, however long the worker takes: a key is one task, and to drain again changes nothing.
  const late = { type: 'count', data: 'late', capabilities: [] };
  const asked = onceAnswered(async () => await swarms.assign('bot-alone-0', late, { key: 'late' }));
  const drained = onceAnswered(async () => await swarms.drainBot('bot-alone-1'));
  worker = await startWorker();
  given.push((await asked).id);
  await drained;
  for (const id of given) expect(await swarms.task(id)).toMatchObject({ status: 'assigned' });
  await swarms.removeSwarm('swarm-alone');
  while ((await running(swarmTypes.piece)) > 0) await sleep(50);
});

/** With `BATON_FULL=1` as many as a shard has, and pieces as large as they get. */
const isFull = process.env['BATON_FULL'] === '1';
const many = isFull ? fleetLimits.botsPerShard : 600;

test('have a task for each bot, none of which packs well, in one history after the other', async () => {
  const own = await ownNamespace();
  const itsWorker = await ownWorker(own, {});
  try {
    const rarely = { leaveAtEvents: isFull ? 400 : 40, ...(!isFull && { pieceBytes: 25_000 }) };
    const its = createSwarms(createEntities({ client: own.client, pace: rarely }));
    const spec = { id: 'swarm-full', name: 'full', tier: 'standard', capabilities: [], count: many } as const;
    await its.createSwarm(spec, { ids: 1 });
    const given: string[] = [];
    let next = 0;
    const give = async (): Promise<void> => {
      for (let bot = next++; bot < many; bot = next++) {
        const data = randomBytes(60).toString('base64');
        given[bot] = (await its.assign(`bot-full-${bot}`, { type: 'count', data, capabilities: [] }, {})).id;
      }
    };
    await Promise.all(Array.from({ length: isFull ? 200 : 30 }, give));
    const there = new Set<string>();
    for (let bot = 0; bot < many; bot += 1 + Math.floor(many / 500)) {
      const { items } = await its.tasksOfBot(`bot-full-${bot}`, { limit: 10 });
      for (const { id, status } of items) there.add(`${bot} ${id} ${status}`);
    }
    expect(
      [...there].filter((each) => each !== `${each.split(' ')[0]} ${given[Number(each.split(' ')[0])]} assigned`),
    ).toEqual([]);
    expect(there.size).toBeGreaterThan(100);
    expect((await its.swarm('swarm-full')).tasks).toMatchObject({ pending: many });
    const { count } = await own.client.workflow.count(`WorkflowType = '${swarmTypes.piece}'`);
    expect(count).toBeGreaterThan(0);
  } finally {
    await itsWorker.close();
    await own.close();
  }
});

test('end, and say why, where a piece of them was ended from outside', async () => {
  const workflowId = 'swarm:torn:0';
  const spec = { name: 'torn', tier: 'standard', capabilities: [] } as const;
  const state = saveShard(beginShard({ swarm: 'torn', shard: 0, era: 1, spec, orders: [], at: 0 }));
  const shard = { kind: 'continued', state, unsent: [], pieces: [`${workflowId}:gone`] } as const;
  const torn = namespace.client.workflow.execute(swarmTypes.shard, {
    taskQueue,
    workflowId,
    args: [asEnvelope({ baton: 1, engine: engineNumber, shard })],
  });
  await expect(torn).rejects.toMatchObject({
    cause: { type: 'state-lost', message: `${workflowId}:gone, which had a part of it, was ended from outside` },
  });
});
