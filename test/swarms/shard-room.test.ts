import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { mostPacked, packedBytes } from '../../src/codec/index.ts';
import { createShardRoom, handOn } from '../../src/driver/swarms/shard-room.ts';
import {
  applyShard,
  beginShard,
  fleetLimits,
  joinState,
  orderShard,
  saveShard,
  type Shard,
  type ShardOperation,
  type ShardResult,
  takeShardEffects,
  weighState,
} from '../../src/fleet/index.ts';

/** A shard with everything that its rules allow, none of which packs well, goes into its next history in payloads each of which
 * Temporal takes. */

const random = (bytes: number): string => randomBytes(bytes).toString('base64').slice(0, bytes);
const last = fleetLimits.botsPerShard - 1;

function begun(): Shard {
  const spec = { name: 'room', tier: 'standard', capabilities: [] } as const;
  return beginShard({
    swarm: 'room',
    shard: 0,
    era: 1,
    spec,
    at: 0,
    orders: [{ n: 1, order: { kind: 'add', bots: [0, last] } }],
  });
}

let ids = 0;
const taskId = (): string => `task-room-0-${(ids++).toString(36).padStart(8, '0')}`;

function asking(shard: Shard) {
  const room = createShardRoom(shard);
  return (operation: ShardOperation): ShardResult => {
    const admitted = room.admit(operation);
    const result = 'ok' in admitted ? admitted : applyShard(shard, admitted, ids);
    takeShardEffects(shard);
    return result;
  };
}

const weightOf = (shard: Shard): number => weighState(saveShard(shard));

/** What the next history has of it is what it was, and none of its payloads is larger. */
async function largestOf(shard: Shard): Promise<number> {
  const { state, pieces, weight } = handOn(shard);
  // As text: to compare row by row takes seconds.
  expect(JSON.stringify(joinState(state, pieces)) === JSON.stringify(saveShard(shard))).toBe(true);
  const sizes = await Promise.all([state, ...pieces].map((rows) => packedBytes({ baton: 1, piece: { rows } })));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(weight);
  return Math.max(...sizes);
}

/** As many tasks done and leases taken as are known again. */
function fillMemory(shard: Shard): void {
  const { endedTasks, shardOps } = fleetLimits;
  for (let n = 0; n < endedTasks + shardOps; n++) {
    const [id, bot] = [taskId(), ids % last];
    const at = 1_790_000_000_000 + n * 7;
    applyShard(shard, { op: random(22), kind: 'assign', bot, task: { id, type: 'tidy', data: 1 } }, at);
    applyShard(shard, { op: random(22), kind: 'complete', bot, task: id }, at + (n % 999));
  }
  expect([shard.ended.size, shard.ops.size]).toEqual([endedTasks, shardOps]);
}

test('tasks with data, and then as many small ones as there may be', async () => {
  const shard = begun();
  fillMemory(shard);
  const ask = asking(shard);
  const assign = (bytes: number): ShardResult => {
    const id = taskId();
    const bot = ids % last;
    return ask({ op: random(22), kind: 'assign', bot, task: { id, type: random(200), data: random(bytes) } });
  };
  while (assign(60_000).ok);
  let small = 0;
  while (assign(1).ok) small++;
  expect(assign(1)).toMatchObject({ ok: false, code: 'too-much-pending' });
  expect(small).toBeGreaterThan(1_000);
  expect(await largestOf(shard)).toBeLessThan(mostPacked);
}, 60_000);

test('what was taken before there was no more room is answered again', () => {
  const shard = begun();
  const ask = asking(shard);
  const first = { op: 'first', kind: 'assign', task: { id: taskId(), type: 't', data: 1 } } as const;
  const given = ask(first);
  expect(given.ok).toBe(true);
  while (ask({ op: random(22), kind: 'assign', task: { id: taskId(), type: 't', data: random(60_000) } }).ok);
  expect(ask(first)).toEqual(given);
});

test('at the brim few operations weigh it anew, and there is room for what comes as soon as there is any', () => {
  const shard = begun();
  let weighings = 0;
  const weigh = (full: Shard): number => {
    weighings++;
    return JSON.stringify(saveShard(full)).length;
  };
  const room = createShardRoom(shard, { weigh });
  const ask = (operation: ShardOperation): ShardResult => {
    const admitted = room.admit(operation);
    const result = 'ok' in admitted ? admitted : applyShard(shard, admitted, ids);
    takeShardEffects(shard);
    return result;
  };
  const open: string[] = [];
  const assign = (bytes: number): boolean => {
    const id = taskId();
    const { ok } = ask({
      op: random(22),
      kind: 'assign',
      bot: ids % last,
      task: { id, type: random(200), data: random(bytes) },
    });
    if (ok) open.push(id);
    return ok;
  };
  while (assign(60_000));
  while (assign(1));
  expect(weighings).toBeGreaterThan(1);
  weighings = 0;
  let taken = 0;
  const small = open.slice(20, 520);
  for (const task of small) {
    const bot = shard.tasks.get(task)?.bot ?? 0;
    expect(ask({ op: random(22), kind: 'complete', bot, task }).ok).toBe(true);
    if (assign(1)) taken++;
  }
  expect(weighings).toBeLessThan(20);
  expect(taken).toBeGreaterThan(0);
  while (assign(1));
  weighings = 0;
  for (const task of open.slice(0, 10))
    ask({ op: random(22), kind: 'complete', bot: shard.tasks.get(task)?.bot ?? 0, task });
  expect(assign(30_000)).toBe(true);
  expect(weighings).toBe(1);
}, 60_000);

