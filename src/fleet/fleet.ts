import type { Bits } from './bits.ts';
import type { EndedTasks, FleetValue } from './fleet-operations.ts';
import { fleetLimits } from './limits.ts';
import { noCounters, type ShardCounters, type ShardReport } from './reports.ts';
import type { BotSpec, NumberedOrder } from './shard-operations.ts';

/** The fleet as it works; `saveFleet` makes one JSON value of it. It alone decides who is a member of what, so it knows that of every
 * bot; what bots do it knows from reports. */
export interface Fleet {
  capacity: number;
  /** In the order of their making; the pool is one of them. */
  readonly swarms: Map<string, Swarm>;
  /** Sums of the shards that are no more. */
  gone: ShardCounters;
  /** On record, those included that are being made or taken away. */
  bots: number;
  created: number;
  eras: number;
  readonly ops: Map<string, FleetOp>;
  /** With orders that have not been sent. */
  readonly touched: Set<FleetShard>;
}

export interface Swarm {
  readonly swarm: string;
  readonly era: number;
  readonly spec: BotSpec;
  readonly isPool: boolean;
  readonly createdAt: number;
  /** The operation that made it, and how many bots it asked for. */
  readonly made?: { readonly op: string; readonly count: number };
  status: 'active' | 'draining' | 'deleting';
  /** Resizes that have not ended. */
  resizing: number;
  /** The first index that was never given; of the pool, whose indices are given once. */
  next: number;
  readonly shards: Map<number, FleetShard>;
  readonly masses: Map<string, FleetMass>;
}

export interface FleetShard {
  readonly swarm: Swarm;
  readonly shard: number;
  /** When it was first wanted, and since when there have been bots in it all the time. */
  readonly at: number;
  since: number;
  /** Places on record, and of those the ones that take nothing new. */
  readonly bots: Bits;
  readonly draining: Bits;
  count: number;
  drainingCount: number;
  /** Off record, but not gone before the shard has said so. */
  leaving: number;
  /** Of the pool: names and capabilities, as JSON, of all bots that it was ever given. */
  specBytes: number;
  phase: 'new' | 'starting' | 'started';
  /** The number of the last order. */
  ordered: number;
  /** Under way, and waiting until those have been answered. */
  sent: readonly NumberedOrder[];
  queue: NumberedOrder[];
  /** By the number of an order: the operation that waits for its answer. */
  readonly waits: Map<number, string>;
  report: ShardReport | null;
}

export interface FleetMass {
  readonly mass: string;
  /** That gave it. */
  readonly op?: string;
  readonly type: string;
  readonly at: number;
  readonly of: number;
  /** Of its data, as long as they are kept. */
  bytes: number;
  /** By shard. */
  readonly parts: Map<number, MassPart>;
  /** Retries that have not ended. */
  retrying: number;
}

export interface MassPart {
  readonly total: number;
  /** Of the report that it is from. */
  readonly revision: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface FleetOp {
  /** Answers of shards that are not there yet, and what was counted in those that are. */
  left: number;
  counted: number;
  /** Of the shards that have closed for it. */
  ended?: EndedTasks;
  readonly value: FleetValue;
}

/** `eras`: how many there may have been, of swarms of a fleet that somebody has ended. */
export function beginFleet({
  capacity = fleetLimits.capacity,
  eras = 0,
}: {
  readonly capacity?: number;
  readonly eras?: number;
}): Fleet {
  const ops = new Map<string, FleetOp>();
  return { capacity, swarms: new Map(), gone: noCounters, bots: 0, created: 0, eras, ops, touched: new Set() };
}
