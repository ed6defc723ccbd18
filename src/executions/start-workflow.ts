import type { Client } from '@temporalio/client';
import type { RawValue } from '@temporalio/common';
import { callTemporal } from '../config/index.ts';
import { type ExecutionMemo, taskQueue, workflowTaskTimeout } from '../driver/index.ts';

export interface WorkflowToStart {
  readonly name: string;
  readonly version: string;
  /** An ExecutionInput. */
  readonly envelope: RawValue;
}

/** Its id is Temporal's workflow id, which Temporal gives out once. */
export async function startWorkflow(
  client: Client,
  workflowId: string,
  { name, version, envelope }: WorkflowToStart,
  { memo, priority }: { readonly memo: ExecutionMemo; readonly priority?: number | undefined },
): Promise<void> {
  await callTemporal(client, () =>
    client.workflow.start(name, {
      taskQueue,
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      workflowTaskTimeout,
      args: [envelope],
      memo: { ...memo },
      // Its activities and sub-workflows have it too, where their steps say nothing else.
      ...(priority !== undefined && { priority: { priorityKey: priority } }),
      staticSummary: `version ${version}`,
    }),
  );
}
