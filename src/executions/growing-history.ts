import type { Client } from '@temporalio/client';
import { callTemporal, pagesOf } from '../config/index.ts';
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
  /** Goes on with events that somebody else has read, from any of those that it has on; later ones are left alone. */
  readonly take: (events: readonly HistoryEvent[]) => void;
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
  const take = (events: readonly HistoryEvent[], to: number): void => {
    for (const event of events) {
      const at = Number(event.eventId);
      if (at !== length() + 1 || at > to) continue;
      first ??= event;
      last = event;
      fold.take(event);
    }
  };
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
      // What Temporal has not settled yet may have another event in its place later.
      take(events, to);
    },
    take: (events) => take(events, Infinity),
  };
}

/** Temporal reads a history from either end, but not from the middle. */
async function readFromItsEnd(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  after: number,
): Promise<readonly HistoryEvent[]> {
  const { namespace } = client.options;
  const asked = { namespace, execution, maximumPageSize: mostAtATime };
  const pages = pagesOf((from) =>
    callTemporal(client, () => client.workflowService.getWorkflowExecutionHistoryReverse({ ...asked, ...from })),
  );
  const newestFirst: HistoryEvent[] = [];
  for await (const page of pages) {
    newestFirst.push(...(page.history?.events ?? []));
    if (Number(newestFirst.at(-1)?.eventId ?? 0) <= after + 1) break;
  }
  return newestFirst.toReversed();
}
