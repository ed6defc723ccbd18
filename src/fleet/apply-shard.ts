import { jsonBytes, unreachable } from '../std/index.ts';
import { comeBack } from './come-back.ts';
import { revive } from './dead-letters.ts';
import { endLease, leaseTask, renewLease } from './lease-operations.ts';
import { shardTimeCame } from './leases.ts';
import { fleetLimits } from './limits.ts';
import { recall, rememberOp } from './known-ops.ts';
import { findTask, pendingTask } from './pending.ts';
import { type Refused, refused } from './refused.ts';
import { indexOf, placeOf, type Shard } from './shard.ts';
import { leastLoaded, noSuchBot, unfitFor } from './shard-bots.ts';
import type { ShardOperation, ShardResult, ShardValue } from './shard-operations.ts';
import { endTask, place } from './shard-tasks.ts';
import { noTask, notOfBot, tooLarge } from './task-refusals.ts';

type Of<Kind extends ShardOperation['kind']> = Extract<ShardOperation, { readonly kind: Kind }>;

/** Does what is asked, or refuses it and has changed nothing. */
export function applyShard(shard: Shard, operation: ShardOperation, at: number): ShardResult {
  shardTimeCame(shard, at);
  const known = recall(shard, operation);
  if (known !== null) return known;
  const result = apply(shard, operation, at);
  if (result.ok) {
    shard.revision++;
    rememberOp(shard, operation.op, result.value);
  }
  return result;
}

function apply(shard: Shard, operation: ShardOperation, at: number): ShardResult {
  switch (operation.kind) {
    case 'assign':
      return assign(shard, operation, at);
    case 'complete':
    case 'fail':
      return end(shard, operation, at);
    case 'lease':
      return leaseTask(shard, operation, at);
    case 'renew':
      return renewLease(shard, operation, at);
    case 'retry-dead':
    case 'discard-dead':
      return endDeath(shard, operation, at);
    default:
      return unreachable(operation);
  }
}

function assign(shard: Shard, { op, bot: index, task }: Of<'assign'>, at: number): ShardResult {
  const { id, type, data, capabilities = [], run } = task;
  if (shard.tasks.has(id) || shard.ended.has(id)) {
    return refused('idempotency-key-reused', `\`${id}\` has been assigned with another content`);
  }
  const unfit = index === undefined ? null : unfitFor(shard, index, capabilities);
  if (unfit !== null) return unfit;
  const bytes = jsonBytes(data);
  if (bytes > fleetLimits.taskBytes) return tooLarge('data', bytes, fleetLimits.taskBytes);
  const full = noRoom(shard, bytes);
  if (full !== null) return full;
  const bot = index === undefined ? anyBot(shard, capabilities) : placeOf(shard, index);
  if (bot === null) return refused('no-bot-available', 'no bot of the swarm is active and has what the task asks for');
  const more = run === undefined ? {} : { run };
  const own = { id, type, data, bytes, capabilities, ...more, op, at, bot: null, attempt: 1, lostBy: [] };
  shard.tasks.set(id, own);
  shard.pendingBytes += bytes;
  shard.counters.given++;
  place(shard, own, bot);
  return done({ kind: 'assigned', task: id, bot: indexOf(shard, bot), at });
}

function anyBot(shard: Shard, capabilities: readonly string[]): number | null {
  return shard.draining ? null : leastLoaded(shard, capabilities);
}

function noRoom(shard: Shard, bytes: number): Refused | null {
  const { pendingTasks, pendingBytes } = fleetLimits;
  if (shard.tasks.size >= pendingTasks) {
    return refused(
      'too-much-pending',
      `${shard.tasks.size} tasks of these bots have not ended; ${pendingTasks} is the most`,
    );
  }
  if (shard.pendingBytes + bytes <= pendingBytes) return null;
  const message = `the tasks of these bots that have not ended have ${shard.pendingBytes} bytes of data; with this one they would have more than ${pendingBytes}`;
  return refused('too-much-pending', message);
}

function end(shard: Shard, operation: Of<'complete'> | Of<'fail'>, at: number): ShardResult {
  const { bot: index, task: id } = operation;
  const bot = placeOf(shard, index);
  if (bot === null) return noSuchBot(shard, index);
  const known = findTask(shard, id);
  if (known.kind === 'unknown') return noTask(id);
  if (known.kind === 'ended') return refused('task-already-ended', `\`${id}\` is ${known.status} already`);
  const { pending } = known;
  if (pending.bot !== bot) return notOfBot(shard, pending, bot);
  if (pending.run !== undefined) return refused('task-runs-itself', `\`${id}\` is done by the orchestrator itself`);
  let end;
  if (operation.kind === 'fail') {
    end = { status: 'failed', error: operation.error.slice(0, fleetLimits.errorLength), at } as const;
  } else {
    const { result } = operation;
    const resultBytes = result === undefined ? 0 : jsonBytes(result);
    if (resultBytes > fleetLimits.resultBytes) return tooLarge('result', resultBytes, fleetLimits.resultBytes);
    end = { status: 'completed', ...(result !== undefined && { result, resultBytes }), at } as const;
  }
  endTask(shard, pending, end);
  endLease(shard, bot, id);
  shard.bots.lastActive[bot] = at;
  comeBack(shard, bot);
  return done({ kind: 'ended', task: id, bot: index, status: end.status, at });
}

function endDeath(shard: Shard, { kind, task: id }: Of<'retry-dead' | 'discard-dead'>, at: number): ShardResult {
  const task = shard.dead.get(id);
  if (task === undefined) return refused('dead-letter-not-found', `there is no dead letter \`${id}\``);
  if (kind === 'discard-dead') {
    endTask(shard, pendingTask(task), { status: 'cancelled', error: 'discarded as a dead letter', at });
    return done({ kind: 'discarded', task: id, at });
  }
  revive(shard, task);
  return done({ kind: 'assigned', task: id, bot: task.bot === null ? null : indexOf(shard, task.bot), at });
}

function done(value: ShardValue): ShardResult {
  return { ok: true, value };
}
