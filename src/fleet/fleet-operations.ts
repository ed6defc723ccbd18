import type { Json } from '../std/index.ts';
import type { ShardRef } from './ids.ts';
import type { Refused } from './refused.ts';
import type { MassProgress, ShardCounters } from './reports.ts';
import type { BotSpec, NumberedOrder, TaskRun } from './shard-operations.ts';

/** What the fleet is asked, and what it wants done. Swarms are named by their slugs. */
export type FleetOperation = { readonly op: string } & (
  | { readonly kind: 'create-swarm'; readonly swarm: string; readonly count: number; readonly spec: BotSpec }
  /** In the pool; all of them or none. */
  | { readonly kind: 'create-bots'; readonly bots: readonly BotSpec[] }
  | { readonly kind: 'resize'; readonly swarm: string; readonly count: number }
  | { readonly kind: 'drain'; readonly swarm: string; readonly bot?: number }
  | { readonly kind: 'delete'; readonly swarm: string }
  | { readonly kind: 'remove-bot'; readonly swarm: string; readonly bot: number }
  | {
      readonly kind: 'mass';
      readonly swarm: string;
      readonly mass: string;
      readonly type: string;
      readonly data: Json;
      readonly capabilities?: readonly string[];
      readonly run?: TaskRun;
    }
  | { readonly kind: 'retry-mass'; readonly swarm: string; readonly mass: string }
);

export type FleetValue =
  | { readonly kind: 'swarm-created'; readonly swarm: string; readonly count: number; readonly at: number }
  /** Their indices in the pool, in the order in which they were asked for. */
  | { readonly kind: 'bots-created'; readonly first: number; readonly count: number; readonly at: number }
  | {
      readonly kind: 'resized';
      readonly swarm: string;
      readonly before: number;
      readonly count: number;
      readonly at: number;
    }
  | { readonly kind: 'draining'; readonly swarm: string; readonly count: number; readonly at: number }
  | {
      readonly kind: 'deleted';
      readonly swarm: string;
      readonly count: number;
      readonly at: number;
      /** Of all that its bots were ever given, as the shards counted when they closed. */
      readonly tasks?: EndedTasks;
    }
  | { readonly kind: 'bot-removed'; readonly swarm: string; readonly bot: number; readonly at: number }
  | {
      readonly kind: 'mass-given';
      readonly swarm: string;
      readonly mass: string;
      readonly count: number;
      readonly at: number;
    }
  | {
      readonly kind: 'mass-retried';
      readonly swarm: string;
      readonly mass: string;
      readonly count: number;
      readonly at: number;
    };

export type EndedTasks = Pick<ShardCounters, 'completed' | 'failed' | 'cancelled'>;

export type FleetResult = { readonly ok: true; readonly value: FleetValue } | Refused;

/** What is to be done after the fleet has changed; see `takeFleetEffects`. */
export type FleetEffect =
  /** Answered by `shardStarted`. */
  | { readonly kind: 'start-shard'; readonly start: ShardStart }
  /** Answered by the shard, see `ToldFleet`. To one shard at most one of these is under way. */
  | { readonly kind: 'order'; readonly shard: ShardRef; readonly orders: readonly NumberedOrder[] };

/** What a shard begins with. */
export interface ShardStart extends ShardRef {
  readonly era: number;
  /** That of all bots; of the pool's, null: each has its own. */
  readonly spec: BotSpec | null;
  /** What it has done when it has started. */
  readonly orders: readonly NumberedOrder[];
  readonly at: number;
}

export type SwarmStatus = 'active' | 'resizing' | 'draining' | 'deleted';

export interface SwarmView {
  readonly swarm: string;
  readonly spec: BotSpec;
  readonly status: SwarmStatus;
  /** On record. */
  readonly count: number;
  readonly shards: readonly number[];
  readonly createdAt: number;
  /** Of those, the ones that have bots only since it grew. */
  readonly grown?: readonly { readonly shard: number; readonly since: number }[];
  /** Sums of the newest reports. */
  readonly counters: ShardCounters;
}

export interface MassRecord extends MassProgress {
  readonly swarm: string;
  readonly type: string;
  readonly at: number;
  readonly shards: readonly number[];
}

/** What the fleet's memo holds: the figures of all, in the newest report of each shard. */
export interface FleetMemo {
  readonly capacity: number;
  readonly bots: number;
  readonly created: number;
  readonly swarms: number;
  /** Of the shards that are no more. */
  readonly gone: ShardCounters;
  readonly rows: readonly {
    readonly swarm: string;
    readonly shard: number;
    readonly era: number;
    readonly revision: number;
    readonly counters: ShardCounters;
  }[];
}
