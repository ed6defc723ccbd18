import type { Json } from '../std/index.ts';
import { hasBit, rankOf } from './bits.ts';
import { massShareId, readTaskId } from './ids.ts';
import { fleetLimits } from './limits.ts';
import { indexOf, type Mass, type Shard, type Task } from './shard.ts';
import type { MassShare, TaskRun } from './shard-operations.ts';

/** A task that has not ended, and where it is. Most shares of mass tasks are no more than a bit: `task` is null. */
export interface Pending {
  readonly id: string;
  readonly task: Task | null;
  readonly share: { readonly mass: Mass; readonly place: number } | null;
  readonly type: string;
  readonly run: TaskRun | undefined;
  readonly at: number;
  readonly attempt: number;
  readonly bot: number | null;
}

/** What is known of the id of a task. */
export type Known =
  | { readonly kind: 'pending'; readonly pending: Pending }
  | { readonly kind: 'ended'; readonly status: 'completed' | 'failed' | 'cancelled' }
  | { readonly kind: 'unknown' };

export function findTask(shard: Shard, id: string): Known {
  const task = shard.tasks.get(id);
  if (task !== undefined) return { kind: 'pending', pending: pendingTask(task) };
  const ended = shard.ended.get(id);
  const share = shareOf(shard, id);
  if (share === null) return ended === undefined ? { kind: 'unknown' } : { kind: 'ended', status: ended.status };
  const status = endOfShare(share.mass, share.place);
  if (status !== null) return { kind: 'ended', status };
  return { kind: 'pending', pending: pendingShare(shard, share.mass, share.place) };
}

export function pendingTask(task: Task): Pending {
  const { id, type, run, at, bot, share = null, attempt } = task;
  return { id, task, share, type, run, at, attempt, bot };
}

export function pendingShare(shard: Shard, mass: Mass, place: number): Pending {
  const id = massShareId(mass.id, indexOf(shard, place));
  const attempt = mass.attempts.get(place) ?? 1;
  return { id, task: null, share: { mass, place }, type: mass.type, run: mass.run, at: mass.at, attempt, bot: place };
}

export function shareOf(shard: Shard, id: string): { readonly mass: Mass; readonly place: number } | null {
  const ref = readTaskId(id);
  if (ref?.kind !== 'mass-share' || ref.shard !== shard.shard) return null;
  const mass = shard.masses.get(ref.mass);
  const place = ref.index % fleetLimits.botsPerShard;
  return mass !== undefined && hasBit(mass.given, place) ? { mass, place } : null;
}

export function endOfShare(mass: Mass, place: number): 'completed' | 'failed' | 'cancelled' | null {
  if (hasBit(mass.completed, place)) return 'completed';
  if (hasBit(mass.failed, place)) return 'failed';
  return hasBit(mass.cancelled, place) ? 'cancelled' : null;
}

/** Its own bot has it, and it has not ended. */
export function isOpenShare(mass: Mass, place: number): boolean {
  return hasBit(mass.given, place) && !hasBit(mass.moved, place) && endOfShare(mass, place) === null;
}

export function shareNumber({ mass, place }: NonNullable<Pending['share']>): MassShare {
  return { mass: mass.id, index: mass.from + rankOf(mass.given, place), of: mass.of };
}

export function dataOf({ task, share }: Pending): Json {
  return share === null ? (task?.data ?? null) : share.mass.data;
}

export function openShares({ total, count }: Mass): number {
  return total - count.completed - count.failed - count.cancelled;
}

/** In the order in which a bot does them: its own as they came, between them its shares of mass tasks by their times. */
export function oldest(shard: Shard, bot: number, fits: (pending: Pending) => boolean): Pending | null {
  let first: Pending | null = null;
  for (const task of shard.tasksOf.get(bot)?.values() ?? []) {
    const pending = pendingTask(task);
    if (!fits(pending)) continue;
    first = pending;
    break;
  }
  for (const mass of shard.open.values()) {
    if (!isOpenShare(mass, bot)) continue;
    const pending = pendingShare(shard, mass, bot);
    if (fits(pending) && (first === null || pending.at < first.at)) first = pending;
  }
  return first;
}
