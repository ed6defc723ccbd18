import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { asEnvelope, type Envelope } from '../envelope.ts';
import { workflowTaskTimeout } from '../protocol.ts';
import type { Pace } from './protocol.ts';

/** What a history begins with beside its input, for an entity that came in pieces: the server may think it long from the first. */
export interface Beginning {
  readonly events: number;
  readonly bytes: number;
}

/** When the server suggests it. */
const mostEvents = 4_096;
const mostBytes = 4 * 1024 * 1024;

/** Whether an entity should leave its history as soon as nothing of it is under way. */
export function isLong({ leaveAtEvents }: Pick<Pace, 'leaveAtEvents'>, beginning?: Beginning): boolean {
  const { continueAsNewSuggested, historyLength, historySize } = workflowInfo();
  const events = historyLength - (beginning?.events ?? 0);
  if (leaveAtEvents !== undefined && events >= leaveAtEvents) return true;
  if (beginning === undefined) return continueAsNewSuggested;
  return events >= mostEvents || historySize - beginning.bytes >= mostBytes;
}

export async function leaveHistory(input: Envelope, memo: Record<string, unknown> = {}): Promise<never> {
  const { workflowType, taskQueue } = workflowInfo();
  return await makeContinueAsNewFunc({ workflowType, taskQueue, workflowTaskTimeout, memo })(asEnvelope(input));
}
