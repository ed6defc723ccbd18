import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import type { Pace } from '../../src/driver/index.ts';
import { createEntities, createSwarms, type Swarms, type TaskView } from '../../src/swarms/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker } from '../support/own-worker.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { replay } from '../support/replays.ts';
import { patientSwarms } from '../support/patient-swarms.ts';

/** Tasks that the orchestrator does for bots, whatever becomes of who waits for them. Shards' histories are short here. */

const { EventType } = proto.temporal.api.enums.v1;

/** A fleet keeps the pace that it began with, so that another pace takes another fleet. */
interface Stage {
  readonly namespace: OwnNamespace;
  readonly swarms: Swarms;
  readonly close: () => Promise<void>;
}

let services: RecordingService;
let stage: Stage;
let release: () => void = () => undefined;

const pace = { reportMs: 200, quietMs: 100, memoMs: 100, leaveAtEvents: 40, silentMs: 20, lookMs: 20 };

async function openStage(its: Partial<Pace>): Promise<Stage> {
  const namespace = await ownNamespace();
  const worker = await ownWorker(namespace, { work: services.baseUrl('work') });
  return {
    namespace,
    swarms: patientSwarms(createSwarms(createEntities({ client: namespace.client, pace: its }))),
    close: async () => {
      await worker.close();
      await namespace.close();
    },
  };
}

beforeAll(async () => {
  services = await startRecordingService({
    'work.wait': async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return { result: {} };
    },
  });
  stage = await openStage(pace);
});

afterAll(async () => {
  release();
  await stage?.close();
  await services?.close();
});

async function made(id: string, count: number, { swarms }: Stage = stage): Promise<string> {
  const { swarm } = await swarms.createSwarm({ id, name: id, tier: 'L20', capabilities: [], count }, { ids: 1 });
  return swarm.id;
}

async function give(bot: string, method: string, n = 0, { swarms }: Stage = stage): Promise<string> {
  const run = { kind: 'service', service: 'work', method } as const;
  const data = { n };
  return (await swarms.assign(bot, { type: `work.${method}`, data, capabilities: [], run }, {})).id;
}

async function ended(id: string, { swarms }: Stage = stage): Promise<TaskView> {
  for (;;) {
    const task = await swarms.task(id);
    if (task.endedAt !== undefined) return task;
    await sleep(50);
  }
}

/** A task whose service has been called, and whose execution is gone then. */
async function lost(bot: string, on: Stage = stage): Promise<string> {
  const calls = services.callsOf('work.wait').length;
  const id = await give(bot, 'wait', 0, on);
  await services.until(() => services.callsOf('work.wait').length > calls);
  await on.namespace.client.workflow.getHandle(id).terminate('by a test');
  return id;
}

test('a shard that leaves its history again and again hears of every one, once', async () => {
  await made('swarm-leaving', 10);
  const before = (await stage.namespace.client.workflow.getHandle('swarm:leaving:0').describe()).runId;
  const ids: string[] = [];
  for (let n = 0; n < 30; n++) ids.push(await give(`bot-leaving-${n % 10}`, 'count', n));
  // One after the other: thirty who look twenty times a second would leave a slow machine time for little else.
  const tasks: TaskView[] = [];
  for (const id of ids) tasks.push(await ended(id));
  expect(tasks.map(({ status }) => status)).toEqual(ids.map(() => 'completed'));
  expect(services.callsOf('work.count').map(({ body }) => body).length).toBe(30);
  // What ends by itself is told in reports, some seconds later.
  while ((await stage.swarms.swarm('swarm-leaving')).tasks.pending > 0) await sleep(50);
  expect((await stage.swarms.swarm('swarm-leaving')).tasks).toEqual({
    pending: 0,
    completed: 30,
    failed: 0,
    cancelled: 0,
  });
  expect((await stage.namespace.client.workflow.getHandle('swarm:leaving:0').describe()).runId).not.toBe(before);
});

test('an execution that somebody has terminated tells nothing: it is found, and counts as failed', async () => {
  await made('swarm-lost', 1);
  expect(await ended(await lost('bot-lost-0'))).toMatchObject({ status: 'failed', error: 'terminated in Temporal' });
  // Its turn is free again, and its bot does the next one.
  const next = await give('bot-lost-0', 'count', 99);
  expect(await ended(next)).toMatchObject({ status: 'completed' });
});

test('that somebody has looked stands in the history as an activity: of a local one, met by a question, it would not replay', async () => {
  const own = await openStage({ ...pace, leaveAtEvents: 10_000, lookMs: 200 });
  try {
    await made('swarm-looked', 1, own);
    await ended(await lost('bot-looked-0', own), own);
    const history = await own.namespace.client.workflow.getHandle('swarm:looked:0').fetchHistory();
    const kinds = new Set(history.events?.map(({ eventType }) => eventType));
    expect(kinds).toContain(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
    expect(kinds).not.toContain(EventType.EVENT_TYPE_MARKER_RECORDED);
    await replay(history, 'swarm:looked:0');
  } finally {
    await own.close();
  }
});

test('lanes that somebody has terminated are there again for the next one who asks', async () => {
  await made('swarm-again', 2);
  await ended(await give('bot-again-0', 'count', 1));
  await stage.namespace.client.workflow.getHandle('baton:lanes').terminate('by a test');
  expect(await ended(await give('bot-again-1', 'count', 2))).toMatchObject({ status: 'completed' });
});

test('one that was terminated is found, though the shard leaves its history before anybody would look', async () => {
  const own = await openStage({ ...pace, silentMs: 2_000, lookMs: 3_600_000 });
  try {
    await made('swarm-busy', 2, own);
    const id = await lost('bot-busy-0', own);
    for (;;) {
      const other = { type: 'by-hand', data: {}, capabilities: [] };
      await own.swarms.complete('bot-busy-1', (await own.swarms.assign('bot-busy-1', other, {})).id, {});
      if ((await own.swarms.task(id)).endedAt !== undefined) break;
    }
    expect(await own.swarms.task(id)).toMatchObject({ status: 'failed', error: 'terminated in Temporal' });
  } finally {
    await own.close();
  }
});

test('a swarm that is made with the id of a deleted one has its tasks done, under the same keys as well', async () => {
  const run = { kind: 'service', service: 'work', method: 'count' } as const;
  const task = { type: 'work.count', data: { n: 7 }, capabilities: [], run };
  const calls = services.callsOf('work.count').length;
  for (const life of [1, 2]) {
    await made('swarm-lives', 2);
    for (const n of [0, 1]) await ended((await stage.swarms.assign(`bot-lives-${n}`, task, { key: `one-${n}` })).id);
    const mass = await stage.swarms.distribute('swarm-lives', task, { key: 'all' });
    for (const n of [0, 1]) expect(await ended(`${mass.id}-${n}`)).toMatchObject({ status: 'completed' });
    expect(services.callsOf('work.count').length - calls).toBe(4 * life);
    await stage.swarms.removeSwarm('swarm-lives');
  }
  expect(new Set(services.callsOf('work.count').map(({ key }) => key)).size).toBe(calls + 8);
});
