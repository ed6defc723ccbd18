import { type Json, jsonBytes } from '../std/index.ts';
import { clearBit, hasBit, setBit } from './bits.ts';
import type { Fleet, FleetShard, Swarm } from './fleet.ts';
import type { FleetOperation, FleetValue } from './fleet-operations.ts';
import { botId, poolSlug, shardOf, swarmId } from './ids.ts';
import { fleetLimits } from './limits.ts';
import { type Refused, refused } from './refused.ts';
import { newShard, orderFor } from './send-orders.ts';
import type { BotSpec, IndexRange } from './shard-operations.ts';

type Of<Kind extends FleetOperation['kind']> = Extract<FleetOperation, { readonly kind: Kind }>;

const { botsPerShard } = fleetLimits;

export function beginOp(fleet: Fleet, op: string, value: FleetValue): void {
  fleet.ops.set(op, { left: 0, counted: 0, value });
}

function noRoom(fleet: Fleet, more: number): Refused | null {
  // Less than none where the capacity was set lower than the bots there are.
  const left = Math.max(fleet.capacity - fleet.bots, 0);
  if (more <= left) return null;
  const asked = more === 1 ? 'a bot more is asked for' : `${more} bots more are asked for`;
  const message = `${asked}, and there is room for ${left === 0 ? 'none' : left}`;
  return { ...refused('capacity-exceeded', message), capacityRemaining: left };
}

/** One that exists for whoever asks. */
export function swarmFor(fleet: Fleet, slug: string): Swarm | Refused {
  const swarm = fleet.swarms.get(slug);
  if (swarm === undefined || swarm.status === 'deleting' || swarm.isPool) {
    return refused('swarm-not-found', `there is no swarm \`${swarmId(slug)}\``);
  }
  return swarm;
}

export function activeSwarm(fleet: Fleet, slug: string): Swarm | Refused {
  const swarm = swarmFor(fleet, slug);
  if ('ok' in swarm || swarm.status === 'active') return swarm;
  return refused('swarm-draining', `\`${swarmId(slug)}\` is draining: nothing new comes to it`);
}

export function createSwarm(fleet: Fleet, { op, swarm: slug, count, spec }: Of<'create-swarm'>, at: number) {
  if (slug === poolSlug || fleet.swarms.has(slug)) {
    return refused('swarm-exists', `there is a swarm \`${swarmId(slug)}\` already`);
  }
  const made = [...fleet.swarms.values()].filter(({ isPool }) => !isPool).length;
  if (made >= fleetLimits.swarms) {
    return refused('too-many-swarms', `there are ${made} swarms; ${fleetLimits.swarms} is the most`);
  }
  const full = noRoom(fleet, count);
  if (full !== null) return full;
  beginOp(fleet, op, { kind: 'swarm-created', swarm: slug, count, at });
  add(fleet, op, beginSwarm(fleet, slug, spec, at, { op, count }), count, at);
  return null;
}

function beginSwarm(fleet: Fleet, slug: string, spec: BotSpec, at: number, made?: Swarm['made']): Swarm {
  fleet.eras++;
  const swarm: Swarm = {
    swarm: slug,
    era: fleet.eras,
    spec,
    isPool: slug === poolSlug,
    createdAt: at,
    ...(made !== undefined && { made }),
    status: 'active',
    resizing: 0,
    next: 0,
    shards: new Map(),
    masses: new Map(),
  };
  fleet.swarms.set(slug, swarm);
  return swarm;
}

/** The lowest indices that are free. */
function add(fleet: Fleet, op: string, swarm: Swarm, count: number, at: number): void {
  let left = count;
  for (let number = 0; left > 0; number++) {
    const shard = swarm.shards.get(number);
    if (shard?.count === botsPerShard) continue;
    const into = shard ?? newShard(swarm, number, at);
    for (const [first, last] of freeRanges(into, left)) {
      left -= last - first + 1;
      enter(fleet, into, [first, last], at);
      orderFor(fleet, op, into, { kind: 'add', bots: indices(into, [first, last]) });
    }
  }
}

