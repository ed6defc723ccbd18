import { type NativeConnection, Worker } from '@temporalio/worker';
import { dataConverter } from '../codec/index.ts';
import { taskQueue } from '../driver/index.ts';
import { bundlePath } from './bundle.ts';

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: object;
  /** How long calls in flight may still run once the worker is told to stop. */
  readonly graceMs: number;
}

/** How every worker of ours is set. The benchmark gives a hand-written workflow's worker the same. */
export const workerTuning = {
  // Calls at a time in one process.
  maxConcurrentActivityTaskExecutions: 500,
  // Executions whose state is kept ready. Each costs about 350 KiB; a colder one is replayed from its history.
  maxCachedWorkflows: 600,
  workflowTaskPollerBehavior: { type: 'autoscaling' },
  activityTaskPollerBehavior: { type: 'autoscaling' },
  // Steps that become ready together start at once, without a round trip each.
  maxEagerActivityReservationsPerWorkflowTask: 20,
  // What the death of a worker costs the executions it held.
  stickyQueueScheduleToStartTimeout: '5s',
  // A cancel reaches a call with its next heartbeat.
  maxHeartbeatThrottleInterval: '1s',
  defaultHeartbeatThrottleInterval: '1s',
} as const;

export async function createWorker({ connection, namespace, activities, graceMs }: WorkerOptions): Promise<Worker> {
  return await Worker.create({
    ...workerTuning,
    connection,
    namespace,
    dataConverter,
    taskQueue,
    workflowBundle: { codePath: bundlePath },
    activities,
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 5000,
  });
}
