import type { Fleet, FleetShard } from './fleet.ts';
import type { EndedTasks } from './fleet-operations.ts';
import type { ShardRef } from './ids.ts';
import { addCounters, addFigures, noCounters, type ShardCounters, type ShardReport } from './reports.ts';
import type { IndexRange, ToldFleet } from './shard-operations.ts';

/** What the fleet hears of its shards. Whatever comes twice, late or in another order changes nothing. */

const endings = ['completed', 'failed', 'cancelled'] as const satisfies readonly (keyof EndedTasks)[];

type Named = ShardRef & { readonly era: number };

function shardFor(fleet: Fleet, { swarm, shard, era }: Named): FleetShard | null {
  const found = fleet.swarms.get(swarm);
  return found?.era === era ? (found.shards.get(shard) ?? null) : null;
}

/** Whether it works for no swarm of this fleet: its own was ended before it was told so. */
export function isStray(fleet: Fleet, { closed, ...named }: Named & Pick<ShardReport, 'closed'>): boolean {
  return closed !== true && shardFor(fleet, named) === null;
}

/** It runs, with what its first orders said. */
export function shardStarted(fleet: Fleet, named: Named): void {
  const shard = shardFor(fleet, named);
  if (shard?.phase !== 'starting') return;
  shard.phase = 'started';
  answer(
    fleet,
    shard,
    shard.sent.map(({ n, order }) => ({ n, count: order.kind === 'add' ? lengthOf(order.bots) : 0 })),
  );
}

export function shardTold(fleet: Fleet, { answers, report }: ToldFleet): void {
  const shard = shardFor(fleet, report);
  if (shard === null) return;
  shard.phase = 'started';
  shardReported(fleet, report);
  answer(fleet, shard, answers);
  if (report.closed === true) end(fleet, shard);
}

export function shardReported(fleet: Fleet, report: ShardReport): void {
  const shard = shardFor(fleet, report);
  if (shard === null) return;
  for (const { mass: id, completed, failed, cancelled } of report.masses) {
    const parts = shard.swarm.masses.get(id)?.parts;
    const before = parts?.get(shard.shard);
    if (parts === undefined || before === undefined || before.revision >= report.revision) continue;
    const { revision } = report;
    parts.set(shard.shard, { total: before.total, revision, completed, failed, cancelled });
  }
  if (shard.report === null || shard.report.revision < report.revision) shard.report = { ...report, masses: [] };
}

/** Somebody has ended its workflow from outside: its bots are no more, and what they had to do is cancelled. */
export function shardGone(fleet: Fleet, named: Named): void {
  const shard = shardFor(fleet, named);
  if (shard === null) return;
  if (shard.report !== null) shard.report = { ...shard.report, counters: ended(shard.report.counters) };
  const all = [...shard.sent, ...shard.queue];
  shard.queue = [];
  answer(
    fleet,
    shard,
    all.map(({ n }) => ({ n, count: 0 })),
  );
  fleet.bots -= shard.count + shard.leaving;
  for (const { parts } of shard.swarm.masses.values()) {
    const part = parts.get(shard.shard);
    if (part === undefined) continue;
    parts.set(shard.shard, { ...part, cancelled: part.total - part.completed - part.failed });
  }
  end(fleet, shard);
}

function answer(fleet: Fleet, shard: FleetShard, answers: ToldFleet['answers']): void {
  for (const { n, count } of answers) {
    const order = [...shard.sent, ...shard.queue].find((each) => each.n === n)?.order;
    if (order === undefined) continue;
    // Only now is their room free.
    if (order.kind === 'remove' || order.kind === 'close') {
      fleet.bots -= count;
      shard.leaving -= count;
    }
    const op = fleet.ops.get(shard.waits.get(n) ?? '');
    shard.waits.delete(n);
    if (op === undefined) continue;
    op.left--;
    op.counted += count;
    if (order.kind === 'close') {
      op.ended = addFigures(endings, op.ended ?? noCounters, shard.report?.counters ?? noCounters);
    }
    if (op.left > 0) continue;
    if (op.value.kind === 'resized') shard.swarm.resizing--;
    if (op.value.kind !== 'mass-retried') continue;
    const mass = shard.swarm.masses.get(op.value.mass);
    if (mass !== undefined) mass.retrying--;
  }
  const answered = new Set(answers.map(({ n }) => n));
  shard.sent = shard.sent.filter(({ n }) => !answered.has(n));
  fleet.touched.add(shard);
}

function end(fleet: Fleet, shard: FleetShard): void {
  const { swarm } = shard;
  fleet.touched.delete(shard);
  swarm.shards.delete(shard.shard);
  if (shard.report !== null) fleet.gone = addCounters(fleet.gone, shard.report.counters);
  if (swarm.shards.size === 0 && swarm.status === 'deleting') fleet.swarms.delete(swarm.swarm);
}

function lengthOf([first, last]: IndexRange): number {
  return last - first + 1;
}

function ended(counters: ShardCounters): ShardCounters {
  const { pending, waiting, dead, cancelled } = counters;
  const tiers = Object.fromEntries(Object.entries(counters.tiers).map(([tier, row]) => [tier, { ...row, active: 0 }]));
  const nobody = { bots: 0, active: 0, draining: 0, lost: 0, pending: 0, waiting: 0, dead: 0 };
  return { ...counters, ...nobody, cancelled: cancelled + pending + waiting + dead, tiers };
}
