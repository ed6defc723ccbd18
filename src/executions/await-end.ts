import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

/** Callers that wait in this process at a time; one more is answered at once. */
const mostWaiting = 500;

const closeEvents: temporal.api.enums.v1.HistoryEventFilterType = 2;

/** True as soon as an execution has ended; false where it has not within that time, where the caller leaves, where too
 * many wait already, and where Temporal can't tell: whoever waits has been told before that it exists. Temporal holds
 * the question until there is an answer, so nothing is asked again and again. */
export function createAwaitEnd(
  client: Client,
): (executionId: string, ms: number, left: AbortSignal) => Promise<boolean> {
  let waiting = 0;
  return async (executionId, ms, left) => {
    if (ms <= 0 || left.aborted || waiting >= mostWaiting) return false;
    waiting++;
    try {
      return await client.withAbortSignal(left, async () => {
        return await client.withDeadline(Date.now() + ms, async () => await endOf(client, executionId));
      });
    } catch {
      // The time is over, the caller has left, or Temporal is away.
      return false;
    } finally {
      waiting--;
    }
  };
}

/** Through all the histories that it leaves. */
async function endOf(client: Client, workflowId: string): Promise<true> {
  const { namespace } = client.options;
  let runId = '';
  let nextPageToken: Uint8Array | undefined;
  for (;;) {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      waitNewEvent: true,
      historyEventFilterType: closeEvents,
      ...(nextPageToken !== undefined && { nextPageToken }),
    });
    const [close] = page.history?.events ?? [];
    const next = close?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (close !== undefined && (next === null || next === undefined || next === '')) return true;
    // Temporal has held the question as long as it does, and it is to be asked again; or it goes on elsewhere.
    nextPageToken = close === undefined && page.nextPageToken.length > 0 ? page.nextPageToken : undefined;
    runId = next ?? runId;
  }
}
