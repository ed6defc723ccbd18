import { popHeap, pushHeap } from '../std/index.ts';
import { fleetLimits } from './limits.ts';
import { findTask } from './pending.ts';
import { botState, type Deadline, type Lease, type Shard } from './shard.ts';
import { leastLoaded, setStatus } from './shard-bots.ts';
import { bury } from './dead-letters.ts';
import { give, takeAway } from './shard-tasks.ts';

const isSooner = (a: Deadline, b: Deadline): boolean => (a.until !== b.until ? a.until < b.until : a.bot < b.bot);

export function setLease(shard: Shard, bot: number, lease: Lease): void {
  const { leases, deadlines } = shard;
  leases.set(bot, lease);
  // Renewing leaves a deadline behind each time: what is in force fits in again.
  if (deadlines.length > 2 * leases.size + 64) {
    deadlines.length = 0;
    for (const [each, { until }] of leases) pushHeap(deadlines, { until, bot: each }, isSooner);
  } else pushHeap(deadlines, { until: lease.until, bot }, isSooner);
}

/** When something happens by itself; null if never. */
export function nextShardDeadline({ leases, deadlines }: Shard): number | null {
  for (;;) {
    const [first] = deadlines;
    if (first === undefined) return null;
    if (leases.get(first.bot)?.until === first.until) return first.until;
    popHeap(deadlines, isSooner);
  }
}

/** Ends the leases that have run out. Whoever asks something of a shard has it done first, so that what comes late is late whether
 * or not a timer was there before it. */
export function shardTimeCame(shard: Shard, at: number): void {
  for (let next = nextShardDeadline(shard); next !== null && next <= at; next = nextShardDeadline(shard)) {
    const bot = popHeap(shard.deadlines, isSooner)?.bot ?? 0;
    const lease = shard.leases.get(bot);
    if (lease === undefined) continue;
    shard.leases.delete(bot);
    const isDraining = shard.bots.status[bot] === botState.draining;
    setStatus(shard, bot, isDraining ? botState.lostDraining : botState.lost);
    loseTask(shard, bot, lease, lease.until);
    shard.revision++;
  }
}

function loseTask(shard: Shard, bot: number, lease: Lease, at: number): void {
  const known = findTask(shard, lease.task);
  if (known.kind !== 'pending') return;
  const task = takeAway(shard, known.pending);
  task.lostBy = [...task.lostBy, bot];
  if (task.lostBy.length >= fleetLimits.attempts) {
    bury(shard, task, at);
    return;
  }
  task.attempt++;
  give(shard, task, leastLoaded(shard, task.capabilities));
}
