import type {
  BotStatus,
  BotView,
  FleetMemo,
  FleetOperation,
  FleetResult,
  MassRecord,
  MassView,
  Page,
  ShardOperation,
  ShardRef,
  ShardResult,
  SwarmView,
  TaskStatus,
  TaskView,
  Tier,
} from '../fleet/index.ts';

/** Where the fleet and its shards are: workflows on Temporal, or memory in tests. What `createSwarms` needs of them, and nothing
 * that a caller of the API knows of. Null stands for what is not there. */
export interface Entities {
  readonly now: () => number;
  readonly fleet: FleetEntity;
  readonly shard: (ref: ShardRef) => ShardEntity;
}

export interface FleetEntity {
  readonly apply: (operation: FleetOperation) => Promise<FleetResult>;
  /** With the newest figures that this process knows of. */
  readonly swarm: (slug: string) => Promise<SwarmView | null>;
  readonly swarms: (page: PageOf) => Promise<Page<SwarmView>>;
  readonly mass: (mass: string) => Promise<MassRecord | null>;
  /** The last first. */
  readonly masses: (slug: string, page: PageOf) => Promise<Page<MassRecord>>;
  /** In constant time, with the newest figures that this process knows of. */
  readonly memo: () => Promise<FleetMemo>;
}

export interface ShardEntity {
  /** Null where there is no such shard. */
  readonly apply: (operation: ShardOperation) => Promise<ShardResult | null>;
  readonly bot: (index: number) => Promise<BotView | null>;
  readonly bots: (
    page: PageOf & { readonly status?: BotStatus; readonly tier?: Tier },
  ) => Promise<Page<BotView> | null>;
  readonly tasksOfBot: (index: number, page: PageOf) => Promise<Page<TaskView> | null>;
  readonly task: (id: string) => Promise<TaskView | null>;
  /** With `status` only the shares that stand so. */
  readonly mass: (mass: string, page: PageOf & { readonly status?: TaskStatus }) => Promise<MassView | null>;
  readonly deadLetters: (page: PageOf) => Promise<Page<TaskView> | null>;
}

export interface PageOf {
  readonly cursor: string | null;
  readonly limit: number;
}
