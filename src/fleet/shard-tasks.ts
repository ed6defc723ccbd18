import { type Json, jsonBytes } from '../std/index.ts';
import { clearBit, hasBit, setBit } from './bits.ts';
import { massShareId } from './ids.ts';
import { fleetLimits } from './limits.ts';
import { failerOf, forgetFailure, mostFailures, noteFailure } from './mass-failures.ts';
import { isOpenShare, openShares, type Pending } from './pending.ts';
import { indexOf, kindOf, type Mass, type Shard, type Task } from './shard.ts';
import { tierRow } from './shard-bots.ts';
import { noteDue } from './turns.ts';

/** To a bot; a new task, or one that none had. */
export function place(shard: Shard, task: Task, bot: number): void {
  task.bot = bot;
  const own = shard.tasksOf.get(bot);
  if (own === undefined) shard.tasksOf.set(bot, new Map([[task.id, task]]));
  else own.set(task.id, task);
  countPending(shard, bot, 1);
  if (task.run !== undefined) noteDue(shard, bot);
}

export function countPending({ bots, counters }: Shard, bot: number, one: 1 | -1): void {
  bots.pending[bot] = (bots.pending[bot] ?? 0) + one;
  counters.pending += one;
}

/** Away from its bot, from where it waits, or from the dead letters. The share of a mass task becomes a task of its own. */
export function takeAway(shard: Shard, { id, task, share, bot, attempt }: Pending): Task {
  if (task === null) {
    const { mass, place: from } = share as NonNullable<typeof share>;
    setBit(mass.moved, from);
    countPending(shard, from, -1);
    return taskOfShare(shard, mass, from, attempt);
  }
  if (bot !== null) {
    shard.tasksOf.get(bot)?.delete(id);
    countPending(shard, bot, -1);
  } else if (shard.waiting.delete(id)) shard.counters.waiting--;
  else if (shard.dead.delete(id)) shard.counters.dead--;
  task.bot = null;
  return task;
}

/** Of nobody yet. */
export function taskOfShare(shard: Shard, mass: Mass, from: number, attempt: number): Task {
  const { type, run, at } = mass;
  const task: Task = {
    id: massShareId(mass.id, indexOf(shard, from)),
    type,
    data: null,
    bytes: 0,
    capabilities: [],
    ...(run !== undefined && { run }),
    share: { mass, place: from },
    op: '',
    at,
    bot: null,
    attempt,
    lostBy: [],
  };
  shard.tasks.set(task.id, task);
  return task;
}

/** To whom it was found for, or to wait. */
export function give(shard: Shard, task: Task, bot: number | null): void {
  if (bot !== null) {
    place(shard, task, bot);
    return;
  }
  shard.waiting.set(task.id, task);
  shard.counters.waiting++;
}

interface End {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly at: number;
  readonly result?: Json;
  readonly resultBytes?: number;
  readonly error?: string;
}

/** The one place where a task ends; `failShares` is the same for many. */
export function endTask(shard: Shard, pending: Pending, end: End): void {
  const { bots, counters } = shard;
  const { bot, share, id } = pending;
  const { status } = end;
  if (pending.task === null) countPending(shard, (share as NonNullable<typeof share>).place, -1);
  else {
    const task = takeAway(shard, pending);
    shard.tasks.delete(id);
    shard.pendingBytes -= task.bytes;
  }
  counters[status]++;
  if (bot !== null) {
    bots[status][bot] = (bots[status][bot] ?? 0) + 1;
    if (status !== 'cancelled') {
      const row = tierRow(shard, kindOf(shard, bot).tier);
      row[status]++;
      if (status === 'completed') row.completedMs += end.at - pending.at;
    }
  }
  if (share !== null && pending.attempt > 1) share.mass.attempts.set(share.place, pending.attempt);
  if (share !== null) endShare(shard, share.mass, share.place, bot, end);
  if (share === null || end.result !== undefined) remember(shard, pending, end);
}

function endShare(shard: Shard, mass: Mass, from: number, by: number | null, { status, error = '' }: End): void {
  setBit(mass[status], from);
  mass.count[status]++;
  if (by !== null && hasBit(mass.moved, from)) mass.doers.set(from, by);
  if (status === 'failed') noteFailure(shard, mass, from, { error, by });
  shard.changed.add(mass);
  closeEnded(shard, mass);
}

