import type { Json } from '../std/index.ts';
import type { Bits } from './bits.ts';
import { fleetLimits } from './limits.ts';
import { noCounters, type ShardCounters, type TierCounters } from './reports.ts';
import type { ShardStart } from './fleet-operations.ts';
import type { ShardEffect, TaskRun } from './shard-operations.ts';
import type { Tier } from './tiers.ts';

/** A shard as it works: what is asked for by id, by bot or by time has an index. `saveShard` makes one JSON value of it. Inside,
 * a bot is its place in the shard, from 0. */
export interface Shard {
  readonly swarm: string;
  readonly shard: number;
  readonly era: number;
  readonly spec: ShardStart['spec'];
  readonly bots: BotRows;
  readonly counters: Counters;
  /** All that have not ended, shares of mass tasks only where they have left their bot. */
  readonly tasks: Map<string, Task>;
  /** Those of a bot, in the order in which it will do them. */
  readonly tasksOf: Map<number, Map<string, Task>>;
  /** Of those, the ones without a bot, the first first. */
  readonly waiting: Map<string, Task>;
  readonly dead: Map<string, Task>;
  readonly ended: Map<string, EndedTask>;
  /** Of those, the ones whose result or error is kept, the oldest first. */
  readonly results: Set<string>;
  readonly masses: Map<string, Mass>;
  /** Of those, the ones with shares that have not ended. */
  readonly open: Map<string, Mass>;
  readonly leases: Map<number, Lease>;
  /** A heap; what is in no lease any more lies in it until its time. */
  readonly deadlines: Deadline[];
  /** Tasks that the orchestrator does at this moment. */
  readonly running: Map<string, RunningTask>;
  readonly turns: Map<Tier, Turns>;
  readonly ops: Map<string, KnownOp>;
  /** Of tasks that have not ended, mass tasks left out; and of the results and errors that are kept. */
  pendingBytes: number;
  resultBytes: number;
  /** Of the failures of mass tasks. */
  errorBytes: number;
  /** Bots that come are draining too. */
  draining: boolean;
  closed: boolean;
  revision: number;
  /** The number of the last order, and what was answered to the last ones. */
  ordered: number;
  answers: { readonly n: number; readonly count: number }[];
  /** Since the last report. */
  readonly changed: Set<Mass>;
  effects: ShardEffect[];
}

/** One row a bot. */
export interface BotRows {
  readonly status: Uint8Array;
  readonly pending: Int32Array;
  readonly completed: Int32Array;
  readonly failed: Int32Array;
  readonly cancelled: Int32Array;
  readonly createdAt: Float64Array;
  readonly lastActive: Float64Array;
  /** Of the pool: names, and places in `kinds`. */
  readonly names: string[];
  readonly kindOf: Uint16Array;
  readonly kinds: BotKind[];
  /** Tasks of it that the orchestrator does at this moment. */
  readonly running: Int32Array;
}

export interface BotKind {
  readonly tier: Tier;
  readonly capabilities: readonly string[];
}

/** `lostDraining`: it drains again when it is heard of. */
export const botState = { none: 0, active: 1, draining: 2, lost: 3, lostDraining: 4, deleted: 5 } as const;

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };
export type Counters = Writable<Omit<ShardCounters, 'tiers'>> & {
  readonly tiers: Partial<Record<Tier, Writable<TierCounters>>>;
};

export interface Task {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly bytes: number;
  readonly capabilities: readonly string[];
  readonly run?: TaskRun;
  /** The share of the bot at `place` that has left it. */
  readonly share?: { readonly mass: Mass; readonly place: number };
  /** That it was assigned by. */
  readonly op: string;
  readonly at: number;
  bot: number | null;
  attempt: number;
  /** Who had it when a lease ran out. */
  lostBy: readonly number[];
}

