import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { asEnvelope, type Envelope } from '../envelope.ts';
import { workflowTaskTimeout } from '../protocol.ts';
import type { Pace } from './protocol.ts';

/** Whether an entity should leave its history as soon as nothing of it is under way. */
export function isLong({ leaveAtEvents }: Pace): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || (leaveAtEvents !== undefined && historyLength >= leaveAtEvents);
}

export async function leaveHistory(input: Envelope, memo: Record<string, unknown> = {}): Promise<never> {
  const { workflowType, taskQueue } = workflowInfo();
  return await makeContinueAsNewFunc({ workflowType, taskQueue, workflowTaskTimeout, memo })(asEnvelope(input));
}
