import type { Client } from '@temporalio/client';
import { type ChangedExecution, changedExecutions } from './changed-executions.ts';
import { findExecution } from './find-execution.ts';
import type { FollowAllLimits } from './follow-all.ts';
import type { OutcomeAttribute } from './outcome-attribute.ts';
import { severalAtATime } from './several-at-a-time.ts';
import { type WorkflowEvent, workflowEvents } from './workflow-events.ts';

/** What one look at all executions has found. */
export interface Looked {
  /** Whatever was before it has been told. */
  readonly at: number;
  readonly events: readonly WorkflowEvent[];
  /** More has changed than was looked at: between these two times events may be missing. */
  readonly gap?: { readonly from: number; readonly to: number };
}

interface Known {
  readonly standing: string;
  /** The number of the last event that was told; 0 where nobody has heard of it yet. */
  readonly told: number;
  readonly execution: ChangedExecution;
  /** Of one that nobody has heard of: how long its history was when it was read. */
  readonly length: number;
}

const atATime = 8;

/** Looks at what has changed since it looked last, and remembers what it has told. */
export function createLookForChanges(
  client: Client,
  outcomes: OutcomeAttribute,
  { overlapMs, listed, silent }: FollowAllLimits,
): () => Promise<Looked> {
  // In the order in which they were last looked at.
  const known = new Map<string, Known>();
  let lookedAt = Date.now();

  /** One that no worker has looked at is listed the same when one has: its history has grown. */
  const grown = async (): Promise<readonly Grown[]> => {
    const isSilent = ({ told, execution: { isRunning } }: Known): boolean => told === 0 && isRunning;
    const some = [...known.values()].filter(isSilent).slice(0, silent);
    const looked = await severalAtATime(atATime, some, async ({ execution, length }): Promise<readonly Grown[]> => {
      const found = await findExecution(client, execution.executionId);
      if (found !== null && found.historyLength > length) return [{ execution, length: found.historyLength }];
      // The next look begins with others.
      const each = known.get(execution.executionId);
      known.delete(execution.executionId);
      if (each !== undefined && found !== null) known.set(execution.executionId, each);
      return [];
    });
    return looked.flat();
  };

  return async () => {
    const now = Date.now();
    const at = lookedAt;
    const since = at - overlapMs;
    const words = await outcomes.exists();
    const { executions: rows, isAll } = await changedExecutions(client, { since, most: listed, words });
    const lengths = new Map((await grown()).map(({ execution, length }) => [execution.executionId, length]));
    const changed = changedAmong(rows, known, lengths);
    const told = new Map<string, number>();
    const events = await workflowEvents(client, changed, ({ executionId }, event, time) => {
      told.set(executionId, Math.max(told.get(executionId) ?? 0, Number(event.sequence)));
      const before = known.get(executionId);
      return before === undefined ? time >= since : Number(event.sequence) > before.told;
    });
    for (const execution of changed) {
      const { executionId } = execution;
      const before = known.get(executionId);
      known.delete(executionId);
      known.set(executionId, {
        standing: execution.standing,
        told: Math.max(before?.told ?? 0, told.get(executionId) ?? 0),
        execution,
        length: lengths.get(executionId) ?? before?.length ?? 0,
      });
      const [oldest] = known.keys();
      if (known.size > 2 * listed && oldest !== undefined) known.delete(oldest);
    }
    lookedAt = now;
    return { at, events, ...(!isAll && { gap: { from: since, to: now } }) };
  };
}

interface Grown {
  readonly execution: ChangedExecution;
  readonly length: number;
}

/** Those that stand otherwise than before, those that stood still and are not listed any more, and those that nobody has
 * heard of whose histories have grown. */
function changedAmong(
  rows: readonly ChangedExecution[],
  known: ReadonlyMap<string, Known>,
  grown: ReadonlyMap<string, number>,
): readonly ChangedExecution[] {
  const listed = new Set(rows.map(({ executionId }) => executionId));
  const changed = rows.filter(({ executionId, standing }) => {
    return known.get(executionId)?.standing !== standing || grown.has(executionId);
  });
  const others = [...known.values()].filter(({ execution: { executionId, isRunning }, standing }) => {
    return !listed.has(executionId) && isRunning && (grown.has(executionId) || !standing.endsWith(' '));
  });
  // Listed no more, it goes on; how it ends is listed again.
  return [...changed, ...others.map(({ execution }) => ({ ...execution, standing: `${execution.runId} RUNNING ` }))];
}
