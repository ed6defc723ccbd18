import type { MassProgress, ShardReport } from './reports.ts';
import type { Mass, Shard } from './shard.ts';
import type { ShardEffect } from './shard-operations.ts';

/** Its figures as they stand. */
export function reportOf({ swarm, shard, era, revision, counters, closed }: Shard): ShardReport {
  const { tiers, ...figures } = counters;
  const rows = Object.fromEntries(Object.entries(tiers).map(([tier, row]) => [tier, { ...row }]));
  const own = { swarm, shard, era, revision, counters: { ...figures, tiers: rows }, masses: [] };
  return closed ? { ...own, closed } : own;
}

/** With the mass tasks that have changed since the last one was taken: every one that is taken must arrive. */
export function takeReport(shard: Shard): ShardReport {
  const masses = [...shard.changed].map(progressOf);
  shard.changed.clear();
  return { ...reportOf(shard), masses };
}

/** One that says what both do. */
export function joinReports(one: ShardReport, other: ShardReport): ShardReport {
  const [older, newer] = one.revision > other.revision ? [other, one] : [one, other];
  const masses = new Map([...older.masses, ...newer.masses].map((each) => [each.mass, each]));
  return { ...newer, masses: [...masses.values()] };
}

export function progressOf({ id, total, count }: Mass): MassProgress {
  return { mass: id, total, ...count };
}

/** What is to be done, in this order; it is said once. */
export function takeShardEffects(shard: Shard): ShardEffect[] {
  const { effects } = shard;
  shard.effects = [];
  for (const [tier, turns] of shard.turns) {
    if (!turns.changed) continue;
    turns.changed = false;
    effects.push({ kind: 'turns', tier, asked: turns.asked, returned: turns.returned });
  }
  return effects;
}