function enter(fleet: Fleet, shard: FleetShard, [first, last]: IndexRange, at: number): void {
  if (shard.count === 0) shard.since = at;
  const count = last - first + 1;
  for (let place = first; place <= last; place++) {
    setBit(shard.bots, place);
    clearBit(shard.draining, place);
  }
  shard.count += count;
  fleet.bots += count;
  fleet.created += count;
}

function leave(shard: FleetShard, place: number): void {
  clearBit(shard.bots, place);
  if (hasBit(shard.draining, place)) shard.drainingCount--;
  clearBit(shard.draining, place);
  shard.count--;
  shard.leaving++;
}

function freeRanges(shard: FleetShard, most: number): IndexRange[] {
  return rangesOf((place) => !hasBit(shard.bots, place), most);
}

/** Runs of the places that fit, from the first on, `most` places in all. */
function rangesOf(fits: (place: number) => boolean, most: number): IndexRange[] {
  const ranges: [number, number][] = [];
  let left = most;
  for (let place = 0; place < botsPerShard && left > 0; place++) {
    if (!fits(place)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === place - 1) last[1] = place;
    else ranges.push([place, place]);
    left--;
  }
  return ranges;
}

function indices({ shard }: FleetShard, [first, last]: IndexRange): IndexRange {
  return [shard * botsPerShard + first, shard * botsPerShard + last];
}

export function createBots(fleet: Fleet, { op, bots }: Of<'create-bots'>, at: number) {
  const full = noRoom(fleet, bots.length);
  if (full !== null) return full;
  const pool = fleet.swarms.get(poolSlug) ?? beginSwarm(fleet, poolSlug, ofPool, at);
  const first = firstIndex(pool, bots);
  if (first + bots.length > fleetLimits.indices) {
    return refused('capacity-exceeded', `${first} bots have been created one by one; there are no more ids for others`);
  }
  beginOp(fleet, op, { kind: 'bots-created', first, count: bots.length, at });
  pool.next = first + bots.length;
  for (let done = 0; done < bots.length;) {
    const index = first + done;
    const number = shardOf(index);
    const shard = pool.shards.get(number) ?? newShard(pool, number, at);
    const place = index % botsPerShard;
    const count = Math.min(bots.length - done, botsPerShard - place);
    enter(fleet, shard, [place, place + count - 1], at);
    const specs = bots.slice(done, done + count);
    shard.specBytes += bytesOf(specs);
    orderFor(fleet, op, shard, { kind: 'add', bots: [index, index + count - 1], specs });
    done += count;
  }
  return null;
}

/** In the shard that the last one is in, if it has room for what these are called and able to do. */
function firstIndex({ next, shards }: Swarm, bots: readonly BotSpec[]): number {
  const number = shardOf(next);
  const { specBytes = 0 } = shards.get(number) ?? {};
  const isFull = specBytes > 0 && specBytes + bytesOf(bots) > fleetLimits.specBytes;
  return isFull ? (number + 1) * botsPerShard : next;
}

function bytesOf(specs: readonly BotSpec[]): number {
  return jsonBytes(specs as unknown as Json);
}

/** Each of its bots has a spec of its own. */
const ofPool: BotSpec = { name: poolSlug, tier: 'standard', capabilities: [] };

export function resize(fleet: Fleet, { op, swarm: slug, count }: Of<'resize'>, at: number) {
  const swarm = activeSwarm(fleet, slug);
  if ('ok' in swarm) return swarm;
  const before = countOf(swarm);
  const full = noRoom(fleet, count - before);
  if (full !== null) return full;
  beginOp(fleet, op, { kind: 'resized', swarm: slug, before, count, at });
  if (count > before) add(fleet, op, swarm, count - before, at);
  else takeAway(fleet, op, swarm, before - count);
  if (count !== before) swarm.resizing++;
  return null;
}

