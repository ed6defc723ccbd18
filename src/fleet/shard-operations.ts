import type { Json } from '../std/index.ts';
import type { Refused } from './refused.ts';
import type { ShardReport } from './reports.ts';
import type { Tier } from './tiers.ts';

/** What a shard is asked, ordered and told, and what it wants done. Bots are named by their index in the swarm. */

export interface BotSpec {
  readonly name: string;
  readonly tier: Tier;
  readonly capabilities: readonly string[];
}

/** What the orchestrator does itself; a task without it waits for a worker outside. */
export type TaskRun =
  | { readonly kind: 'workflow'; readonly name: string }
  | { readonly kind: 'service'; readonly service: string; readonly method: string };

export interface NewTask {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  /** That its bot must have. */
  readonly capabilities?: readonly string[];
  readonly run?: TaskRun;
}

/** One that comes again with the same `op` is answered as it was the first time, and changes nothing. A task's id comes from the
 * caller's idempotency key alone, `op` from the key and the content: so a key that comes with other content is found out. */
export type ShardOperation = { readonly op: string } & (
  | { readonly kind: 'assign'; readonly bot?: number; readonly task: NewTask }
  | { readonly kind: 'complete'; readonly bot: number; readonly task: string; readonly result?: Json }
  | { readonly kind: 'fail'; readonly bot: number; readonly task: string; readonly error: string }
  | { readonly kind: 'lease'; readonly bot: number; readonly forMs: number; readonly task?: string }
  | { readonly kind: 'renew'; readonly bot: number; readonly forMs: number }
  | { readonly kind: 'retry-dead' | 'discard-dead'; readonly task: string }
);

export interface LeasedTask {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly assignedAt: number;
  readonly attempt: number;
  /** Of a mass task: which share of how many. */
  readonly share?: MassShare;
}

export interface MassShare {
  readonly mass: string;
  /** From 0; the shares of a mass task have all numbers below `of`. */
  readonly index: number;
  readonly of: number;
}

export type ShardValue =
  /** `bot` is null where no bot that is able is there: the task waits for one. */
  | { readonly kind: 'assigned'; readonly task: string; readonly bot: number | null; readonly at: number }
  | {
      readonly kind: 'ended';
      readonly task: string;
      readonly bot: number;
      readonly status: 'completed' | 'failed';
      readonly at: number;
    }
  /** `task` is null where the bot has nothing to do; `until` is then null as well. */
  | { readonly kind: 'leased'; readonly bot: number; readonly task: LeasedTask | null; readonly until: number | null }
  | { readonly kind: 'renewed'; readonly bot: number; readonly task: string; readonly until: number }
  | { readonly kind: 'discarded'; readonly task: string; readonly at: number };

export type ShardResult = { readonly ok: true; readonly value: ShardValue } | Refused;

/** First and last, both among them. */
export type IndexRange = readonly [number, number];

/** What the fleet orders. An order is never refused: the fleet alone decides who is a member, so what it orders is possible. */
export type ShardOrder =
  /** A swarm's bots all have the shard's spec; those of the pool have each their own, `specs` in the order of their indices. */
  | { readonly kind: 'add'; readonly bots: IndexRange; readonly specs?: readonly BotSpec[] }
  | { readonly kind: 'remove'; readonly bots: readonly IndexRange[] }
  /** Without `bots`: all of them, those that come included. */
  | { readonly kind: 'drain'; readonly bots?: readonly IndexRange[] }
  /** What has not ended is cancelled, and the shard ends. */
  | { readonly kind: 'close' }
  /** For every bot that is not draining. `from`: the number of the first of them among all `of`. */
  | {
      readonly kind: 'mass';
      readonly mass: string;
      readonly type: string;
      readonly data: Json;
      readonly from: number;
      readonly of: number;
      readonly run?: TaskRun;
    }
  | { readonly kind: 'retry-mass'; readonly mass: string }
  /** The fleet remembers it no longer. */
  | { readonly kind: 'forget-mass'; readonly mass: string };

/** Orders of a shard are numbered without gaps from 1; one that comes again changes nothing and is answered again. */
export interface NumberedOrder {
  readonly n: number;
  readonly order: ShardOrder;
}

/** What a shard answers to orders. */
export interface ToldFleet {
  /** `count`: how many bots or tasks it was about. */
  readonly answers: readonly { readonly n: number; readonly count: number }[];
  readonly report: ShardReport;
}

export interface TaskToRun {
  readonly id: string;
  /** From 1; each is an execution of its own. */
  readonly attempt: number;
  readonly type: string;
  readonly data: Json;
  readonly run: TaskRun;
  readonly tier: Tier;
  readonly bot: number;
  readonly share?: MassShare;
}

/** What is to be done after a shard has changed; see `takeShardEffects`. */
export type ShardEffect =
  /** Turns of a tier, all there ever were: asked for, and given back. Told twice or late, the greater numbers hold. */
  | { readonly kind: 'turns'; readonly tier: Tier; readonly asked: number; readonly returned: number }
  | { readonly kind: 'run'; readonly task: TaskToRun }
  /** Its execution need not go on: the task is cancelled. */
  | { readonly kind: 'stop'; readonly task: string }
  | { readonly kind: 'told'; readonly told: ToldFleet };

/** How a task ended that the orchestrator did itself. */
export type RunOutcome =
  | { readonly status: 'completed'; readonly result?: Json }
  | { readonly status: 'failed'; readonly error: string };