export interface EndedTask {
  readonly id: string;
  readonly type: string;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** In the swarm. */
  readonly bot: number | null;
  /** That it was assigned by. */
  readonly op: string;
  readonly at: number;
  readonly endedAt: number;
  readonly attempt: number;
  readonly result?: Json;
  readonly error?: string;
  /** Of both. */
  readonly resultBytes: number;
}

export interface Mass {
  readonly id: string;
  readonly type: string;
  /** Null once nobody can ask for it again. */
  data: Json;
  readonly run?: TaskRun;
  readonly at: number;
  readonly from: number;
  readonly of: number;
  readonly total: number;
  readonly given: Bits;
  readonly completed: Bits;
  readonly failed: Bits;
  readonly cancelled: Bits;
  /** Those that are tasks of their own, with another bot or none. */
  readonly moved: Bits;
  readonly count: { completed: number; failed: number; cancelled: number };
  /** By place, as far as there is room for them. */
  readonly failures: Map<number, MassFailure>;
  /** By place, of those that had moved: who has completed or failed it. */
  readonly doers: Map<number, number>;
  /** By place, where it is not one. */
  readonly attempts: Map<number, number>;
}

export interface MassFailure {
  readonly error: string;
  /** Null: a bot that is no more. */
  readonly by: number | null;
}

export interface Lease {
  readonly task: string;
  readonly until: number;
  readonly op: string;
}
export interface Deadline {
  readonly until: number;
  readonly bot: number;
}

export interface RunningTask {
  readonly bot: number;
  readonly tier: Tier;
  /** When it was begun, or last seen. */
  since: number;
  /** The id of its execution, where that isn't the task's. */
  execution?: string;
}

export interface Turns {
  asked: number;
  granted: number;
  returned: number;
  /** Bots with something to be done, the first first. */
  readonly due: Set<number>;
  /** Since the effects were taken. */
  changed: boolean;
}

/** What was answered to an operation; enough to answer it again. */
export interface KnownOp {
  readonly kind: 'assigned' | 'completed' | 'failed' | 'leased' | 'renewed' | 'discarded';
  readonly task: string;
  readonly bot: number | null;
  /** A lease's end, else when it was. */
  readonly at: number;
}

export function emptyShard({ swarm, shard, era, spec }: Pick<ShardStart, 'swarm' | 'shard' | 'era' | 'spec'>): Shard {
  const size = fleetLimits.botsPerShard;
  return {
    swarm,
    shard,
    era,
    spec,
    bots: {
      status: new Uint8Array(size),
      pending: new Int32Array(size),
      completed: new Int32Array(size),
      failed: new Int32Array(size),
      cancelled: new Int32Array(size),
      createdAt: new Float64Array(size),
      lastActive: new Float64Array(size),
      names: [],
      kindOf: new Uint16Array(size),
      kinds: [],
      running: new Int32Array(size),
    },
    counters: { ...noCounters, tiers: {} },
    tasks: new Map(),
    tasksOf: new Map(),
    waiting: new Map(),
    dead: new Map(),
    ended: new Map(),
    results: new Set(),
    masses: new Map(),
    open: new Map(),
    leases: new Map(),
    deadlines: [],
    running: new Map(),
    turns: new Map(),
    ops: new Map(),
    pendingBytes: 0,
    resultBytes: 0,
    errorBytes: 0,
    draining: false,
    closed: false,
    revision: 0,
    ordered: 0,
    answers: [],
    changed: new Set(),
    effects: [],
  };
}

/** Its index in the swarm. */
export function indexOf(shard: Shard, place: number): number {
  return shard.shard * fleetLimits.botsPerShard + place;
}

/** The place of a bot on record; null for every other. */
export function placeOf(shard: Shard, index: number): number | null {
  const place = index - shard.shard * fleetLimits.botsPerShard;
  const status = shard.bots.status[place] ?? botState.none;
  return status === botState.none || status === botState.deleted ? null : place;
}

export function kindOf({ spec, bots }: Shard, place: number): BotKind {
  return spec ?? (bots.kinds[bots.kindOf[place] ?? 0] as BotKind);
}
