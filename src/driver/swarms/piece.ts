import { condition, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { asEnvelope } from '../envelope.ts';
import { bring } from './bring.ts';
import { type CloseShard, type PieceInput, swarmSignals, usualPace } from './protocol.ts';
import { createShelter } from './shelter.ts';

/** How often one that nobody asks for looks whether there is still somebody who could. */
const lookMs = 3_600_000;

/** Shards of no era: whoever hears it does nothing. */
const closeNone: CloseShard = { before: 0 };

/** Has a piece of what a shard is, until the next history of the shard has it. */
export async function carryPiece({ piece: { of: to, ...piece }, pace }: PieceInput): Promise<void> {
  const { retryMs } = { ...usualPace, ...pace };
  let isAsked = false;
  setHandler(defineSignal(swarmSignals.give), () => {
    isAsked = true;
  });
  await createShelter().through(async () => {
    while (!(await condition(() => isAsked, lookMs))) {
      const isThere = await bring({ to, signal: swarmSignals.close, content: closeNone }, { retryMs });
      if (!isThere) return;
    }
    const content = asEnvelope({ baton: 1, from: workflowInfo().workflowId, piece });
    await bring({ to, signal: swarmSignals.piece, content }, { retryMs });
  });
}
