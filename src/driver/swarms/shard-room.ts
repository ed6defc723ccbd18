import { lightenShard, type Refused, type Shard, type ShardOperation } from '../../fleet/index.ts';
import { createRoom, rowBytes } from './room.ts';

/** A shard leaves its history in one payload of two mebibytes at most; beside what is weighed comes what cannot be refused: mass
 * tasks, whose data the fleet limits. */
const mostWhileAsked = 1_900_000;
const mostWhenLeaving = 2_000_000;

/** What remains of an error where there is no room for more. */
const shortError = 20;

export interface ShardRoom {
  /** The operation as far as there is room for it. */
  readonly admit: (operation: ShardOperation) => ShardOperation | Refused;
}

const lightened = (shard: Shard): number => lightenShard(shard, mostWhileAsked);

export function createShardRoom(shard: Shard, weigh: (shard: Shard) => number = lightened): ShardRoom {
  const glance = (): number => shard.pendingBytes + rowBytes * shard.tasks.size;
  const hasRoom = createRoom({ weigh: () => weigh(shard), glance }, mostWhileAsked);
  return {
    admit: (operation) => {
      // What came before is answered as it was, and brings nothing.
      if (isKnown(shard, operation) || hasRoom(operation)) return operation;
      if (operation.kind === 'assign') {
        return {
          ok: false,
          code: 'too-much-pending',
          message: 'what these bots have to do takes as much room as there is: wait until some of it is done',
        };
      }
      if (operation.kind === 'complete') {
        const { result: _result, ...ended } = operation;
        return ended;
      }
      return operation.kind === 'fail' ? { ...operation, error: operation.error.slice(0, shortError) } : operation;
    },
  };
}

function isKnown({ ops, tasks, ended }: Shard, operation: ShardOperation): boolean {
  if (ops.has(operation.op)) return true;
  return operation.kind === 'assign' && (tasks.has(operation.task.id) || ended.has(operation.task.id));
}

/** Otherwise it would end with its history, and its bots with it. */
export function fitShard(shard: Shard): void {
  lightenShard(shard, mostWhenLeaving);
}
