import { type Json, jsonBytes } from '../std/index.ts';
import { bits } from './bits.ts';
import type { Fleet, FleetShard, Swarm } from './fleet.ts';
import type { FleetEffect } from './fleet-operations.ts';
import { fleetLimits } from './limits.ts';
import type { NumberedOrder, ShardOrder } from './shard-operations.ts';

/** How the fleet speaks to its shards: in numbered orders, of which at most one batch is under way to each. */

export function newShard(swarm: Swarm, shard: number, at: number): FleetShard {
  const made: FleetShard = {
    swarm,
    shard,
    at,
    since: at,
    bots: bits(fleetLimits.botsPerShard),
    draining: bits(fleetLimits.botsPerShard),
    count: 0,
    drainingCount: 0,
    leaving: 0,
    specBytes: 0,
    phase: 'new',
    ordered: 0,
    sent: [],
    queue: [],
    waits: new Map(),
    report: null,
  };
  swarm.shards.set(shard, made);
  return made;
}

/** The operation, if one is named, does not end before this is answered. */
export function orderFor(fleet: Fleet, op: string | null, shard: FleetShard, order: ShardOrder): void {
  shard.ordered++;
  shard.queue.push({ n: shard.ordered, order });
  fleet.touched.add(shard);
  const waiting = op === null ? undefined : fleet.ops.get(op);
  if (op === null || waiting === undefined) return;
  waiting.left++;
  shard.waits.set(shard.ordered, op);
}

/** What is to be done, said once. What several operations order of a shard goes there together. A mass task goes to every shard with
 * its data: what is too much for one message to the server is left for the next time, see `hasMoreEffects`. */
export function takeFleetEffects(fleet: Fleet): FleetEffect[] {
  const effects: FleetEffect[] = [];
  let bytes = 0;
  for (const shard of fleet.touched) {
    if (bytes > fleetLimits.effectBytes) break;
    fleet.touched.delete(shard);
    if (shard.sent.length > 0 || shard.queue.length === 0) continue;
    shard.sent = shard.queue.splice(0, shard.phase === 'new' ? firstOther(shard.queue) : shard.queue.length);
    if (shard.phase === 'new') shard.phase = 'starting';
    effects.push(effectOf(shard));
    for (const { order } of shard.sent) bytes += bytesOf(shard.swarm, order);
  }
  return effects;
}

/** Whether there is something to be taken at once. */
export function hasMoreEffects({ touched }: Fleet): boolean {
  return touched.size > 0;
}

/** Of what callers wrote in it. */
function bytesOf({ masses }: Swarm, order: ShardOrder): number {
  if (order.kind === 'mass') return masses.get(order.mass)?.bytes ?? 0;
  return order.kind === 'add' ? jsonBytes((order.specs ?? []) as unknown as Json) : 0;
}

/** A shard begins with bots only. That it has started is no answer to anything else, which follows as an order. */
function firstOther(queue: readonly NumberedOrder[]): number {
  const at = queue.findIndex(({ order }) => order.kind !== 'add');
  return at < 0 ? queue.length : at;
}

/** What has been said and not been answered; saying it again does no harm. */
export function outstandingEffects(fleet: Fleet): FleetEffect[] {
  return [...fleet.swarms.values()].flatMap(({ shards }) =>
    [...shards.values()].filter(({ sent }) => sent.length > 0).map(effectOf),
  );
}

function effectOf({ swarm: { swarm, era, spec, isPool }, shard, at, phase, sent }: FleetShard): FleetEffect {
  if (phase === 'started') return { kind: 'order', shard: { swarm, shard }, orders: sent };
  return { kind: 'start-shard', start: { swarm, shard, era, spec: isPool ? null : spec, orders: sent, at } };
}
