import { oldest, type Pending } from './pending.ts';
import { kindOf, type Shard, type Turns } from './shard.ts';
import type { Tier } from './tiers.ts';

/** Tasks that the orchestrator does itself wait for a turn of their bot's tier. A bot has one of them done at a time. */

export function turnsOf({ turns }: Shard, tier: Tier): Turns {
  const known = turns.get(tier);
  if (known !== undefined) return known;
  const none: Turns = { asked: 0, granted: 0, returned: 0, due: new Set(), changed: false };
  turns.set(tier, none);
  return none;
}

/** Asks for a turn, if the bot has something to be done and has not asked. */
export function noteDue(shard: Shard, bot: number): void {
  if ((shard.bots.running[bot] ?? 0) > 0) return;
  const turns = turnsOf(shard, kindOf(shard, bot).tier);
  if (turns.due.has(bot) || nextRun(shard, bot) === null) return;
  turns.due.add(bot);
  turns.asked++;
  turns.changed = true;
}

/** Its bot; null if it does not run. */
export function endRunning(shard: Shard, id: string): number | null {
  const running = shard.running.get(id);
  if (running === undefined) return null;
  shard.running.delete(id);
  shard.bots.running[running.bot] = (shard.bots.running[running.bot] ?? 0) - 1;
  const turns = turnsOf(shard, running.tier);
  turns.returned++;
  turns.changed = true;
  return running.bot;
}

/** The oldest that the orchestrator would do for this bot, and does not yet. */
export function nextRun(shard: Shard, bot: number): Pending | null {
  return oldest(shard, bot, (pending) => pending.run !== undefined && !shard.running.has(pending.id));
}
