import { type FleetMemo, type ShardCounters, type Tier, tiers } from '../fleet/index.ts';
import type { FleetStatistics } from './swarms.ts';
import { countsOf } from './views.ts';

/** How many have completed of each tier, looked at again and again. */
export interface Throughput {
  /** Completed a minute of late; null where nothing is known of it yet. */
  readonly perMinute: (at: number, completed: Readonly<Record<Tier, number>>) => Readonly<Record<Tier, number | null>>;
}

interface Sample {
  readonly at: number;
  readonly completed: Readonly<Record<Tier, number>>;
}

const windowMs = 60_000;
const betweenMs = 1_000;

/** Compares with what was seen up to a minute ago, at most one look a second. */
export function createThroughput(): Throughput {
  const samples: Sample[] = [];
  return {
    perMinute: (at, completed) => {
      while ((samples[1]?.at ?? at) <= at - windowMs) samples.shift();
      const oldest = samples[0];
      const newest = samples.at(-1);
      if (newest === undefined || at - newest.at >= betweenMs) samples.push({ at, completed });
      const rate = (tier: Tier): number | null =>
        oldest === undefined || at - oldest.at < betweenMs
          ? null
          : Math.round(((completed[tier] - oldest.completed[tier]) * windowMs) / (at - oldest.at));
      return { standard: rate('standard'), advanced: rate('advanced'), L20: rate('L20') };
    },
  };
}

export function statisticsOf(memo: FleetMemo, at: number, throughput: Throughput): FleetStatistics {
  const all = [memo.gone, ...memo.rows.map(({ counters }) => counters)];
  const sum = (figure: (counters: ShardCounters) => number): number =>
    all.reduce((total, counters) => total + figure(counters), 0);
  const ofTier = (tier: Tier, figure: 'active' | 'completed' | 'failed' | 'completedMs'): number =>
    sum((counters) => counters.tiers[tier]?.[figure] ?? 0);
  const each = <Value>(of: (tier: Tier) => Value): Readonly<Record<Tier, Value>> => {
    const [standard, advanced, L20] = tiers;
    return { [standard]: of(standard), [advanced]: of(advanced), [L20]: of(L20) };
  };
  const perMinute = throughput.perMinute(
    at,
    each((tier) => ofTier(tier, 'completed')),
  );
  const activeBots = sum(({ active }) => active);
  const counts = all.map(countsOf);
  const tasks = {
    pending: counts.reduce((total, { pending }) => total + pending, 0),
    completed: sum(({ completed }) => completed),
    failed: sum(({ failed }) => failed),
    cancelled: sum(({ cancelled }) => cancelled),
  };
  return {
    at,
    totalCreated: memo.created,
    activeBots,
    drainingBots: sum(({ draining }) => draining),
    lostBots: sum(({ lost }) => lost),
    tasks,
    deadLetters: sum(({ dead }) => dead),
    tasksExecuted: tasks.completed,
    byTier: each((tier) => {
      const completed = ofTier(tier, 'completed');
      return {
        activeBots: ofTier(tier, 'active'),
        completed,
        failed: ofTier(tier, 'failed'),
        averageLatencyMs: completed === 0 ? null : Math.round(ofTier(tier, 'completedMs') / completed),
        perMinute: perMinute[tier],
      };
    }),
    swarmCount: memo.swarms,
    capacity: memo.capacity,
    capacityRemaining: Math.max(0, memo.capacity - memo.bots),
  };
}