function closeEnded(shard: Shard, mass: Mass): void {
  if (openShares(mass) > 0) return;
  shard.open.delete(mass.id);
  // Only what has failed is ever done again.
  if (mass.count.failed === 0) mass.data = null;
}

/** All that these bots still have of any mass task, but what is done at this moment. It may be half a million shares, so that nothing is made of one but its bits and
 * figures, and of the last ones what is said of them. */
export function failShares(shard: Shard, places: readonly number[], error: string): void {
  const { running } = shard.bots;
  const isIdle = (mass: Mass, from: number): boolean =>
    isOpenShare(mass, from) &&
    ((running[from] ?? 0) === 0 || !shard.running.has(massShareId(mass.id, indexOf(shard, from))));
  const masses = [...shard.open.values()];
  const all = masses.reduce((sum, mass) => sum + places.filter((place) => isIdle(mass, place)).length, 0);
  let unsaid = all - mostFailures(error);
  for (const mass of masses) {
    for (const from of places) {
      if (!isIdle(mass, from)) continue;
      countPending(shard, from, -1);
      shard.counters.failed++;
      shard.bots.failed[from] = (shard.bots.failed[from] ?? 0) + 1;
      tierRow(shard, kindOf(shard, from).tier).failed++;
      setBit(mass.failed, from);
      mass.count.failed++;
      shard.changed.add(mass);
      if (unsaid-- <= 0) noteFailure(shard, mass, from, { error, by: from });
    }
    closeEnded(shard, mass);
  }
}

/** A share that had failed has not ended any more. */
export function reopenShare(shard: Shard, mass: Mass, from: number): void {
  const by = failerOf(shard, mass, from);
  forgetFailure(shard, mass, from);
  mass.doers.delete(from);
  clearBit(mass.failed, from);
  mass.count.failed--;
  mass.attempts.set(from, (mass.attempts.get(from) ?? 1) + 1);
  shard.counters.failed--;
  // Whoever failed: all bots of a swarm are of one tier.
  tierRow(shard, kindOf(shard, from).tier).failed--;
  if (by !== null) shard.bots.failed[by] = (shard.bots.failed[by] ?? 0) - 1;
  forgetEnded(shard, massShareId(mass.id, indexOf(shard, from)));
  shard.open.set(mass.id, mass);
  shard.changed.add(mass);
}

function remember(shard: Shard, { id, type, at, attempt, bot, task }: Pending, end: End): void {
  const { status, result, error } = end;
  const resultBytes = (end.resultBytes ?? 0) + (error === undefined ? 0 : jsonBytes(error));
  // What is remembered of the task says it as well, and there is room for one more.
  if (task !== null && shard.ops.get(task.op)?.task === id) shard.ops.delete(task.op);
  const index = bot === null ? null : indexOf(shard, bot);
  shard.ended.set(id, {
    id,
    type,
    status,
    bot: index,
    op: task?.op ?? '',
    at,
    endedAt: end.at,
    attempt,
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
    resultBytes,
  });
  shard.resultBytes += resultBytes;
  if (resultBytes > 0) shard.results.add(id);
  if (shard.resultBytes > fleetLimits.keptResultBytes) dropResults(shard, fleetLimits.keptResultBytes);
  const [oldest] = shard.ended.keys();
  if (shard.ended.size > fleetLimits.endedTasks && oldest !== undefined) forgetEnded(shard, oldest);
}

/** The oldest results and errors; that the tasks have ended, and under which keys, is known on. */
export function dropResults(shard: Shard, most: number): void {
  for (const id of shard.results) {
    if (shard.resultBytes <= most) return;
    const known = shard.ended.get(id);
    shard.results.delete(id);
    if (known === undefined) continue;
    const { result: _result, error: _error, ...rest } = known;
    shard.resultBytes -= known.resultBytes;
    shard.ended.set(id, { ...rest, resultBytes: 0 });
  }
}

function forgetEnded(shard: Shard, id: string): void {
  shard.resultBytes -= shard.ended.get(id)?.resultBytes ?? 0;
  shard.results.delete(id);
  shard.ended.delete(id);
}
