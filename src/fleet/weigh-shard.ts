import { weighState } from './cut-state.ts';
import { dropFailures } from './mass-failures.ts';
import { saveShard } from './save-shard.ts';
import type { ShardState } from './shard-state.ts';
import type { Shard } from './shard.ts';
import { dropResults } from './shard-tasks.ts';

/** Known on where nothing else can be let go. */
const leastKnown = 1_000;

export interface WeighedState {
  readonly state: ShardState;
  /** Bytes that it takes when it is packed, at the most. */
  readonly weight: number;
}

function weighed(shard: Shard): WeighedState {
  const state = saveShard(shard);
  return { state, weight: weighState(state) };
}

/** Lets go of what the shard can be without, least important first, until it weighs no more than it may or there is nothing of that
 * left; and says what it is and weighs then. */
export function lightenShard(shard: Shard, most: number): WeighedState {
  let now = weighed(shard);
  const measures = [
    { isOf: shard.errorBytes > 0, take: () => dropFailures(shard, 0) },
    { isOf: shard.resultBytes > 0, take: () => dropResults(shard, 0) },
    { isOf: shard.ops.size > leastKnown, take: () => forgetOldest(shard.ops) },
    { isOf: shard.ended.size > leastKnown, take: () => forgetOldest(shard.ended) },
    { isOf: hasDetails(shard), take: () => forgetDetails(shard) },
  ];
  for (const { isOf, take } of measures) {
    if (now.weight <= most) break;
    if (!isOf) continue;
    take();
    now = weighed(shard);
  }
  return now;
}

function forgetOldest(rows: Map<string, unknown>): void {
  for (const id of rows.keys()) {
    if (rows.size <= leastKnown) return;
    rows.delete(id);
  }
}

function hasDetails({ masses }: Shard): boolean {
  return [...masses.values()].some(
    ({ doers, attempts, run }) => doers.size > 0 || (run === undefined && attempts.size > 0),
  );
}

/** Who has done the shares that had moved, and how often the others were tried; an execution's id is made of that. */
function forgetDetails({ masses }: Shard): void {
  for (const mass of masses.values()) {
    mass.doers.clear();
    if (mass.run === undefined) mass.attempts.clear();
  }
}
