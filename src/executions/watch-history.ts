import type { Client } from '@temporalio/client';
import { pagesOf, waitForTemporal } from '../config/index.ts';
import type { GrowingHistory } from './growing-history.ts';
import type { HistoryEvent } from './history-values.ts';
import { hasMoved } from './read-history.ts';

/** Lets a history grow as Temporal tells what comes, and says each time up to which event it has been told; until the
 * execution has ended or goes on in another history. Throws where Temporal can't tell, and when `left` aborts. */
export async function watchHistory(
  client: Client,
  { executionId, history }: { readonly executionId: string; readonly history: GrowingHistory },
  told: (upTo: number) => void,
  left: AbortSignal,
): Promise<void> {
  const { namespace } = client.options;
  const execution = { workflowId: executionId, runId: history.runId };
  const settle = createSettling();
  const asked = { namespace, execution, waitNewEvent: true };
  const pages = pagesOf((from) =>
    waitForTemporal(client, left, () => client.workflowService.getWorkflowExecutionHistory({ ...asked, ...from })),
  );
  let upTo = 0;
  for await (const page of pages) {
    const events = page.history?.events ?? [];
    const settled = settle(events);
    history.take(settled);
    upTo = Number(events.at(-1)?.eventId ?? upTo);
    told(upTo);
    if (hasMoved(settled) || history.ending() !== null) return;
  }
}

/** A task that is tried again is told before it is on record, under numbers that other events may have later. So events of
 * tasks are kept back until something follows them; they show nothing by themselves. */
export function createSettling(): (events: readonly HistoryEvent[]) => readonly HistoryEvent[] {
  let kept: readonly HistoryEvent[] = [];
  return (events) => {
    const [next] = events;
    if (next === undefined) return [];
    const all = [...kept.filter((each) => Number(each.eventId) < Number(next.eventId)), ...events];
    const settled = all.findLastIndex((each) => !isOfTask(each)) + 1;
    kept = all.slice(settled);
    return all.slice(0, settled);
  };
}

function isOfTask(event: HistoryEvent): boolean {
  return Boolean(event.workflowTaskScheduledEventAttributes) || Boolean(event.workflowTaskStartedEventAttributes);
}
