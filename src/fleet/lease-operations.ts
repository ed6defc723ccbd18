import { botId } from './ids.ts';
import { comeBack } from './come-back.ts';
import { leasedTask } from './leased-task.ts';
import { setLease } from './leases.ts';
import { fleetLimits } from './limits.ts';
import { findTask, oldest, type Pending } from './pending.ts';
import { type Refused, refused } from './refused.ts';
import { placeOf, type Shard } from './shard.ts';
import { noSuchBot } from './shard-bots.ts';
import type { ShardOperation, ShardResult } from './shard-operations.ts';
import { noTask, notOfBot } from './task-refusals.ts';

type Of<Kind extends ShardOperation['kind']> = Extract<ShardOperation, { readonly kind: Kind }>;

/** Who has a lease and asks again is given the same task, for as long as he asks now: a bot does one at a time, and may
 * have forgotten. */
export function leaseTask(shard: Shard, { op, bot: index, forMs, task: asked }: Of<'lease'>, at: number): ShardResult {
  const bot = placeOf(shard, index);
  if (bot === null) return noSuchBot(shard, index);
  const held = shard.leases.get(bot);
  const named = asked ?? held?.task;
  if (named !== undefined && held !== undefined && held.task !== named) {
    const message = `\`${botId(shard.swarm, index)}\` has a lease of \`${held.task}\`, and one at a time`;
    return refused('lease-held', message);
  }
  const found = named === undefined ? null : namedTask(shard, named, bot);
  if (found !== null && 'ok' in found) return found;
  // A lost bot is heard of: what nobody else could do comes to it before it is given something.
  shard.bots.lastActive[bot] = at;
  comeBack(shard, bot);
  const pending = found ?? oldest(shard, bot, (each) => each.run === undefined);
  if (pending === null) return { ok: true, value: { kind: 'leased', bot: index, task: null, until: null } };
  const until = at + bounded(forMs);
  setLease(shard, bot, { task: pending.id, until, op });
  return { ok: true, value: { kind: 'leased', bot: index, task: leasedTask(pending), until } };
}

function namedTask(shard: Shard, id: string, bot: number): Pending | Refused {
  const known = findTask(shard, id);
  if (known.kind === 'unknown') return noTask(id);
  if (known.kind === 'ended') return refused('task-already-ended', `\`${id}\` is ${known.status} already`);
  const { pending } = known;
  if (pending.bot !== bot) return notOfBot(shard, pending, bot);
  return pending.run === undefined
    ? pending
    : refused('task-runs-itself', `\`${id}\` is done by the orchestrator itself`);
}

export function renewLease(shard: Shard, { op, bot: index, forMs }: Of<'renew'>, at: number): ShardResult {
  const bot = placeOf(shard, index);
  if (bot === null) return noSuchBot(shard, index);
  const lease = shard.leases.get(bot);
  const id = botId(shard.swarm, index);
  if (lease === undefined)
    return refused('task-lease-lost', `\`${id}\` has no lease, or it ran out; it can ask for another`);
  const until = at + bounded(forMs);
  setLease(shard, bot, { task: lease.task, until, op });
  shard.bots.lastActive[bot] = at;
  return { ok: true, value: { kind: 'renewed', bot: index, task: lease.task, until } };
}

export function endLease(shard: Shard, bot: number, task: string): void {
  if (shard.leases.get(bot)?.task === task) shard.leases.delete(bot);
}

function bounded(forMs: number): number {
  return Math.min(Math.max(forMs, fleetLimits.leaseMs.least), fleetLimits.leaseMs.most);
}
