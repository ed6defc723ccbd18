import { unreachable } from '../std/index.ts';
import { serveWaiting } from './dead-letters.ts';
import { shardTimeCame } from './leases.ts';
import { fleetLimits } from './limits.ts';
import { forgetMass, giveMass, retryMass } from './mass-orders.ts';
import { isOpenShare, pendingShare, pendingTask } from './pending.ts';
import { takeReport } from './report-shard.ts';
import { botState, type BotKind, placeOf, type Shard } from './shard.ts';
import { leastLoadedOf, setStatus } from './shard-bots.ts';
import type { BotSpec, IndexRange, NumberedOrder, ShardOrder } from './shard-operations.ts';
import { endTask, failShares, give, takeAway } from './shard-tasks.ts';
import { endRunning } from './turns.ts';

/** What the fleet orders, in its order. What came before is answered again, as it was then. */
export function orderShard(shard: Shard, orders: readonly NumberedOrder[], at: number): void {
  shardTimeCame(shard, at);
  const known = new Map(shard.answers.map((answer) => [answer.n, answer]));
  const answers = orders.flatMap(({ n, order }) => {
    if (n <= shard.ordered) return known.get(n) ?? [];
    // One of the orders before it is still on its way: the fleet sends both again.
    if (n > shard.ordered + 1) return [];
    shard.ordered = n;
    shard.revision++;
    return { n, count: shard.closed ? 0 : follow(shard, order, at) };
  });
  if (answers.length === 0) return;
  shard.answers = answers;
  shard.effects.push({ kind: 'told', told: { answers, report: takeReport(shard) } });
}

/** How many bots or tasks it was about. */
function follow(shard: Shard, order: ShardOrder, at: number): number {
  switch (order.kind) {
    case 'add':
      return add(shard, order.bots, order.specs, at);
    case 'remove':
      return remove(shard, order.bots);
    case 'drain':
      return drain(shard, order.bots);
    case 'close':
      return close(shard, at);
    case 'mass':
      return giveMass(shard, order, at);
    case 'retry-mass':
      return retryMass(shard, order.mass);
    case 'forget-mass':
      return forgetMass(shard, order.mass);
    default:
      return unreachable(order);
  }
}

function add(shard: Shard, [first, last]: IndexRange, specs: readonly BotSpec[] | undefined, at: number): number {
  const { bots, counters } = shard;
  const places: number[] = [];
  for (let index = first; index <= last; index++) {
    const place = index % fleetLimits.botsPerShard;
    // One that was there before has left its figures to the shard.
    for (const row of [bots.completed, bots.failed, bots.cancelled]) row[place] = 0;
    bots.createdAt[place] = at;
    bots.lastActive[place] = at;
    const spec = specs?.[index - first];
    if (spec !== undefined) {
      bots.names[place] = spec.name;
      bots.kindOf[place] = kindFor(bots.kinds, spec);
    }
    setStatus(shard, place, shard.draining ? botState.draining : botState.active);
    counters.created++;
    places.push(place);
  }
  forgetBefore(shard, new Set(places));
  serveWaiting(shard, places);
  return places.length;
}

/** That they failed, or lost, anything was said of those that were there before. Each failure is looked at once: there may be as
 * many as bots in each mass task. */
function forgetBefore({ masses, tasks }: Shard, those: ReadonlySet<number>): void {
  for (const { failures } of masses.values()) {
    for (const [place, { error, by }] of failures) {
      if (by !== null && those.has(by)) failures.set(place, { error, by: null });
    }
  }
  for (const task of tasks.values()) {
    if (task.lostBy.some((bot) => those.has(bot))) task.lostBy = task.lostBy.map((bot) => (those.has(bot) ? -1 : bot));
  }
}

function kindFor(kinds: BotKind[], { tier, capabilities }: BotSpec): number {
  const at = kinds.findIndex(
    (kind) => kind.tier === tier && JSON.stringify(kind.capabilities) === JSON.stringify(capabilities),
  );
  return at >= 0 ? at : kinds.push({ tier, capabilities }) - 1;
}

function placesIn(shard: Shard, ranges: readonly IndexRange[]): number[] {
  const places: number[] = [];
  for (const [first, last] of ranges) {
    for (let index = first; index <= last; index++) {
      const place = placeOf(shard, index);
      if (place !== null) places.push(place);
    }
  }
  return places;
}

/** A share that leaves its bot takes room of its own; it can be tried again. */
const tooMany = 'its bot was removed, and the others have as many tasks as there may be';

/** What the orchestrator does at this moment it does to the end; all else goes to others, or waits for some. */
function remove(shard: Shard, ranges: readonly IndexRange[]): number {
  const places = placesIn(shard, ranges);
  for (const place of places) {
    setStatus(shard, place, botState.deleted);
    shard.leases.delete(place);
  }
  const next = leastLoadedOf(shard);
  for (const place of places) {
    for (const task of shard.tasksOf.get(place)?.values() ?? []) {
      if (shard.running.has(task.id)) continue;
      takeAway(shard, pendingTask(task));
      give(shard, task, next(task.capabilities));
    }
    for (const mass of shard.open.values()) {
      if (shard.tasks.size >= fleetLimits.pendingTasks) break;
      if (!isOpenShare(mass, place)) continue;
      const pending = pendingShare(shard, mass, place);
      if (!shard.running.has(pending.id)) give(shard, takeAway(shard, pending), next([]));
    }
  }
  if (shard.tasks.size >= fleetLimits.pendingTasks) failShares(shard, places, tooMany);
  return places.length;
}

function drain(shard: Shard, ranges: readonly IndexRange[] | undefined): number {
  if (ranges === undefined) shard.draining = true;
  const { status } = shard.bots;
  const places = ranges === undefined ? [...status.keys()] : placesIn(shard, ranges);
  let count = 0;
  for (const place of places) {
    if (status[place] === botState.active) setStatus(shard, place, botState.draining);
    else if (status[place] === botState.lost) setStatus(shard, place, botState.lostDraining);
    else continue;
    count++;
  }
  // Now that all of them drain, those that drain already do what the others have left.
  if (ranges === undefined) serveWaiting(shard, status.keys());
  return count;
}

/** By a fleet that has no shard of its era. */
export function closeShard(shard: Shard, at: number): void {
  if (shard.closed) return;
  shard.revision++;
  close(shard, at);
}

function close(shard: Shard, at: number): number {
  const cancelled = { status: 'cancelled', at, error: 'its swarm was deleted' } as const;
  for (const id of shard.running.keys()) {
    endRunning(shard, id);
    shard.effects.push({ kind: 'stop', task: id });
  }
  for (const task of shard.tasks.values()) endTask(shard, pendingTask(task), cancelled);
  for (const mass of shard.open.values()) {
    for (const place of shard.bots.status.keys()) {
      if (isOpenShare(mass, place)) endTask(shard, pendingShare(shard, mass, place), cancelled);
    }
  }
  shard.leases.clear();
  const count = shard.counters.bots;
  for (const place of shard.bots.status.keys()) {
    if (shard.bots.status[place] !== botState.none) setStatus(shard, place, botState.deleted);
  }
  shard.closed = true;
  return count;
}
