import { bitsText } from './bits.ts';
import { taskId } from './ids.ts';
import type { Mass, Shard, Task } from './shard.ts';
import {
  type EndedRow,
  type MassRow,
  type Owner,
  runsOf,
  type ShardState,
  type ShareRow,
  type TaskRow,
} from './shard-state.ts';

/** Of a shard whose effects have been taken. */
export function saveShard(shard: Shard): ShardState {
  const { swarm, era, spec, bots, draining, closed, revision, ordered, answers } = shard;
  const { status } = bots;
  const count = status.findLastIndex((each) => each !== 0) + 1;
  const types = new Map<string, number>();
  const typeAt = (type: string): number => {
    const known = types.get(type);
    if (known !== undefined) return known;
    types.set(type, types.size);
    return types.size - 1;
  };
  const masses = [...shard.masses.values()];
  const massAt = new Map(masses.map((mass, at) => [mass, at]));
  const prefix = taskId(shard, '');
  const short = (id: string): string => (id.startsWith(prefix) ? id.slice(prefix.length) : `-${id}`);
  const taskRow = (task: Task): TaskRow | ShareRow => {
    const { id, type, data, bytes, op, at, attempt, lostBy, capabilities, run, share } = task;
    const owner: Owner = task.bot ?? (shard.dead.has(id) ? 'd' : 'w');
    if (share !== undefined) return [massAt.get(share.mass) ?? -1, share.place, owner, attempt, lostBy];
    const row = [short(id), typeAt(type), data, bytes, op, at, owner, attempt, lostBy, capabilities] as const;
    return run === undefined ? row : [...row, run];
  };
  const inOrder = [
    ...[...shard.tasksOf.values()].flatMap((own) => [...own.values()]),
    ...shard.waiting.values(),
    ...shard.dead.values(),
  ];
  return {
    format: 1,
    swarm,
    shard: shard.shard,
    era,
    spec,
    bots: {
      status: status.subarray(0, count).join(''),
      completed: runsOf(bots.completed, count),
      failed: runsOf(bots.failed, count),
      cancelled: runsOf(bots.cancelled, count),
      createdAt: runsOf(bots.createdAt, count),
      lastActive: runsOf(
        bots.lastActive.map((at, place) => at - (bots.createdAt[place] ?? 0)),
        count,
      ),
      names: Array.from(bots.names, (name: string | undefined) => name ?? ''),
      kindOf: runsOf(bots.kindOf, count),
      kinds: bots.kinds,
    },
    counters: shard.counters,
    tasks: inOrder.map(taskRow),
    ended: [...shard.ended.values()].map(
      ({ id, type, status: end, bot, op, at, endedAt, attempt, ...rest }): EndedRow => {
        const { resultBytes, ...more } = rest;
        const row = [short(id), typeAt(type), end, bot, op, at, endedAt, attempt, resultBytes] as const;
        return Object.keys(more).length === 0 ? row : [...row, more];
      },
    ),
    types: [...types.keys()],
    masses: masses.map(massRow),
    open: [...shard.open.values()].map((mass) => massAt.get(mass) ?? -1),
    leases: [...shard.leases].map(([bot, { task, until, op }]) => [bot, short(task), until, op]),
    running: [...shard.running].map(([id, { bot, tier, since, execution }]) =>
      execution === undefined ? [short(id), bot, tier, since] : [short(id), bot, tier, since, execution],
    ),
    turns: [...shard.turns].map(([tier, turns]) => [tier, { ...turns, due: [...turns.due] }]),
    ops: [...shard.ops].map(([op, { kind, task, bot, at }]) => [op, kind, short(task), bot, at]),
    draining,
    closed,
    revision,
    ordered,
    answers,
    changed: [...shard.changed].map((mass) => massAt.get(mass) ?? -1),
  };
}

function massRow(mass: Mass): MassRow {
  const { id, type, data, run, at, from, of, total, count, failures, doers, attempts } = mass;
  return {
    id,
    type,
    data,
    ...(run !== undefined && { run }),
    at,
    from,
    of,
    total,
    count,
    given: bitsText(mass.given),
    completed: bitsText(mass.completed),
    failed: bitsText(mass.failed),
    cancelled: bitsText(mass.cancelled),
    moved: bitsText(mass.moved),
    failures: [...failures].map(([place, { error, by }]) => [place, error, by]),
    doers: [...doers],
    attempts: [...attempts],
  };
}
