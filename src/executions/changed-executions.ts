import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import { outcomeAttribute, ownTypes, taskQueue } from '../driver/index.ts';
import { isoTime } from '../std/index.ts';
import { quoted } from './list-query.ts';

/** What Temporal's lists say of an execution that has begun or ended, or stands still. */
export interface ChangedExecution {
  readonly executionId: string;
  readonly runId: string;
  readonly workflowName: string;
  readonly startedAt: number;
  readonly isRunning: boolean;
  /** Another one tells of a change. */
  readonly standing: string;
}

const ours = `TaskQueue = '${taskQueue}' AND WorkflowType NOT IN (${quoted(ownTypes)})`;

export interface ChangedExecutions {
  readonly executions: readonly ChangedExecution[];
  /** False where there are more than were asked for, of whatever kind. */
  readonly isAll: boolean;
}

/** Those that began or ended since then, and those that stand still, where Temporal's lists know: up to that many of
 * either. */
export async function changedExecutions(
  client: Client,
  { since, most, words }: { readonly since: number; readonly most: number; readonly words: boolean },
): Promise<ChangedExecutions> {
  const time = `'${isoTime(since)}'`;
  const found = new Map<string, ChangedExecution>();
  let isAll = true;
  for (const query of [
    `${ours} AND StartTime > ${time}`,
    // To some of Temporal's stores what runs closes at the end of time.
    `${ours} AND CloseTime > ${time} AND ExecutionStatus != 'Running'`,
    ...(words ? [`${ours} AND ExecutionStatus = 'Running' AND ${outcomeAttribute} IS NOT NULL`] : []),
  ]) {
    const listed = await list(client, query, most);
    isAll &&= listed.isAll;
    for (const each of listed.rows) {
      // It goes on in another history, which is listed too.
      if (each.status.name !== 'CONTINUED_AS_NEW') found.set(each.runId, changedOf(each));
    }
  }
  return { executions: [...found.values()], isAll };
}

async function list(
  client: Client,
  query: string,
  most: number,
): Promise<{ readonly rows: readonly WorkflowExecutionInfo[]; readonly isAll: boolean }> {
  return await callTemporal(client, async () => {
    const rows: WorkflowExecutionInfo[] = [];
    for await (const row of client.workflow.list({ query, pageSize: Math.min(most, 1000) })) {
      if (rows.length >= most) return { rows, isAll: false };
      rows.push(row);
    }
    return { rows, isAll: true };
  });
}

function changedOf({
  workflowId,
  runId,
  type,
  startTime,
  status,
  searchAttributes,
}: WorkflowExecutionInfo): ChangedExecution {
  const word = String(searchAttributes[outcomeAttribute]?.[0] ?? '');
  return {
    executionId: workflowId,
    runId,
    workflowName: type,
    startedAt: startTime.getTime(),
    isRunning: status.name === 'RUNNING',
    standing: `${runId} ${status.name} ${word}`,
  };
}
