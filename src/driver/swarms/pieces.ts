import { ApplicationFailure } from '@temporalio/common';
import {
  allHandlersFinished,
  condition,
  defineSignal,
  ParentClosePolicy,
  setHandler,
  startChild,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { StatePiece } from '../../fleet/index.ts';
import { asEnvelope } from '../envelope.ts';
import { taskQueue, workflowTaskTimeout } from '../protocol.ts';
import { bring } from './bring.ts';
import {
  type Heard,
  type Pace,
  type Piece,
  type PieceInput,
  type ShardInput,
  swarmSignals,
  swarmTypes,
} from './protocol.ts';
import { readPiece } from './read-requests.ts';
import { bytesOf } from './room.ts';

/** Before it is asked again for a piece that does not come: somebody may have ended it. */
const patienceMs = 30_000;

/** What may stand beside the state of a shard, of signals. */
const mostHeard = 64 * 1024;

/** Leaves for the next history what its input has no room for, each piece in a workflow of its own, and says which those are.
 * `heard` grows meanwhile, by as much as a payload holds at a time. */
export async function leaveInPieces(
  input: ShardInput,
  rows: readonly StatePiece[],
  heard: Heard[],
): Promise<readonly string[]> {
  const leave = createPieces(input);
  const left: string[] = [];
  for (const each of rows) left.push(await leave({ rows: each }));
  while (bytesOf(heard) > mostHeard) left.push(await leave({ heard: heard.splice(0) }));
  await condition(allHandlersFinished);
  return left;
}

function createPieces({ engine, pace }: ShardInput): (piece: Piece) => Promise<string> {
  const { workflowId: of } = workflowInfo();
  return async (piece) => {
    const workflowId = `${of}:${uuid4()}`;
    const input: PieceInput = { baton: 1, engine, ...(pace !== undefined && { pace }), piece: { ...piece, of } };
    await startChild(swarmTypes.piece, {
      workflowId,
      taskQueue,
      args: [asEnvelope(input)],
      workflowTaskTimeout,
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    return workflowId;
  };
}

/** Those that the history before has left, one after the other: each is as much as a message may hold. */
export async function fetchPieces(ids: readonly string[], pace: Pick<Pace, 'retryMs'>): Promise<readonly Piece[]> {
  const came = new Map<string, Piece>();
  setHandler(defineSignal<[unknown]>(swarmSignals.piece), (content) => {
    const given = readPiece(content);
    if (given !== null && ids.includes(given.from)) came.set(given.from, given.piece);
  });
  const fetch = async (id: string): Promise<Piece> => {
    for (;;) {
      const isThere = await bring({ to: id, signal: swarmSignals.give, content: {} }, pace);
      if (isThere) await condition(() => came.has(id), patienceMs);
      const piece = came.get(id);
      if (piece !== undefined) return piece;
      if (!isThere) throw lostPiece(id);
    }
  };
  const pieces: Piece[] = [];
  for (const id of ids) pieces.push(await fetch(id));
  return pieces;
}

function lostPiece(id: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`${id}, which had a part of it, was ended from outside`, 'state-lost');
}
