import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { createBoundedCache } from '../catalog/index.ts';
import type { ExecutionMemo } from '../driver/index.ts';
import type { ExecutionView } from './execution-view.ts';
import { findExecution } from './find-execution.ts';
import { observe } from './observe.ts';
import { endingOf, hasMoved, readHistory } from './read-history.ts';
import { viewOf, viewWithoutPlan } from './view.ts';

/** Bytes of histories whose views stay in memory. */
const mostCached = 64 * 1024 * 1024;

/** What has ended does not change, but Temporal forgets it after its retention, and an operator can reset it there. */
const endedForMs = 60_000;

interface Known {
  readonly runId: string;
  readonly events: number;
  readonly view: ExecutionView;
  /** When Temporal was asked last. */
  readonly askedAt: number;
}

/** Tells how an execution stands from its history alone: with no worker, and of one that ended long ago. A history that
 * has not grown is not read again; of one that has ended Temporal is not asked again for a while. */
export function createDescribe(client: Client): (executionId: string) => Promise<ExecutionView | null> {
  const known = createBoundedCache<Known>(mostCached);
  const describe = async (executionId: string): Promise<ExecutionView | null> => {
    const cached = known.get(executionId);
    if (cached?.view.completedAt !== undefined && Date.now() - cached.askedAt < endedForMs) return cached.view;
    const askedAt = Date.now();
    const found = await findExecution(client, executionId);
    if (found === null) {
      known.delete(executionId);
      return null;
    }
    const { runId } = found;
    if (cached?.runId === runId && cached.events === found.historyLength) {
      known.set(executionId, { ...cached, askedAt }, weightOf(found));
      return cached.view;
    }

    const events = await readHistory(client, executionId, runId);
    // It has left this history meanwhile.
    if (hasMoved(events)) return await describe(executionId);
    // The history may be newer than the description.
    const standing = { executionId, ...(endingOf(events) ?? { temporalStatus: 'RUNNING' }) };
    const observed = observe(executionId, events);
    const { version = '' } = (found.memo ?? {}) as Partial<ExecutionMemo>;
    const seen =
      observed === null
        ? viewWithoutPlan({ standing, workflowName: found.type, version, startedAt: found.startTime.getTime() })
        : viewOf(observed, standing);
    const [scheduleId] = found.searchAttributes['TemporalScheduledById'] ?? [];
    const view = typeof scheduleId === 'string' ? { ...seen, scheduleId } : seen;
    known.set(executionId, { runId, events: events.length, view, askedAt }, weightOf(found));
    return view;
  };
  return describe;
}

function weightOf({ historySize, historyLength }: WorkflowExecutionDescription): number {
  return historySize ?? historyLength * 200;
}
