import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { createBoundedCache } from '../catalog/index.ts';
import type { ExecutionMemo } from '../driver/index.ts';
import { askedTogether } from './asked-together.ts';
import type { ExecutionView } from './execution-view.ts';
import { findExecution } from './find-execution.ts';
import { type GrowingHistory, growingHistory } from './growing-history.ts';
import { viewOf, viewWithoutPlan } from './view.ts';

/** Bytes of executions that stay in memory. */
const mostCached = 96 * 1024 * 1024;
/** What a step of a plan and its state take, about; an event of a history. */
const bytesOfStep = 2000;
const bytesOfEvent = 200;

/** What has ended does not change, but Temporal forgets it after its retention, and an operator can reset it there. */
const endedForMs = 60_000;

interface Known {
  readonly runId: string;
  readonly events: number;
  readonly view: ExecutionView;
  /** When Temporal was asked last. */
  readonly askedAt: number;
  /** Of one that may go on. */
  readonly history?: GrowingHistory;
}

/** Tells how an execution stands from its history alone: with no worker, and of one that ended long ago. A history that
 * has grown is read from where it was; of one that has ended Temporal is not asked again for a while. */
export function createDescribe(client: Client): (executionId: string) => Promise<ExecutionView | null> {
  const known = createBoundedCache<Known>(mostCached);
  const ended = (executionId: string): ExecutionView | null => {
    const cached = known.get(executionId);
    const isFresh = cached?.view.completedAt !== undefined && Date.now() - cached.askedAt < endedForMs;
    return isFresh ? cached.view : null;
  };
  const ask = askedTogether(async (executionId: string): Promise<ExecutionView | null> => {
    const cached = known.get(executionId);
    const askedAt = Date.now();
    const found = await findExecution(client, executionId);
    // What has been folded half is not gone on with, if anything is thrown.
    known.delete(executionId);
    if (found === null) return null;
    const { runId, historyLength: events } = found;
    if (cached?.runId === runId && cached.events === events) {
      known.set(executionId, { ...cached, askedAt }, weightOf(found, cached.view));
      return cached.view;
    }
    const before = cached?.runId === runId ? cached.history : undefined;
    const history = before ?? growingHistory(client, { executionId, runId });
    await history.readTo(events);
    const view = viewIn(history, executionId, found);
    const isOver = view.completedAt !== undefined;
    known.set(executionId, { runId, events, view, askedAt, ...(!isOver && { history }) }, weightOf(found, view));
    return view;
  });
  return async (executionId) => ended(executionId) ?? (await ask(executionId));
}

function viewIn(history: GrowingHistory, executionId: string, found: WorkflowExecutionDescription): ExecutionView {
  const standing = { executionId, ...(history.ending() ?? { temporalStatus: 'RUNNING' }) };
  const observed = history.result();
  const { version = '' } = (found.memo ?? {}) as Partial<ExecutionMemo>;
  const seen =
    observed === null
      ? viewWithoutPlan({ standing, workflowName: found.type, version, startedAt: found.startTime.getTime() })
      : viewOf(observed, standing);
  const [scheduleId] = found.searchAttributes['TemporalScheduledById'] ?? [];
  return typeof scheduleId === 'string' ? { ...seen, scheduleId } : seen;
}

function weightOf(
  { historySize, historyLength }: WorkflowExecutionDescription,
  { steps }: Pick<ExecutionView, 'steps'>,
): number {
  return (historySize ?? historyLength * bytesOfEvent) + steps.length * bytesOfStep;
}
