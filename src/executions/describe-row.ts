import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { findInTemporal } from '../config/index.ts';
import { millisecondsOf } from './history-values.ts';
import { visibleRow, type VisibleRow } from './visible-row.ts';

export interface DescribedRow {
  readonly row: VisibleRow;
  /** Its first task has been completed. */
  readonly begun: boolean;
}

/** The newest history of an execution, as it is now: lists come after. Null where Temporal no longer has it. */
export async function describeRow(client: Client, executionId: string): Promise<DescribedRow | null> {
  const { namespace } = client.options;
  const execution = { workflowId: executionId };
  const described = await findInTemporal(client, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution }),
  );
  const info = described?.workflowExecutionInfo;
  return described && info ? { row: visibleRow(info), begun: hasBegun(described) } : null;
}

type Described = temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse;

function hasBegun({ workflowExecutionInfo: info, pendingWorkflowTask }: Described): boolean {
  // A worker leaves its stamp with the first task that it completes.
  if (info?.mostRecentWorkerVersionStamp) return true;
  // Where servers no longer tell: the first task is scheduled with the start, and only once the first is done another.
  const scheduled = pendingWorkflowTask?.originalScheduledTime;
  if (scheduled) return millisecondsOf(scheduled) > millisecondsOf(info?.startTime) + 1;
  return Number(info?.historyLength ?? 0) > 3;
}
