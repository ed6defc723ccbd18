import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { isObject } from '../../src/std/index.ts';

/** What one workflow has written, from its newest history back to its first. */
export async function historiesOf(client: Client, workflowId: string) {
  const found: { readonly runId: string; readonly events: number; readonly bytes: number }[] = [];
  let runId: string = (await client.workflow.getHandle(workflowId).describe()).runId;
  while (runId !== '') {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { historyLength, historySize = 0 } = await handle.describe();
    found.push({ runId, events: historyLength, bytes: historySize });
    runId = await cameFrom(client, workflowId, runId);
  }
  return found;
}

export interface Written {
  readonly bytes: number;
  readonly events: number;
  readonly updates: number;
}

/** All that these workflows have written. */
export async function writtenBy(client: Client, workflowIds: readonly string[]): Promise<Written> {
  const total = { bytes: 0, events: 0, updates: 0 };
  for (const workflowId of workflowIds) {
    for (const { runId, bytes } of await historiesOf(client, workflowId)) {
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      total.bytes += bytes;
      total.events += events?.length ?? 0;
      total.updates +=
        events?.filter((each) => isObject(each.workflowExecutionUpdateAcceptedEventAttributes)).length ?? 0;
    }
  }
  return total;
}

async function cameFrom(client: Client, workflowId: string, runId: string): Promise<string> {
  const page: temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse =
    await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    });
  return page.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
}
