import type { Client } from '@temporalio/client';
import { callTemporal, isNotFound } from '../config/index.ts';
import { Refusal } from '../problems/index.ts';
import type { CancelOutcome } from './executions.ts';
import { findExecution } from './find-execution.ts';

/** Asks for it; the engine then stops and compensates. A cancel that is sent again changes nothing. */
export async function cancelExecution(client: Client, executionId: string, reason?: string): Promise<CancelOutcome> {
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  const status = found.status.name;
  // It finds what it asked for.
  if (status === 'CANCELLED') return 'cancelled';
  if (status !== 'RUNNING') {
    const how = status.toLowerCase().replaceAll('_', ' ');
    throw new Refusal('execution-ended', `${executionId} has ended already (${how}); there is nothing left to cancel`);
  }
  const { namespace, identity } = client.options;
  try {
    await callTemporal(client, () =>
      client.workflowService.requestCancelWorkflowExecution({
        namespace,
        identity,
        workflowExecution: { workflowId: executionId, runId: found.runId },
        // The same for every cancel of a run, so that the first stays the only one.
        requestId: `cancel-${found.runId}`,
        ...(reason !== undefined && { reason }),
      }),
    );
    return 'asked';
  } catch (error) {
    // It has ended meanwhile, so the next look at it ends this.
    if (isNotFound(error)) return await cancelExecution(client, executionId, reason);
    throw error;
  }
}
