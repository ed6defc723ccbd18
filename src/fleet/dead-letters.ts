import { fleetLimits } from './limits.ts';
import { pendingTask } from './pending.ts';
import type { Shard, Task } from './shard.ts';
import { leastLoaded, leastLoadedOf } from './shard-bots.ts';
import { endTask, give, place, takeAway } from './shard-tasks.ts';

/** A task of nobody, which as many bots have lost as may. */
export function bury(shard: Shard, task: Task, at: number): void {
  shard.dead.set(task.id, task);
  shard.counters.dead++;
  const [oldest] = shard.dead.values();
  if (shard.dead.size <= fleetLimits.deadLetters || oldest === undefined) return;
  endTask(shard, pendingTask(oldest), { status: 'cancelled', at, error: 'dropped from the dead letters' });
}

/** As if nobody had had it before. */
export function revive(shard: Shard, task: Task): void {
  takeAway(shard, pendingTask(task));
  task.attempt = 1;
  task.lostBy = [];
  give(shard, task, leastLoaded(shard, task.capabilities));
}

/** To those who have become able to do something; whatever waits, nobody else can do. */
export function serveWaiting(shard: Shard, places: Iterable<number>): void {
  if (shard.waiting.size === 0) return;
  const next = leastLoadedOf(shard, places);
  for (const task of shard.waiting.values()) {
    const bot = next(task.capabilities);
    if (bot === null) continue;
    takeAway(shard, pendingTask(task));
    place(shard, task, bot);
  }
}
