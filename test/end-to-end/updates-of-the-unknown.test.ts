import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { isUntimely } from '../../src/config/index.ts';
import { createEntities, createSwarms, type Swarms } from '../../src/swarms/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { replay } from '../support/replays.ts';
import { patientSwarms } from '../support/patient-swarms.ts';

/** The first thing that a new worker hears of a shard is an update, and the shard's last two tasks came to nothing. */

const { EventType, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;
const names = ['a', 'b', 'c'];

let namespace: OwnNamespace;
let services: RecordingService;
let worker: OwnWorker;
let swarms: Swarms;

const startWorker = async (): Promise<OwnWorker> => await ownWorker(namespace, { work: services.baseUrl('work') });

beforeAll(async () => {
  services = await startRecordingService({});
  namespace = await ownNamespace();
  worker = await startWorker();
  // Nothing is told by itself once it has been told first.
  const pace = { reportMs: 3_600_000, quietMs: 50, slackMs: 50 };
  swarms = patientSwarms(createSwarms(createEntities({ client: namespace.client, pace })));
});

afterAll(async () => {
  await worker?.close();
  await namespace?.close();
  await services?.close();
});

const shardOf = (name: string) => namespace.client.workflow.getHandle(`swarm:${name}:0`);
const run = { kind: 'service', service: 'work', method: 'count' } as const;

async function kindsOf(name: string): Promise<readonly unknown[]> {
  const { events } = await shardOf(name).fetchHistory();
  return (events ?? []).map(({ eventType }) => eventType);
}

/** That its word to the lanes has arrived came to nothing, and neither did anything come of the task before. */
const quietEnd = [
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
  EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
];

/** What signals without orders make of it is the server's business; some time it is this. */
async function makeQuiet(name: string): Promise<void> {
  for (;;) {
    const { id } = await swarms.assign(`bot-${name}-0`, { type: 'work.count', data: {}, capabilities: [], run }, {});
    while ((await swarms.task(id)).endedAt === undefined) await shardOf(name).signal('baton.order', {});
    await sleep(300);
    const kinds = await kindsOf(name);
    if (quietEnd.every((kind, index) => kind === kinds.at(index - quietEnd.length))) return;
  }
}

async function update(name: string): Promise<void> {
  const [done, byHand] = [`task-${name}-0-byrun`, `task-${name}-0-byhand`];
  const operations = [
    { op: 'one', kind: 'assign', bot: 1, task: { id: byHand, type: 'by-hand', data: {} } },
    { op: 'two', kind: 'assign', bot: 0, task: { id: done, type: 'work.count', data: {}, run } },
    { op: 'three', kind: 'lease', bot: 1, forMs: 600_000 },
  ];
  const updateId = `of-${name}`;
  for (;;) {
    try {
      await shardOf(name).executeUpdate('baton.apply', { updateId, args: [{ baton: 1, operations }] });
      return;
    } catch (error) {
      // While task after task takes too long on a busy machine, Temporal takes no update.
      if (!isUntimely(error)) throw error;
      await sleep(200);
    }
  }
}

/** Why tasks failed; one that took too long is none of them. */
async function failuresOf(name: string): Promise<readonly unknown[]> {
  const { events } = await shardOf(name).fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause ?? []);
}

test('it does what it would have done one after the other', async () => {
  for (const name of names) {
    await swarms.createSwarm({ id: `swarm-${name}`, name, tier: 'L20', capabilities: [], count: 2 }, { ids: 1 });
  }
  await Promise.all(names.map(makeQuiet));
  await worker.close();
  worker = await startWorker();
  await Promise.all(names.map(update));
  for (const name of names) {
    await replay(await shardOf(name).fetchHistory(), shardOf(name).workflowId);
    expect(await failuresOf(name)).not.toContain(
      WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
    );
  }
  expect(services.callsOf('work.count').length).toBeGreaterThan(0);
});
