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

/** How an execution stood when Temporal was asked. */
export interface Described {
  readonly view: ExecutionView;
  /** When Temporal was asked. */
  readonly askedAt: number;
  /** Of one that may go on: as far as it has been read, which may be further by now. */
  readonly growing?: Growing;
}

export interface Growing {
  readonly history: GrowingHistory;
  /** Bytes of the history when it was described. */
  readonly bytes: number;
  /** How it stands as far as it has been read. */
  readonly view: () => ExecutionView;
}

interface Known extends Described {
  readonly runId: string;
  readonly events: number;
}

/** Tells how an execution stands from its history alone: with no worker, and of one that ended long ago. A history that
 * has grown is read from where it was; of one that has ended Temporal is not asked again for a while. */
export function createDescribe(client: Client): (executionId: string) => Promise<Described | null> {
  const known = createBoundedCache<Known>(mostCached);
  const ended = (executionId: string): Described | null => {
    const cached = known.get(executionId);
    const isFresh = cached?.view.completedAt !== undefined && Date.now() - cached.askedAt < endedForMs;
    return isFresh ? cached : null;
  };
  const ask = askedTogether(async (executionId: string): Promise<Described | null> => {
    const cached = known.get(executionId);
    const askedAt = Date.now();
    const found = await findExecution(client, executionId);
    // What has been folded half is not gone on with, if anything is thrown.
    known.delete(executionId);
    if (found === null) return null;
    const { runId, historyLength: events } = found;
    const isSame = cached?.runId === runId;
    if (isSame && cached.events === events) {
      const again = { ...cached, askedAt };
      known.set(executionId, again, weightOf(found, cached.view));
      return again;
    }
    const before = isSame ? cached.growing?.history : undefined;
    const history = before ?? growingHistory(client, { executionId, runId });
    await history.readTo(events);
    const about = aboutOf(executionId, found);
    const view = viewIn(history, about);
    const growing = { history, bytes: found.historySize ?? events * bytesOfEvent, view: () => viewIn(history, about) };
    const isOver = view.completedAt !== undefined;
    const described: Known = { runId, events, view, askedAt, ...(!isOver && { growing }) };
    known.set(executionId, described, weightOf(found, view));
    return described;
  });
  return async (executionId) => ended(executionId) ?? (await ask(executionId));
}

/** What its history does not tell, and never changes. */
interface About {
  readonly executionId: string;
  readonly workflowName: string;
  readonly version: string;
  readonly startedAt: number;
  readonly scheduleId?: string;
}

function aboutOf(executionId: string, found: WorkflowExecutionDescription): About {
  const { version = '' } = (found.memo ?? {}) as Partial<ExecutionMemo>;
  const [scheduleId] = found.searchAttributes['TemporalScheduledById'] ?? [];
  return {
    executionId,
    workflowName: found.type,
    version,
    startedAt: found.startTime.getTime(),
    ...(typeof scheduleId === 'string' && { scheduleId }),
  };
}

function viewIn(history: GrowingHistory, { executionId, scheduleId, ...about }: About): ExecutionView {
  const standing = { executionId, ...(history.ending() ?? { temporalStatus: 'RUNNING' }) };
  const observed = history.result();
  const seen = observed === null ? viewWithoutPlan({ standing, ...about }) : viewOf(observed, standing);
  return scheduleId === undefined ? seen : { ...seen, scheduleId };
}

function weightOf(
  { historySize, historyLength }: WorkflowExecutionDescription,
  { steps }: Pick<ExecutionView, 'steps'>,
): number {
  return (historySize ?? historyLength * bytesOfEvent) + steps.length * bytesOfStep;
}
