import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { createEntities, createSwarms, type Entities, type Swarms } from '../../src/swarms/index.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';
import { ownWorker, type OwnWorker } from '../support/own-worker.ts';
import { replay } from '../support/replays.ts';
import { patientSwarms } from '../support/patient-swarms.ts';

/** Shards that are asked something while nobody works, and are told something before the question reaches a worker: it comes
 * with events whose task has not begun. */

const { EventType } = proto.temporal.api.enums.v1;
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const reportMs = 4_000;

let namespace: OwnNamespace;
let worker: OwnWorker;
let entities: Entities;
let swarms: Swarms;

beforeAll(async () => {
  namespace = await ownNamespace();
  worker = await ownWorker(namespace, {});
  const pace = { reportMs, quietMs: 50, slackMs: 50, memoMs: 50 };
  entities = createEntities({ client: namespace.client, pace });
  swarms = patientSwarms(createSwarms(entities));
});

afterAll(async () => {
  await worker?.close();
  await namespace?.close();
});

const shardOf = (name: string) => namespace.client.workflow.getHandle(`swarm:${name}:0`);

async function kindsOf(name: string): Promise<readonly unknown[]> {
  const { events } = await shardOf(name).fetchHistory();
  return (events ?? []).map(({ eventType }) => eventType);
}

const reports = (kinds: readonly unknown[]): number =>
  kinds.filter((kind) => kind === EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED).length;

test('they answer, and their histories replay', async () => {
  for (const name of names) {
    await swarms.createSwarm({ id: `swarm-${name}`, name, tier: 'L20', capabilities: [], count: 1 }, { ids: 1 });
  }
  for (const name of names) while (reports(await kindsOf(name)) === 0) await sleep(50);
  const { rows } = await entities.fleet.memo();
  await worker.close();
  const asked = names.map(async (name) => await swarms.bot(`bot-${name}-0`));
  // Longer than the time between two reports: what happens now is told at once, or after that time once more.
  await sleep(reportMs);
  for (const name of names) {
    const order = { kind: 'forget-mass', mass: 'none' };
    const content = {
      shard: { swarm: name, shard: 0, era: rows.find(({ swarm }) => swarm === name)?.era },
      orders: [1, 2].map((n) => ({ n, order })),
    };
    await shardOf(name).signal('baton.order', content);
  }
  worker = await ownWorker(namespace, {});
  await Promise.all(
    names.map(async (name, index) => {
      expect(await asked[index]).toMatchObject({ tier: 'L20' });
      const before = reports(await kindsOf(name));
      await swarms.assign(`bot-${name}-0`, { type: 'by-hand', data: {}, capabilities: [] }, {});
      while (reports(await kindsOf(name)) <= before) await sleep(50);
      await replay(await shardOf(name).fetchHistory(), shardOf(name).workflowId);
    }),
  );
});
