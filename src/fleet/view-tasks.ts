import { hasBit } from './bits.ts';
import { massShareId } from './ids.ts';
import {
  dataOf,
  endOfShare,
  isOpenShare,
  openShares,
  type Pending,
  pendingShare,
  pendingTask,
  shareNumber,
  shareOf,
} from './pending.ts';
import { progressOf } from './report-shard.ts';
import { type EndedTask, indexOf, type Mass, placeOf, type Shard } from './shard.ts';
import {
  type MassShareView,
  type MassView,
  type Page,
  type PageAsked,
  pageFrom,
  startOf,
  type TaskStatus,
  type TaskView,
} from './shard-views.ts';

/** Null where there is none, or none that is remembered. */
export function taskView(shard: Shard, id: string): TaskView | null {
  const task = shard.tasks.get(id);
  if (task !== undefined) return viewOfPending(shard, pendingTask(task));
  const share = shareOf(shard, id);
  if (share !== null) return viewOfShare(shard, share.mass, share.place);
  const ended = shard.ended.get(id);
  return ended === undefined ? null : viewOfEnded(ended);
}

function viewOfPending(shard: Shard, pending: Pending): TaskView {
  const { id, type, run, at, attempt, bot, share, task } = pending;
  const capabilities = task?.capabilities ?? [];
  const lease = bot === null ? undefined : shard.leases.get(bot);
  return {
    id,
    type,
    status: statusOf(shard, pending),
    bot: bot === null ? null : indexOf(shard, bot),
    data: dataOf(pending),
    assignedAt: at,
    attempt,
    ...(share !== null && { share: shareNumber(share) }),
    ...(run !== undefined && { run }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(lease?.task === id && { leasedUntil: lease.until }),
  };
}

function statusOf(shard: Shard, { id, bot }: Pending): TaskStatus {
  if (shard.running.has(id)) return 'running';
  if (bot === null) return shard.dead.has(id) ? 'dead' : 'waiting';
  return shard.leases.get(bot)?.task === id ? 'leased' : 'assigned';
}

function viewOfEnded({ id, type, status, bot, at, endedAt, attempt, result, error }: EndedTask): TaskView {
  return {
    id,
    type,
    status,
    bot,
    assignedAt: at,
    endedAt,
    attempt,
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
  };
}

function viewOfShare(shard: Shard, mass: Mass, place: number): TaskView {
  const share = shareNumber({ mass, place });
  const status = endOfShare(mass, place);
  if (status === null) return viewOfPending(shard, pendingShare(shard, mass, place));
  const { id, type, at } = pendingShare(shard, mass, place);
  const kept = shard.ended.get(id);
  if (kept !== undefined) return { ...viewOfEnded(kept), share };
  const by = hasBit(mass.moved, place) ? mass.doers.get(place) : place;
  const error = mass.failures.get(place)?.error;
  return {
    id,
    type,
    status,
    bot: by === undefined ? null : indexOf(shard, by),
    assignedAt: at,
    attempt: mass.attempts.get(place) ?? 1,
    share,
    ...(mass.data !== null && { data: mass.data }),
    ...(error !== undefined && { error }),
  };
}

/** What it has in the order in which it will do it; then what it has ended, the last first, shares of mass tasks behind. */
export function tasksOfBot(shard: Shard, index: number, asked: PageAsked): Page<TaskView> | null {
  const bot = placeOf(shard, index);
  if (bot === null) return null;
  const own = [...(shard.tasksOf.get(bot)?.values() ?? [])].map(pendingTask);
  const shares = [...shard.open.values()]
    .filter((mass) => isOpenShare(mass, bot))
    .map((mass) => pendingShare(shard, mass, bot));
  const pending: Pending[] = [];
  for (const task of own) {
    while (shares[0] !== undefined && shares[0].at < task.at) pending.push(shares.shift() as Pending);
    pending.push(task);
  }
  pending.push(...shares);
  const kept = [...shard.ended.values()].filter((each) => each.bot === index).toReversed();
  const keptIds = new Set(kept.map(({ id }) => id));
  const done = [...shard.masses.values()].toReversed().filter((mass) => {
    const isOwn = hasBit(mass.given, bot) && endOfShare(mass, bot) !== null && !hasBit(mass.moved, bot);
    return isOwn && !keptIds.has(massShareId(mass.id, index));
  });
  const all = [
    ...pending.map((each) => () => viewOfPending(shard, each)),
    ...kept.map((each) => () => taskView(shard, each.id) ?? viewOfEnded(each)),
    ...done.map((mass) => () => viewOfShare(shard, mass, bot)),
  ];
  return pageFrom(all, asked);
}

/** The last first. */
export function deadLetters(shard: Shard, asked: PageAsked): Page<TaskView> {
  const all = [...shard.dead.values()].toReversed();
  return pageFrom(
    all.map((task) => () => viewOfPending(shard, pendingTask(task))),
    asked,
  );
}

/** Shares in the order of the bots. */
export function massView(
  shard: Shard,
  id: string,
  asked: PageAsked & { readonly status?: TaskStatus },
): MassView | null {
  const mass = shard.masses.get(id);
  if (mass === undefined) return null;
  const { status } = asked;
  const entries: MassShareView[] = [];
  let next: string | null = null;
  for (let place = startOf(asked); place < shard.bots.status.length; place++) {
    if (!hasBit(mass.given, place) || !mayBe(status, mass, place)) continue;
    const view = shareView(shard, mass, place);
    if (status !== undefined && view.status !== status) continue;
    if (entries.length === asked.limit) {
      next = String(place);
      break;
    }
    entries.push(view);
  }
  return { ...progressOf(mass), type: mass.type, at: mass.at, open: openShares(mass), shares: { entries, next } };
}

/** Without a look at more than its bits: of thousands of shares few may be meant. */
function mayBe(status: TaskStatus | undefined, mass: Mass, place: number): boolean {
  if (status === undefined) return true;
  const end = endOfShare(mass, place);
  return end === null ? !['completed', 'failed', 'cancelled'].includes(status) : end === status;
}

function shareView(shard: Shard, mass: Mass, place: number): MassShareView {
  const bot = indexOf(shard, place);
  const task = massShareId(mass.id, bot);
  const view = taskView(shard, task);
  const isElsewhere = hasBit(mass.moved, place) && view !== null && view.bot !== null && view.bot !== bot;
  return {
    bot,
    task,
    status: view?.status ?? 'assigned',
    attempts: view?.attempt ?? 1,
    ...(view?.error !== undefined && { error: view.error }),
    ...(isElsewhere && view.bot !== null && { movedTo: view.bot }),
  };
}
