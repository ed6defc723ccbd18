import type { Client } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import { taskQueue } from '../driver/index.ts';
import { millisecondsOf } from './history-values.ts';

/** What Temporal says of itself, and of who works for us. */
export interface TemporalFacts {
  readonly serverVersion: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Processes that have asked for work within the last minute. */
  readonly workflowPollers: number;
  readonly activityPollers: number;
}

export async function readTemporalFacts(client: Client): Promise<TemporalFacts> {
  const { namespace } = client.options;
  const now = Date.now();
  // One after the other: where the first is not answered the others are not asked, nor left behind.
  const { serverVersion } = await callTemporal(client, () => client.workflowService.getSystemInfo({}));
  const workflowPollers = await countPollers(client, 'workflow', now);
  const activityPollers = await countPollers(client, 'activity', now);
  return { serverVersion, namespace, taskQueue, workflowPollers, activityPollers };
}

/** The numbers of Temporal's API. */
const queueTypes = { workflow: 1, activity: 2 } as const;

/** How long a worker that asks for work may leave without a word. */
const polledWithinMs = 70_000;

export async function countPollers(client: Client, kind: keyof typeof queueTypes, now: number): Promise<number> {
  const { namespace } = client.options;
  const { pollers } = await callTemporal(client, () =>
    client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: queueTypes[kind],
    }),
  );
  return (pollers ?? []).filter(({ lastAccessTime }) => now - millisecondsOf(lastAccessTime) < polledWithinMs).length;
}
