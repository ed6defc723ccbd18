import type { Json } from '../std/index.ts';
import { bitsText, readBits } from './bits.ts';
import {
  beginFleet,
  type Fleet,
  type FleetMass,
  type FleetOp,
  type FleetShard,
  type MassPart,
  type Swarm,
} from './fleet.ts';
import { fleetLimits } from './limits.ts';
import type { NumberedOrder } from './shard-operations.ts';
import { newShard } from './send-orders.ts';

/** The fleet as one JSON value. */
export interface FleetState {
  readonly format: 1;
  readonly capacity: number;
  readonly gone: Fleet['gone'];
  readonly bots: number;
  readonly created: number;
  readonly eras: number;
  readonly swarms: readonly SwarmState[];
  readonly ops: readonly (readonly [string, FleetOp])[];
}

interface SwarmState extends Omit<Swarm, 'shards' | 'masses'> {
  readonly shards: readonly ShardRow[];
  readonly masses: readonly MassState[];
}

interface ShardRow extends Omit<FleetShard, 'swarm' | 'bots' | 'draining' | 'waits' | 'since'> {
  readonly since?: number;
  readonly bots: string;
  readonly draining: string;
  readonly waits: readonly (readonly [number, string])[];
}

interface MassState extends Omit<FleetMass, 'parts'> {
  /** As long as there are shards that have not taken it. In their orders it is left out. */
  readonly data?: Json;
  readonly parts: readonly (readonly [number, MassPart])[];
}

/** Of a fleet whose effects have been taken, as many as go at once. */
export function saveFleet({ capacity, gone, bots, created, eras, swarms, ops }: Fleet): FleetState {
  return {
    format: 1,
    capacity,
    gone,
    bots,
    created,
    eras,
    swarms: [...swarms.values()].map((swarm) => ({
      ...swarm,
      shards: [...swarm.shards.values()].map(shardRow),
      masses: massRows(swarm),
    })),
    ops: [...ops].map(([op, known]) => [op, { ...known }]),
  };
}

/** Their data once, however many shards have not taken them yet. */
function massRows({ shards, masses }: Swarm): MassState[] {
  const data = new Map<string, Json>();
  for (const { sent, queue } of shards.values()) {
    for (const { order } of [...sent, ...queue]) if (order.kind === 'mass') data.set(order.mass, order.data);
  }
  return [...masses.values()].map((mass) => {
    const own = data.get(mass.mass);
    return { ...mass, parts: [...mass.parts], ...(own !== undefined && { data: own }) };
  });
}

function shardRow({ swarm: { masses }, bots, draining, waits, sent, queue, ...row }: FleetShard): ShardRow {
  const withoutData = (orders: readonly NumberedOrder[]): NumberedOrder[] =>
    orders.map(({ n, order }) => {
      const isOnRecord = order.kind === 'mass' && masses.has(order.mass);
      return { n, order: isOnRecord ? { ...order, data: null } : order };
    });
  const orders = { sent: withoutData(sent), queue: withoutData(queue) };
  return { ...row, ...orders, bots: bitsText(bots), draining: bitsText(draining), waits: [...waits] };
}

/** `capacity`: another one than it had. */
export function openFleet(
  state: FleetState,
  { capacity = state.capacity }: { readonly capacity?: number } = {},
): Fleet {
  const fleet = beginFleet({ capacity });
  const { gone, bots, created, eras } = state;
  Object.assign(fleet, { gone, bots, created, eras });
  for (const [op, known] of state.ops) fleet.ops.set(op, { ...known });
  for (const { shards, masses, ...own } of state.swarms) {
    const swarm: Swarm = { ...own, shards: new Map(), masses: new Map() };
    fleet.swarms.set(swarm.swarm, swarm);
    const data = new Map<string, Json>();
    for (const mass of masses) if (mass.data !== undefined) data.set(mass.mass, mass.data);
    for (const row of shards) {
      const shard = openShardRow(swarm, row, data);
      if (shard.sent.length === 0 && shard.queue.length > 0) fleet.touched.add(shard);
    }
    for (const { data: _data, ...mass } of masses) swarm.masses.set(mass.mass, { ...mass, parts: new Map(mass.parts) });
  }
  return fleet;
}

function openShardRow(swarm: Swarm, row: ShardRow, data: ReadonlyMap<string, Json>): FleetShard {
  const { bots, draining, waits, sent, queue, ...own } = row;
  const shard = newShard(swarm, row.shard, row.at);
  const size = fleetLimits.botsPerShard;
  shard.bots.set(readBits(bots, size));
  shard.draining.set(readBits(draining, size));
  const withData = ({ n, order }: NumberedOrder): NumberedOrder => {
    const known = order.kind === 'mass' ? data.get(order.mass) : undefined;
    return { n, order: order.kind === 'mass' && known !== undefined ? { ...order, data: known } : order };
  };
  Object.assign(shard, { ...own, sent: sent.map(withData), queue: queue.map(withData) });
  for (const [n, op] of waits) shard.waits.set(n, op);
  return shard;
}
