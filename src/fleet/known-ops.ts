import { unreachable } from '../std/index.ts';
import { fleetLimits } from './limits.ts';
import { findTask } from './pending.ts';
import { refused } from './refused.ts';
import { indexOf, type KnownOp, type Shard } from './shard.ts';
import { leasedTask } from './leased-task.ts';
import { taskView } from './view-tasks.ts';
import type { ShardOperation, ShardResult, ShardValue } from './shard-operations.ts';

/** What was answered to the operation when it came before; null if it did not. */
export function recall(shard: Shard, operation: ShardOperation): ShardResult | null {
  const known = shard.ops.get(operation.op);
  if (known === undefined) return operation.kind === 'assign' ? assignedBefore(shard, operation) : null;
  if (!isAbout(operation, known, shard)) {
    return refused('idempotency-key-reused', 'what came under this key before was about something else');
  }
  const { task, at } = known;
  const bot = known.bot === null ? null : indexOf(shard, known.bot);
  switch (known.kind) {
    case 'assigned':
      return { ok: true, value: { kind: 'assigned', task, bot, at } };
    case 'completed':
    case 'failed':
      return { ok: true, value: { kind: 'ended', task, bot: bot ?? 0, status: known.kind, at } };
    case 'renewed':
      return { ok: true, value: { kind: 'renewed', task, bot: bot ?? 0, until: at } };
    case 'discarded':
      return { ok: true, value: { kind: 'discarded', task, at } };
    case 'leased': {
      const found = findTask(shard, task);
      // Its data are no longer there to be answered again, or are another bot's business.
      if (found.kind !== 'pending' || found.pending.bot !== known.bot) {
        return refused('task-lease-lost', `\`${task}\` is no longer leased by this bot`);
      }
      return { ok: true, value: { kind: 'leased', bot: bot ?? 0, task: leasedTask(found.pending), until: at } };
    }
    default:
      return unreachable(known.kind);
  }
}

/** What is known of the task says by which operation it came. */
function assignedBefore(
  shard: Shard,
  { op, task: { id } }: Extract<ShardOperation, { readonly kind: 'assign' }>,
): ShardResult | null {
  const before = shard.tasks.get(id) ?? shard.ended.get(id);
  if (before?.op !== op) return null;
  return { ok: true, value: { kind: 'assigned', task: id, bot: taskView(shard, id)?.bot ?? null, at: before.at } };
}

const answersTo = {
  assign: ['assigned'],
  complete: ['completed'],
  fail: ['failed'],
  lease: ['leased'],
  renew: ['renewed'],
  'retry-dead': ['assigned'],
  'discard-dead': ['discarded'],
} as const satisfies Record<ShardOperation['kind'], readonly KnownOp['kind'][]>;

function isAbout(operation: ShardOperation, known: KnownOp, shard: Shard): boolean {
  const kinds: readonly KnownOp['kind'][] = answersTo[operation.kind];
  if (!kinds.includes(known.kind)) return false;
  const isOf = (bot: number): boolean => known.bot !== null && bot === indexOf(shard, known.bot);
  switch (operation.kind) {
    case 'assign':
      return operation.task.id === known.task;
    case 'complete':
    case 'fail':
      return operation.task === known.task && isOf(operation.bot);
    case 'lease':
    case 'renew':
      return isOf(operation.bot);
    case 'retry-dead':
    case 'discard-dead':
      return operation.task === known.task;
    default:
      return unreachable(operation);
  }
}

export function rememberOp(shard: Shard, op: string, value: ShardValue): void {
  const known = knownOf(value);
  if (known === null) return;
  shard.ops.set(op, known);
  const [oldest] = shard.ops.keys();
  if (shard.ops.size > fleetLimits.shardOps && oldest !== undefined) shard.ops.delete(oldest);
}

function knownOf(value: ShardValue): KnownOp | null {
  const place = (index: number): number => index % fleetLimits.botsPerShard;
  switch (value.kind) {
    case 'assigned':
      return { kind: 'assigned', task: value.task, bot: value.bot === null ? null : place(value.bot), at: value.at };
    case 'ended':
      return { kind: value.status, task: value.task, bot: place(value.bot), at: value.at };
    case 'leased':
      // Who was told that there is nothing to do may find something when he asks again.
      if (value.task === null || value.until === null) return null;
      return { kind: 'leased', task: value.task.id, bot: place(value.bot), at: value.until };
    case 'renewed':
      return { kind: 'renewed', task: value.task, bot: place(value.bot), at: value.until };
    case 'discarded':
      return { kind: 'discarded', task: value.task, bot: null, at: value.at };
    default:
      return unreachable(value);
  }
}
