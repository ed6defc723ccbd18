import type { Client } from '@temporalio/client';
import { createBoundedCache } from '../catalog/index.ts';
import type { ExecutionMemo } from '../driver/index.ts';
import type { ExecutionView } from './execution-view.ts';
import { findExecution } from './find-execution.ts';
import { observe } from './observe.ts';
import { endingOf, hasMoved, readHistory } from './read-history.ts';
import { viewOf, viewWithoutPlan } from './view.ts';

/** Bytes of histories whose views stay in memory. */
const mostCached = 64 * 1024 * 1024;

/** Tells how an execution stands from its history alone: with no worker, and of one that ended long ago. A history that
 * has not grown is not read again. */
export function createDescribe(client: Client): (executionId: string) => Promise<ExecutionView | null> {
  const known = createBoundedCache<{ readonly runId: string; readonly events: number; readonly view: ExecutionView }>(
    mostCached,
  );
  const describe = async (executionId: string): Promise<ExecutionView | null> => {
    const found = await findExecution(client, executionId);
    if (found === null) return null;
    const { runId } = found;
    const cached = known.get(executionId);
    if (cached?.runId === runId && cached.events === found.historyLength) return cached.view;

    const events = await readHistory(client, executionId, runId);
    // It has left this history meanwhile.
    if (hasMoved(events)) return await describe(executionId);
    // The history may be newer than the description.
    const standing = { executionId, ...(endingOf(events) ?? { temporalStatus: 'RUNNING' }) };
    const observed = observe(executionId, events);
    const { version = '' } = (found.memo ?? {}) as Partial<ExecutionMemo>;
    const view =
      observed === null
        ? viewWithoutPlan({ standing, workflowName: found.type, version, startedAt: found.startTime.getTime() })
        : viewOf(observed, standing);
    known.set(executionId, { runId, events: events.length, view }, found.historySize ?? events.length * 200);
    return view;
  };
  return describe;
}