export function countOf({ shards }: Swarm): number {
  return [...shards.values()].reduce((sum, { count }) => sum + count, 0);
}

/** The highest indices. */
function takeAway(fleet: Fleet, op: string, swarm: Swarm, count: number): void {
  let left = count;
  const numbers = [...swarm.shards.keys()].toSorted((a, b) => b - a);
  for (const number of numbers) {
    const shard = swarm.shards.get(number);
    if (left === 0) return;
    if (shard === undefined || shard.count === 0) continue;
    const staying = Math.max(shard.count - left, 0);
    let seen = 0;
    const ranges = rangesOf((place) => hasBit(shard.bots, place) && seen++ >= staying, botsPerShard);
    left -= shard.count - staying;
    for (const [first, last] of ranges) for (let place = first; place <= last; place++) leave(shard, place);
    orderFor(fleet, op, shard, { kind: 'remove', bots: ranges.map((range) => indices(shard, range)) });
  }
}

export function drain(fleet: Fleet, { op, swarm: slug, bot }: Of<'drain'>, at: number) {
  if (bot !== undefined) {
    const shard = shardWith(fleet, slug, bot);
    if ('ok' in shard) return shard;
    beginOp(fleet, op, { kind: 'draining', swarm: slug, count: 1, at });
    const place = bot % botsPerShard;
    if (!hasBit(shard.draining, place)) shard.drainingCount++;
    setBit(shard.draining, place);
    orderFor(fleet, op, shard, { kind: 'drain', bots: [[bot, bot]] });
    return null;
  }
  const swarm = swarmFor(fleet, slug);
  if ('ok' in swarm) return swarm;
  beginOp(fleet, op, { kind: 'draining', swarm: slug, count: 0, at });
  swarm.status = 'draining';
  for (const shard of swarm.shards.values()) {
    shard.drainingCount = shard.count;
    shard.draining.set(shard.bots);
    orderFor(fleet, op, shard, { kind: 'drain' });
  }
  return null;
}

function shardWith(fleet: Fleet, slug: string, bot: number): FleetShard | Refused {
  const swarm = fleet.swarms.get(slug);
  const shard = swarm?.status === 'deleting' ? undefined : swarm?.shards.get(shardOf(bot));
  if (shard !== undefined && hasBit(shard.bots, bot % botsPerShard)) return shard;
  return refused('bot-not-found', `there is no bot \`${botId(slug, bot)}\``);
}

export function deleteSwarm(fleet: Fleet, { op, swarm: slug }: Of<'delete'>, at: number) {
  const swarm = swarmFor(fleet, slug);
  if ('ok' in swarm) return swarm;
  beginOp(fleet, op, { kind: 'deleted', swarm: slug, count: 0, at });
  swarm.status = 'deleting';
  for (const shard of swarm.shards.values()) close(fleet, op, shard);
  // One whose shards were all ended from outside.
  if (swarm.shards.size === 0) fleet.swarms.delete(slug);
  return null;
}

function close(fleet: Fleet, op: string | null, shard: FleetShard): void {
  shard.leaving += shard.count;
  shard.count = 0;
  orderFor(fleet, op, shard, { kind: 'close' });
}

export function removeBot(fleet: Fleet, { op, swarm: slug, bot }: Of<'remove-bot'>, at: number) {
  const shard = shardWith(fleet, slug, bot);
  if ('ok' in shard) return shard;
  beginOp(fleet, op, { kind: 'bot-removed', swarm: slug, bot, at });
  leave(shard, bot % botsPerShard);
  orderFor(fleet, op, shard, { kind: 'remove', bots: [[bot, bot]] });
  // Nobody comes to this shard any more: indices of the pool are given once.
  const isOver = shard.swarm.isPool && shard.count === 0 && shard.swarm.next >= (shard.shard + 1) * botsPerShard;
  if (isOver) close(fleet, null, shard);
  return null;
}
