import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { createEntities, createSwarms, type Swarms, type TaskView } from '../../src/swarms/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { replay } from '../support/replays.ts';
import { patientSwarms } from '../support/patient-swarms.ts';

/** Tasks that the orchestrator does for bots, whatever becomes of who waits for them. Shards' histories are short here. */

const { EventType } = proto.temporal.api.enums.v1;

jest.setTimeout(90_000);

let namespace: OwnNamespace;
let worker: OwnWorker;
let services: RecordingService;
let swarms: Swarms;
let release: () => void = () => undefined;

const pace = { reportMs: 200, quietMs: 100, memoMs: 100, leaveAtEvents: 40, silentMs: 20, lookMs: 20 };

beforeAll(async () => {
  services = await startRecordingService({
    'work.wait': async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return { result: {} };
    },
  });
  namespace = await ownNamespace();
  worker = await ownWorker(namespace, { work: services.baseUrl('work') });
  swarms = patientSwarms(createSwarms(createEntities({ client: namespace.client, pace })));
}, 60_000);

afterAll(async () => {
  release();
  await worker?.close();
  await namespace?.close();
  await services?.close();
});

async function made(id: string, count: number): Promise<string> {
  const { swarm } = await swarms.createSwarm({ id, name: id, tier: 'L20', capabilities: [], count }, { ids: 1 });
  return swarm.id;
}

async function give(bot: string, method: string, data: { readonly n: number } = { n: 0 }): Promise<string> {
  const run = { kind: 'service', service: 'work', method } as const;
  return (await swarms.assign(bot, { type: `work.${method}`, data, capabilities: [], run }, {})).id;
}

async function ended(id: string): Promise<TaskView> {
  for (;;) {
    const task = await swarms.task(id);
    if (task.endedAt !== undefined) return task;
    await sleep(50);
  }
}

test('a shard that leaves its history again and again hears of every one, once', async () => {
  await made('swarm-leaving', 10);
  const before = (await namespace.client.workflow.getHandle('swarm:leaving:0').describe()).runId;
  const ids: string[] = [];
  for (let n = 0; n < 30; n++) ids.push(await give(`bot-leaving-${n % 10}`, 'count', { n }));
  // One after the other: thirty who look twenty times a second would leave a slow machine time for little else.
  const tasks: TaskView[] = [];
  for (const id of ids) tasks.push(await ended(id));
  expect(tasks.map(({ status }) => status)).toEqual(ids.map(() => 'completed'));
  expect(services.callsOf('work.count').map(({ body }) => body).length).toBe(30);
  // What ends by itself is told in reports, some seconds later.
  while ((await swarms.swarm('swarm-leaving')).tasks.pending > 0) await sleep(50);
  expect((await swarms.swarm('swarm-leaving')).tasks).toEqual({ pending: 0, completed: 30, failed: 0, cancelled: 0 });
  expect((await namespace.client.workflow.getHandle('swarm:leaving:0').describe()).runId).not.toBe(before);
});

test('an execution that somebody has terminated tells nothing: it is found, and counts as failed', async () => {
  await made('swarm-lost', 1);
  const id = await give('bot-lost-0', 'wait');
  await services.until((calls) => calls.some(({ name }) => name === 'work.wait'));
  await namespace.client.workflow.getHandle(id).terminate('by a test');
  expect(await ended(id)).toMatchObject({ status: 'failed', error: 'terminated in Temporal' });
  // Its turn is free again, and its bot does the next one.
  const next = await give('bot-lost-0', 'count', { n: 99 });
  expect(await ended(next)).toMatchObject({ status: 'completed' });
});

test('that somebody has looked stands in the history as an activity: of a local one, met by a question, it would not replay', async () => {
  const long = createSwarms(createEntities({ client: namespace.client, pace: { ...pace, leaveAtEvents: 10_000 } }));
  await long.createSwarm({ id: 'swarm-looked', name: 'looked', tier: 'L20', capabilities: [], count: 1 }, { ids: 1 });
  const before = services.callsOf('work.wait').length;
  const id = await give('bot-looked-0', 'wait');
  while (services.callsOf('work.wait').length === before) await sleep(50);
  await namespace.client.workflow.getHandle(id).terminate('by a test');
  await ended(id);
  const { events } = await namespace.client.workflow.getHandle('swarm:looked:0').fetchHistory();
  const kinds = new Set(events?.map(({ eventType }) => eventType));
  expect(kinds).toContain(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
  expect(kinds).not.toContain(EventType.EVENT_TYPE_MARKER_RECORDED);
  await replay(await namespace.client.workflow.getHandle('swarm:looked:0').fetchHistory(), 'swarm:looked:0');
});

test('lanes that somebody has terminated are there again for the next one who asks', async () => {
  await made('swarm-again', 2);
  await ended(await give('bot-again-0', 'count', { n: 1 }));
  await namespace.client.workflow.getHandle('baton:lanes').terminate('by a test');
  expect(await ended(await give('bot-again-1', 'count', { n: 2 }))).toMatchObject({ status: 'completed' });
});

test('one that was terminated is found, though the shard leaves its history before anybody would look', async () => {
  const slow = { ...pace, silentMs: 2_000, lookMs: 3_600_000 };
  const busy = patientSwarms(createSwarms(createEntities({ client: namespace.client, pace: slow })));
  const { id } = (
    await busy.createSwarm({ id: 'swarm-busy', name: 'busy', tier: 'L20', capabilities: [], count: 2 }, { ids: 1 })
  ).swarm;
  expect(id).toBe('swarm-busy');
  const before = services.callsOf('work.wait').length;
  const lost = await give('bot-busy-0', 'wait');
  while (services.callsOf('work.wait').length === before) await sleep(50);
  await namespace.client.workflow.getHandle(lost).terminate('by a test');
  for (;;) {
    const other = { type: 'by-hand', data: {}, capabilities: [] };
    await swarms.complete('bot-busy-1', (await swarms.assign('bot-busy-1', other, {})).id, {});
    if ((await swarms.task(lost)).endedAt !== undefined) break;
  }
  expect(await swarms.task(lost)).toMatchObject({ status: 'failed', error: 'terminated in Temporal' });
});

test('a swarm that is made with the id of a deleted one has its tasks done, under the same keys as well', async () => {
  const run = { kind: 'service', service: 'work', method: 'count' } as const;
  const task = { type: 'work.count', data: { n: 7 }, capabilities: [], run };
  const calls = services.callsOf('work.count').length;
  for (const life of [1, 2]) {
    await made('swarm-lives', 2);
    for (const n of [0, 1]) await ended((await swarms.assign(`bot-lives-${n}`, task, { key: `one-${n}` })).id);
    const mass = await swarms.distribute('swarm-lives', task, { key: 'all' });
    for (const n of [0, 1]) expect(await ended(`${mass.id}-${n}`)).toMatchObject({ status: 'completed' });
    expect(services.callsOf('work.count').length - calls).toBe(4 * life);
    await swarms.removeSwarm('swarm-lives');
  }
  expect(new Set(services.callsOf('work.count').map(({ key }) => key)).size).toBe(calls + 8);
});
