import { bits, clearBit, hasBit, setBit } from './bits.ts';
import { fleetLimits } from './limits.ts';
import { forgetFailure } from './mass-failures.ts';
import { openShares } from './pending.ts';
import { type Mass, type Shard } from './shard.ts';
import { isDraining, leastLoadedOf, takesPart } from './shard-bots.ts';
import type { ShardOrder } from './shard-operations.ts';
import { countPending, give, reopenShare, taskOfShare } from './shard-tasks.ts';
import { noteDue } from './turns.ts';

export function giveMass(shard: Shard, order: Extract<ShardOrder, { readonly kind: 'mass' }>, at: number): number {
  const { mass: id, type, data, from, of, run } = order;
  const size = fleetLimits.botsPerShard;
  const given = bits(size);
  const places = [...shard.bots.status.keys()].filter((place) => takesPart(shard, place));
  const mass: Mass = {
    id,
    type,
    data,
    ...(run !== undefined && { run }),
    at,
    from,
    of,
    total: places.length,
    given,
    completed: bits(size),
    failed: bits(size),
    cancelled: bits(size),
    moved: bits(size),
    count: { completed: 0, failed: 0, cancelled: 0 },
    failures: new Map(),
    doers: new Map(),
    attempts: new Map(),
  };
  shard.masses.set(id, mass);
  shard.changed.add(mass);
  if (places.length > 0) shard.open.set(id, mass);
  shard.counters.given += places.length;
  for (const place of places) {
    setBit(given, place);
    countPending(shard, place, 1);
    if (run !== undefined) noteDue(shard, place);
  }
  return places.length;
}

/** What has failed is to be done again: by its own bot, if that is still there and takes new tasks, or if nobody else does. */
export function retryMass(shard: Shard, id: string): number {
  const mass = shard.masses.get(id);
  if (mass === undefined) return 0;
  // Of those that go elsewhere as many as there may be tasks; the others have failed as before.
  let room = fleetLimits.pendingTasks - shard.tasks.size;
  const places = [...shard.bots.status.keys()].filter(
    (place) => hasBit(mass.failed, place) && (takesPart(shard, place) || room-- > 0),
  );
  for (const place of places) reopenShare(shard, mass, place);
  for (const place of places.filter((each) => takesPart(shard, each))) giveBack(shard, mass, place);
  const next = leastLoadedOf(shard);
  for (const place of places.filter((each) => !takesPart(shard, each))) {
    const other = next([]);
    if (other === null && isDraining(shard, place)) giveBack(shard, mass, place);
    else {
      setBit(mass.moved, place);
      give(shard, taskOfShare(shard, mass, place, mass.attempts.get(place) ?? 1), other);
    }
  }
  return places.length;
}

function giveBack(shard: Shard, mass: Mass, place: number): void {
  clearBit(mass.moved, place);
  countPending(shard, place, 1);
  if (mass.run !== undefined) noteDue(shard, place);
}

/** Only one that has ended is forgotten. */
export function forgetMass(shard: Shard, id: string): number {
  const mass = shard.masses.get(id);
  if (mass === undefined || openShares(mass) > 0) return 0;
  for (const place of mass.failures.keys()) forgetFailure(shard, mass, place);
  shard.masses.delete(id);
  shard.changed.delete(mass);
  return 1;
}
