import type { Client } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import type { HistoryEvent } from './history-values.ts';
import { type Observed, observing } from './observe.ts';
import { type Ending, endingOf, readHistory } from './read-history.ts';

/** One history of an execution, as far as it has been read and folded. */
export interface GrowingHistory {
  readonly runId: string;
  /** How many events that is. */
  readonly length: () => number;
  readonly result: () => Observed | null;
  readonly ending: () => Ending | null;
  /** Reads on up to that event. Not to be called again before it has come back. */
  readonly readTo: (length: number) => Promise<void>;
}

/** Of events that have come since, at a time. */
const mostAtATime = 500;

export function growingHistory(
  client: Client,
  { executionId, runId }: { readonly executionId: string; readonly runId: string },
): GrowingHistory {
  const fold = observing(executionId, () => undefined);
  let first: HistoryEvent | undefined;
  let last: HistoryEvent | undefined;
  const length = (): number => Number(last?.eventId ?? 0);
  return {
    runId,
    length,
    result: () => fold.result(),
    ending: () => endingOf([first, last].filter((each) => each !== undefined)),
    readTo: async (to) => {
      const events =
        to - length() > mostAtATime
          ? await readHistory(client, executionId, runId)
          : await readFromItsEnd(client, { workflowId: executionId, runId }, length());
      for (const event of events) {
        const at = Number(event.eventId);
        // What Temporal has not settled yet may have another event in its place later.
        if (at <= length() || at > to) continue;
        first ??= event;
        last = event;
        fold.take(event);
      }
    },
  };
}

/** Temporal reads a history from either end, but not from the middle. */
async function readFromItsEnd(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  after: number,
): Promise<readonly HistoryEvent[]> {
  const { namespace } = client.options;
  const newestFirst: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await callTemporal(client, () =>
      client.workflowService.getWorkflowExecutionHistoryReverse({
        namespace,
        execution,
        maximumPageSize: mostAtATime,
        ...(nextPageToken !== undefined && { nextPageToken }),
      }),
    );
    newestFirst.push(...(page.history?.events ?? []));
    ({ nextPageToken } = page);
  } while (
    Number(newestFirst.at(-1)?.eventId ?? 0) > after + 1 &&
    nextPageToken !== null &&
    nextPageToken !== undefined &&
    nextPageToken.length > 0
  );
  return newestFirst.toReversed();
}
