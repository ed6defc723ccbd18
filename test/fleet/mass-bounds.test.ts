import { expect, test } from '@jest/globals';
import {
  type BotSpec,
  fleetLimits,
  type FleetState,
  hasMoreEffects,
  massesPage,
  openFleet,
  saveFleet,
  takeFleetEffects,
  applyFleet,
  beginFleet,
  shardReported,
  shardStarted,
  beginShard,
  reportOf,
  type FleetEffect,
  taskView,
} from '../../src/fleet/index.ts';
import { askFleet, reopen, settle, settled, shardOf, world } from './world.ts';

const spec: BotSpec = { name: 'w', tier: 'standard', capabilities: [] };
const { botsPerShard } = fleetLimits;
const shards = 30;
const blob = 'x'.repeat(60_000);
const massId = (n: number): string => `mass-w-${String(n).padStart(8, '0')}`;

/** A swarm of so many shards, all of which have started. */
function large() {
  const fleet = beginFleet({ capacity: shards * botsPerShard });
  applyFleet(fleet, { op: 'c', kind: 'create-swarm', swarm: 'w', count: shards * botsPerShard, spec }, 0);
  for (const effect of takeFleetEffects(fleet)) {
    if (effect.kind !== 'start-shard') continue;
    shardStarted(fleet, effect.start);
    shardReported(fleet, reportOf(beginShard(effect.start)));
  }
  for (let n = 0; n < 4; n++) {
    applyFleet(fleet, { op: `m${n}`, kind: 'mass', swarm: 'w', mass: massId(n), type: 't', data: { blob } }, 0);
  }
  return fleet;
}

test('what mass tasks bring to many shards goes in several messages, to each shard once', () => {
  let fleet = large();
  const told: number[] = [];
  let times = 0;
  while (hasMoreEffects(fleet)) {
    const effects: readonly FleetEffect[] = takeFleetEffects(fleet);
    expect(JSON.stringify(effects).length).toBeLessThan(2 * fleetLimits.effectBytes);
    for (const effect of effects) {
      if (effect.kind !== 'order') continue;
      told.push(effect.shard.shard);
      expect(effect.orders.map(({ order }) => order)).toMatchObject(
        Array.from({ length: 4 }, () => ({ data: { blob } })),
      );
    }
    times++;
    // What was not said yet is said by whoever goes on.
    fleet = openFleet(JSON.parse(JSON.stringify(saveFleet(fleet))) as FleetState);
  }
  expect(times).toBeGreaterThan(3);
  expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: shards }, (_, shard) => shard));
});

test('a fleet holds the data of a mass task once, and none when all shards have taken it', () => {
  const saved = saveFleet(large());
  expect(JSON.stringify(saved.swarms.map(({ masses }) => masses)).length).toBeLessThan(5 * blob.length);
  expect(JSON.stringify(saved.swarms.map(({ shards: rows }) => rows)).length).toBeLessThan(shards * botsPerShard);
  const w = world();
  settled(w, { op: 'c', kind: 'create-swarm', swarm: 'w', count: 2, spec });
  askFleet(w, { op: 'm', kind: 'mass', swarm: 'w', mass: massId(0), type: 't', data: { blob } });
  reopen(w);
  settle(w);
  expect(taskView(shardOf(w, { swarm: 'w', shard: 0 }), `${massId(0)}-1`)?.data).toEqual({ blob });
  expect(JSON.stringify(saveFleet(w.fleet))).not.toContain(blob);
});

test('of ended mass tasks of all swarms the oldest of the largest are forgotten', () => {
  const w = world();
  for (const swarm of ['w', 'v']) settled(w, { op: swarm, kind: 'create-swarm', swarm, count: 1, spec });
  const most = fleetLimits.massRecordBytes;
  const big = w.fleet.swarms.get('w');
  for (let n = 0; n < 90; n++) {
    const parts = new Map([[0, { total: 1, revision: 1, completed: 1, failed: 0, cancelled: 0 }]]);
    const type = 't'.repeat(Math.ceil(most / 90));
    big?.masses.set(massId(n), { mass: massId(n), type, at: n, of: 1, bytes: 0, parts, retrying: 0 });
  }
  settled(w, { op: 'm', kind: 'mass', swarm: 'v', mass: 'mass-v-00000000', type: 't', data: 1 });
  const ids = massesPage(w.fleet, 'w', { cursor: null, limit: 100 })?.entries.map(({ mass }) => mass) ?? [];
  expect(ids).not.toContain(massId(0));
  expect(ids).toContain(massId(89));
  expect(ids.length).toBeGreaterThan(80);
  expect(massesPage(w.fleet, 'v', { cursor: null, limit: 100 })?.entries).toHaveLength(1);
});
