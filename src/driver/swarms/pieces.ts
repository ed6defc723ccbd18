import { ApplicationFailure } from '@temporalio/common';
import {
  condition,
  defineSignal,
  ParentClosePolicy,
  setHandler,
  startChild,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { asEnvelope } from '../envelope.ts';
import { taskQueue, workflowTaskTimeout } from '../protocol.ts';
import { bring } from './bring.ts';
import { type Pace, type Piece, type PieceInput, type ShardInput, swarmSignals, swarmTypes } from './protocol.ts';
import { readPiece } from './read-requests.ts';

/** Before it is asked again for a piece that does not come: somebody may have ended it. */
const patienceMs = 30_000;

/** Leaves pieces for the next history, each in a workflow of its own, and says which those are. */
export function createPieces({ engine, pace }: ShardInput): (piece: Piece) => Promise<string> {
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
