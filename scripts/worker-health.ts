import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { connectionOptions } from '../src/config/index.ts';
import { taskQueue } from '../src/driver/index.ts';

/** Is the worker of this machine at work? Temporal knows who asks it for tasks, so a worker that lives but has lost its
 * connection is found out as well. Exit code 0 or 1. */

/** A worker asks anew at least every minute. */
const RECENT_MS = 90_000;
const WORKFLOW_TASKS = 1;

const { options, namespace } = connectionOptions();
const connection = await Connection.connect({ ...options, connectTimeout: '5s' });
const { pollers } = await connection.withDeadline(Date.now() + 5_000, () =>
  connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: WORKFLOW_TASKS,
  }),
);
const mine = (pollers ?? []).filter(({ identity }) => identity?.endsWith(`@${hostname()}`) === true);
const last = Math.max(0, ...mine.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000));
await connection.close();

if (Date.now() - last > RECENT_MS) {
  console.error(`no worker of ${hostname()} has asked for tasks of \`${taskQueue}\` within ${RECENT_MS / 1000} s`);
  process.exitCode = 1;
}
