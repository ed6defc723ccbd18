import { serveWaiting } from './dead-letters.ts';
import { pendingTask } from './pending.ts';
import { botState, type Shard } from './shard.ts';
import { setStatus } from './shard-bots.ts';
import { place, takeAway } from './shard-tasks.ts';

/** A bot is heard of, and if it was lost it is so no longer. */
export function comeBack(shard: Shard, bot: number): void {
  const status = shard.bots.status[bot];
  if (status !== botState.lost && status !== botState.lostDraining) return;
  setStatus(shard, bot, status === botState.lost ? botState.active : botState.draining);
  if (status === botState.lost || shard.draining) serveWaiting(shard, [bot]);
  else returnLost(shard, bot);
}

/** What it had and nobody else could do: it drains alone, and finishes what it has, but nothing of others. */
function returnLost(shard: Shard, bot: number): void {
  for (const task of shard.waiting.values()) {
    if (task.lostBy.includes(bot)) place(shard, takeAway(shard, pendingTask(task)), bot);
  }
}
