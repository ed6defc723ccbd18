import type { Client } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import { outcomeAttribute } from '../driver/index.ts';
import type { ExecutionStatistics } from './executions.ts';
import { valueOf } from './history-values.ts';
import { listQuery } from './list-query.ts';
import type { ExecutionFilter } from './listing.ts';
import type { OutcomeAttribute } from './outcome-attribute.ts';
import { visibleRow } from './visible-row.ts';

/** How many fit a filter that Temporal answers by itself: one question, however many there are. */
export async function countExecutions(
  client: Client,
  filter: Pick<ExecutionFilter, 'workflowName' | 'from' | 'to'>,
): Promise<number> {
  // No word of the attribute is asked for.
  const query = listQuery(filter, false);
  return query === null ? 0 : (await count(client, query)).total;
}

/** Of those that completed last, so many are looked at for an average. */
const sample = 1000;

/** Three questions, however many executions there are. */
export async function executionStatistics(client: Client, outcomes: OutcomeAttribute): Promise<ExecutionStatistics> {
  const query = listQuery({}, false);
  if (query === null) throw new Error('without a filter there is a question');
  const paused = async (): Promise<number> => {
    if (!(await outcomes.exists())) return 0;
    const word = `${outcomeAttribute} IN ('paused', 'held') AND ExecutionStatus = 'Running'`;
    return (await count(client, `${query} AND ${word}`)).total;
  };
  const [{ total, groups }, pausedNow, averageDurationMs] = await Promise.all([
    count(client, `${query} GROUP BY ExecutionStatus`),
    paused(),
    averageDuration(client, query),
  ]);
  const of = (...names: readonly string[]): number => names.reduce((sum, name) => sum + (groups.get(name) ?? 0), 0);
  const open = of('Running');
  const completed = of('Completed');
  const failed = of('Failed', 'Terminated', 'TimedOut');
  const cancelled = of('Canceled');
  const ended = completed + failed + cancelled;
  // The two were asked one after the other.
  const standing = Math.min(pausedNow, open);
  return {
    total,
    byStatus: {
      RUNNING: open - standing,
      PAUSED: standing,
      COMPLETED: completed,
      FAILED: failed,
      CANCELLED: cancelled,
    },
    successRate: ended === 0 ? null : completed / ended,
    averageDurationMs,
  };
}

interface Counted {
  readonly total: number;
  readonly groups: ReadonlyMap<string, number>;
}

async function count(client: Client, query: string): Promise<Counted> {
  const { namespace } = client.options;
  const answer = await callTemporal(client, () => client.workflowService.countWorkflowExecutions({ namespace, query }));
  const groups = (answer.groups ?? []).map(({ groupValues, count: those }) => {
    const value = valueOf(groupValues?.slice(0, 1) ?? []);
    return [typeof value === 'string' ? value : '', Number(those ?? 0)] as const;
  });
  return { total: Number(answer.count ?? 0), groups: new Map(groups) };
}

async function averageDuration(client: Client, query: string): Promise<number | null> {
  const { namespace } = client.options;
  const page = await callTemporal(client, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      query: `${query} AND ExecutionStatus = 'Completed'`,
      pageSize: sample,
    }),
  );
  const durations = (page.executions ?? []).map(visibleRow).flatMap(({ startedAt, closedAt }) => {
    return closedAt === undefined ? [] : [Math.max(0, closedAt - startedAt)];
  });
  if (durations.length === 0) return null;
  return Math.round(durations.reduce((sum, each) => sum + each, 0) / durations.length);
}
