import {
  cutState,
  lightenShard,
  type Refused,
  type Shard,
  type ShardOperation,
  type StatePiece,
  type WeighedState,
} from '../../fleet/index.ts';
import { createRoom, rowBytes } from './room.ts';

/** Beside what is weighed comes what cannot be refused: mass tasks, whose data the fleet limits. */
const mostWhileAsked = 8_000_000;
const mostWhenLeaving = 8_500_000;

/** A payload holds two mebibytes. */
const mostInPiece = 1_900_000;

/** How much must come before what is full is weighed anew. */
const betweenBytes = 256 * 1024;

/** What remains of an error where there is no room for more. */
const shortError = 20;

export interface ShardRoom {
  /** The operation as far as there is room for it. */
  readonly admit: (operation: ShardOperation) => ShardOperation | Refused;
}

const lightened = (shard: Shard): number => lightenShard(shard, mostWhileAsked).weight;

export interface Weighing {
  /** What it weighs, where that is known. */
  readonly weight?: number | undefined;
  readonly weigh?: (shard: Shard) => number;
}

export function createShardRoom(shard: Shard, { weight, weigh = lightened }: Weighing = {}): ShardRoom {
  const glance = (): number => shard.pendingBytes + rowBytes * shard.tasks.size;
  const hasRoom = createRoom({ weigh: () => weigh(shard), glance, between: betweenBytes, weight }, mostWhileAsked);
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

/** `weight` is that of all. */
export interface StateInPieces extends WeighedState {
  /** What the state alone has no room for, in order. */
  readonly pieces: readonly StatePiece[];
}

/** What the next history begins with, as light as it must be: it is heavier where more came than was asked for. */
export function handOn(shard: Shard, pieceBytes: number = mostInPiece): StateInPieces {
  const { state, weight } = lightenShard(shard, mostWhenLeaving);
  return weight <= pieceBytes ? { state, pieces: [], weight } : { ...cutState(state, pieceBytes), weight };
}
