import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import type { FleetStatistics, TierStatistics } from '../../swarms/index.ts';

const perTier = z.strictObject({ standard: z.int(), advanced: z.int(), L20: z.int() });

const tierShape = z
  .strictObject({
    active_bots: z.int(),
    tasks_completed: z.int(),
    tasks_failed: z.int(),
    average_latency_ms: z.number().nullable().describe('From assignment to completion; null before the first'),
    completed_per_minute: z.number().nullable().describe('Of late; null where nothing is known of it yet'),
  })
  .meta({ id: 'TierStatistics' });

export const fleetStatisticsShape = z.strictObject({
  total_created: z.int().describe('Ever, deleted ones too'),
  active_bots: z.int(),
  tasks_executed: z.int().describe('Completed ever, by deleted bots too'),
  tier_distribution: perTier.describe('Of active bots'),
  swarm_count: z.int(),
  capacity_remaining: z.int().describe('How many more bots there may be: a bot that drains or is lost keeps its place'),
  utilization_percent: z.number().describe('Active bots of all that there may be, with one decimal'),
  timestamp: z.iso.datetime({ precision: 3 }),
  tiers: z.strictObject({ standard: tierShape, advanced: tierShape, L20: tierShape }),
});

export function fleetStatisticsAnswer({ byTier, ...fleet }: FleetStatistics): z.output<typeof fleetStatisticsShape> {
  const { standard, advanced, L20 } = byTier;
  return {
    total_created: fleet.totalCreated,
    active_bots: fleet.activeBots,
    tasks_executed: fleet.tasksExecuted,
    tier_distribution: { standard: standard.activeBots, advanced: advanced.activeBots, L20: L20.activeBots },
    swarm_count: fleet.swarmCount,
    capacity_remaining: fleet.capacityRemaining,
    utilization_percent: Math.round((fleet.activeBots / fleet.capacity) * 1000) / 10,
    timestamp: isoTime(fleet.at),
    tiers: { standard: tierAnswer(standard), advanced: tierAnswer(advanced), L20: tierAnswer(L20) },
  };
}

function tierAnswer({ activeBots, completed, failed, averageLatencyMs, perMinute }: TierStatistics) {
  return {
    active_bots: activeBots,
    tasks_completed: completed,
    tasks_failed: failed,
    average_latency_ms: averageLatencyMs,
    completed_per_minute: perMinute,
  };
}