test('a task that was assigned is answered again, though its operation is forgotten and there is no room', () => {
  const shard = begun();
  const ask = asking(shard);
  const first = { op: 'first', kind: 'assign', task: { id: taskId(), type: 't', data: 1 } } as const;
  const given = ask(first);
  while (ask({ op: random(22), kind: 'assign', task: { id: taskId(), type: 't', data: random(60_000) } }).ok);
  const small = () =>
    ({ op: random(22), kind: 'assign', bot: ids % last, task: { id: taskId(), type: 't', data: 1 } }) as const;
  while (ask(small()).ok);
  shard.ops.clear();
  expect(ask(first)).toEqual(given);
});

const massOf = (n: number): string => `mass-room-${n.toString(36).padStart(8, '0')}`;

function giveMasses(shard: Shard, count: number): void {
  const most = Math.floor(fleetLimits.massBytes / fleetLimits.massTasks) - 100;
  for (let n = 0; n < count; n++) {
    const order = {
      kind: 'mass',
      mass: massOf(n),
      type: random(200),
      data: random(most),
      from: 0,
      of: last + 1,
    } as const;
    orderShard(shard, [{ n: shard.ordered + 1, order }], n);
    takeShardEffects(shard);
  }
}

function failShares(shard: Shard, mass: string): void {
  let failed = 0;
  for (let bot = 0; bot <= last; bot++) {
    const operation = { op: random(22), kind: 'fail', bot, task: `${mass}-${bot}`, error: random(500) } as const;
    if (applyShard(shard, operation, bot).ok) failed++;
  }
  expect(failed).toBe(last + 1);
}

test('mass tasks of which every share fails at length, and is tried again', async () => {
  const masses = 2;
  const shard = begun();
  fillMemory(shard);
  giveMasses(shard, fleetLimits.massTasks);
  for (let n = 0; n < masses; n++) failShares(shard, massOf(n));
  expect(shard.errorBytes).toBeLessThanOrEqual(fleetLimits.keptErrorBytes);
  expect(await largestOf(shard)).toBeLessThan(mostPacked);
  const { counters } = shard;
  expect(counters.failed).toBe(masses * (last + 1));
  orderShard(shard, [{ n: shard.ordered + 1, order: { kind: 'retry-mass', mass: massOf(0) } }], 9);
  expect(counters.failed).toBe((masses - 1) * (last + 1));
  expect(shard.bots.failed.reduce((sum, each) => sum + each, 0)).toBe(counters.failed);
  expect(counters.tiers.standard?.failed).toBe(counters.failed);
}, 60_000);

test('shares that leave their bots are no more tasks than there may be', () => {
  const shard = begun();
  giveMasses(shard, 6);
  orderShard(shard, [{ n: shard.ordered + 1, order: { kind: 'remove', bots: [[1, last]] } }], 9);
  expect(shard.tasks.size).toBe(fleetLimits.pendingTasks);
  expect(shard.counters.failed).toBe(6 * last - fleetLimits.pendingTasks);
});

test('what came nevertheless goes, least important first, before the shard leaves its history', async () => {
  const shard = begun();
  fillMemory(shard);
  giveMasses(shard, fleetLimits.massTasks);
  failShares(shard, massOf(0));
  // Beside the room that is kept, as nothing that is asked can be.
  for (let n = 0; n < 16; n++) {
    const task = { id: taskId(), type: 't', data: random(60_000) };
    applyShard(shard, { op: random(22), kind: 'assign', bot: n, task }, n);
  }
  for (const mass of shard.masses.values()) for (let bot = 0; bot < last; bot += 2) mass.doers.set(bot, bot + 1);
  expect(weightOf(shard)).toBeGreaterThan(8_500_000);
  const { pending } = shard.counters;
  expect(await largestOf(shard)).toBeLessThan(mostPacked);
  expect(weightOf(shard)).toBeLessThan(8_500_000);
  expect(shard.counters.pending).toBe(pending);
  expect(shard.ops.size).toBeGreaterThanOrEqual(1_000);
}, 60_000);
