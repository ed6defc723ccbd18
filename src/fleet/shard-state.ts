import type { Json } from '../std/index.ts';
import type { TaskRun } from './shard-operations.ts';
import type { BotKind, KnownOp, Shard, Turns } from './shard.ts';
import type { Tier } from './tiers.ts';

/** A shard as one JSON value, rows instead of objects. What can be counted again from the rest isn't in it. Ids of tasks
 * are written without what all of them begin with. */
export interface ShardState {
  readonly format: 1;
  readonly swarm: string;
  readonly shard: number;
  readonly era: number;
  readonly spec: Shard['spec'];
  readonly bots: {
    /** A digit each; those behind the last one there ever was are left out, here and below. */
    readonly status: string;
    readonly completed: Runs;
    readonly failed: Runs;
    readonly cancelled: Runs;
    readonly createdAt: Runs;
    /** Since it was created. */
    readonly lastActive: Runs;
    readonly names: readonly string[];
    readonly kindOf: Runs;
    readonly kinds: readonly BotKind[];
  };
  readonly counters: Shard['counters'];
  readonly types: readonly string[];
  readonly tasks: readonly (TaskRow | ShareRow)[];
  readonly ended: readonly EndedRow[];
  readonly masses: readonly MassRow[];
  /** Places in `masses`, in the order of beginning. */
  readonly open: readonly number[];
  readonly leases: readonly (readonly [bot: number, task: string, until: number, op: string])[];
  readonly running: readonly (readonly [task: string, bot: number, tier: Tier, since?: number, execution?: string])[];
  readonly turns: readonly (readonly [Tier, Omit<Turns, 'due'> & { readonly due: readonly number[] }])[];
  readonly ops: readonly (readonly [op: string, kind: KnownOp['kind'], task: string, bot: number | null, at: number])[];
  readonly draining: boolean;
  readonly closed: boolean;
  readonly revision: number;
  readonly ordered: number;
  readonly answers: Shard['answers'];
  /** Places in `masses`. */
  readonly changed: readonly number[];
}

/** Numbers, each with how often it stands in a row: value, times, value, times … */
export type Runs = readonly number[];

/** A place, or nobody: it waits, or is a dead letter. */
export type Owner = number | 'w' | 'd';

export type TaskRow = readonly [
  id: string,
  type: number,
  data: Json,
  bytes: number,
  op: string,
  at: number,
  owner: Owner,
  attempt: number,
  lostBy: readonly number[],
  capabilities: readonly string[],
  run?: TaskRun,
];
/** A share that has left its bot; begins with a place in `masses`. */
export type ShareRow = readonly [mass: number, place: number, owner: Owner, attempt: number, lostBy: readonly number[]];

export type EndedRow = readonly [
  id: string,
  type: number,
  status: 'completed' | 'failed' | 'cancelled',
  bot: number | null,
  op: string,
  at: number,
  endedAt: number,
  attempt: number,
  resultBytes: number,
  more?: { readonly result?: Json; readonly error?: string },
];

export interface MassRow {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly run?: TaskRun;
  readonly at: number;
  readonly from: number;
  readonly of: number;
  readonly total: number;
  readonly count: { readonly completed: number; readonly failed: number; readonly cancelled: number };
  /** Sets of places. */
  readonly given: string;
  readonly completed: string;
  readonly failed: string;
  readonly cancelled: string;
  readonly moved: string;
  readonly failures: readonly (readonly [place: number, error: string, by: number | null])[];
  readonly doers: readonly (readonly [place: number, by: number])[];
  readonly attempts: readonly (readonly [place: number, attempts: number])[];
}

export function runsOf(numbers: Iterable<number>, count: number): number[] {
  const runs: number[] = [];
  let at = 0;
  for (const each of numbers) {
    if (at++ === count) break;
    if (runs.length > 0 && runs.at(-2) === each) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(each, 1);
  }
  return runs;
}

export function readRuns(runs: Runs, into: { [at: number]: number }): void {
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    for (let times = runs[i + 1] ?? 0; times > 0; times--) into[at++] = runs[i] ?? 0;
  }
}
