import type { Client } from '@temporalio/client';
import { createBoundedCache } from '../catalog/index.ts';
import { findInTemporal } from '../config/index.ts';
import { isEnvelope } from '../driver/index.ts';
import type { VisibleRow } from './visible-row.ts';
import { valueOf } from './history-values.ts';

/** Texts of a few bytes. */
const mostRuns = 20_000;

/** Of a start with bare inputs, the plan is found soon after its first task. */
const mostEvents = 20;

/** Whether an execution says in Temporal how it stands, so that no word means that there is nothing to say. Its history
 * says so where its plan stands, and never otherwise later; false where that is not among its first events. */
export function createWritesOutcome(client: Client): (row: VisibleRow) => Promise<boolean> {
  const known = createBoundedCache<boolean>(mostRuns);
  return async ({ executionId, runId }) => {
    const before = known.get(runId);
    if (before !== undefined) return before;
    const writes = await readFromBeginning(client, executionId, runId);
    if (writes !== null) known.set(runId, writes, 1);
    return writes ?? false;
  };
}

async function readFromBeginning(client: Client, workflowId: string, runId: string): Promise<boolean | null> {
  const { namespace } = client.options;
  const found = await findInTemporal(client, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: mostEvents,
    }),
  );
  for (const each of found?.history?.events ?? []) {
    const { workflowExecutionStartedEventAttributes: started, markerRecordedEventAttributes: marker } = each;
    const value = valueOf(started?.input?.payloads ?? marker?.details?.['result']?.payloads);
    if (isEnvelope(value)) return value.attributes === true;
  }
  return null;
}
