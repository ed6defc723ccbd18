import type { Client } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import {
  asEnvelope,
  type ExecutionInput,
  type ExecutionMemo,
  taskQueue,
  workflowTaskTimeout,
} from '../driver/index.ts';

/** Its id is Temporal's workflow id, which Temporal gives out once. */
export async function startWorkflow(
  client: Client,
  workflowId: string,
  input: ExecutionInput,
  memo: ExecutionMemo,
): Promise<void> {
  await callTemporal(client, () =>
    client.workflow.start(input.plan.name, {
      taskQueue,
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      workflowTaskTimeout,
      args: [asEnvelope(input)],
      memo: { ...memo },
      staticSummary: `version ${input.plan.version}`,
    }),
  );
}
