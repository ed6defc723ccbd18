import { describe, expect, test } from '@jest/globals';
import { type FleetMemo, noCounters, type ShardCounters } from '../../src/fleet/index.ts';
import { createThroughput, statisticsOf } from '../../src/swarms/fleet-statistics.ts';

const row = (shard: number, counters: Partial<ShardCounters>): FleetMemo['rows'][number] => ({
  swarm: 's',
  shard,
  era: 1,
  revision: 1,
  counters: { ...noCounters, ...counters },
});

describe('statistics', () => {
  test('are the sums of all shards, those that are no more included', () => {
    const memo: FleetMemo = {
      capacity: 100,
      bots: 30,
      created: 45,
      swarms: 2,
      gone: {
        ...noCounters,
        completed: 7,
        cancelled: 2,
        tiers: { L20: { active: 0, completed: 7, failed: 0, completedMs: 70 } },
      },
      rows: [
        row(0, {
          active: 20,
          lost: 1,
          pending: 3,
          waiting: 2,
          completed: 10,
          tiers: { L20: { active: 20, completed: 10, failed: 4, completedMs: 270 } },
        }),
        row(1, {
          active: 8,
          draining: 1,
          dead: 5,
          failed: 4,
          tiers: { standard: { active: 8, completed: 0, failed: 4, completedMs: 0 } },
        }),
      ],
    };
    expect(statisticsOf(memo, 5, createThroughput())).toEqual({
      at: 5,
      totalCreated: 45,
      activeBots: 28,
      drainingBots: 1,
      lostBots: 1,
      tasks: { pending: 5, completed: 17, failed: 4, cancelled: 2 },
      deadLetters: 5,
      tasksExecuted: 17,
      byTier: {
        standard: { activeBots: 8, completed: 0, failed: 4, averageLatencyMs: null, perMinute: null },
        advanced: { activeBots: 0, completed: 0, failed: 0, averageLatencyMs: null, perMinute: null },
        L20: { activeBots: 20, completed: 17, failed: 4, averageLatencyMs: 20, perMinute: null },
      },
      swarmCount: 2,
      capacity: 100,
      capacityRemaining: 70,
    });
  });
});

describe('throughput', () => {
  const completed = (standard: number) => ({ standard, advanced: 0, L20: 0 });

  test('is what was completed since the oldest look of the last minute', () => {
    const throughput = createThroughput();
    expect(throughput.perMinute(0, completed(100)).standard).toBeNull();
    expect(throughput.perMinute(30_000, completed(130)).standard).toBe(60);
    expect(throughput.perMinute(60_000, completed(130)).standard).toBe(30);
    // The first look is too long ago, nothing has come since the second.
    expect(throughput.perMinute(90_000, completed(130)).standard).toBe(0);
  });

  test('is not told of less than a second, however often it is asked for', () => {
    const throughput = createThroughput();
    for (let at = 0; at < 1_000; at += 10) expect(throughput.perMinute(at, completed(at)).standard).toBeNull();
    expect(throughput.perMinute(1_000, completed(1_000)).standard).toBe(60_000);
  });
});
