import { readFile } from 'node:fs/promises';
import type { InjectedSinks, NativeConnection, Worker, WorkflowBundleOption } from '@temporalio/worker';
import { dataConverter } from '../codec/index.ts';
import { type EventSinks, taskQueue, watchedCode } from '../driver/index.ts';
import type { EventText } from '../events/index.ts';
import { bundlePath } from './bundle.ts';
import { EnteredFreely } from './entered-freely.ts';

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: object;
  /** Takes what becomes of executions; without it nothing is made of it. */
  readonly watch?: Watch | undefined;
  /** How long calls in flight may still run once the worker is told to stop. */
  readonly graceMs: number;
}

/** How every worker of ours is set. The benchmark gives a hand-written workflow's worker the same. */
export const workerTuning = {
  // Calls at a time in one process.
  maxConcurrentActivityTaskExecutions: 500,
  // Fast calls, which are short.
  maxConcurrentLocalActivityExecutions: 500,
  // Executions whose state is kept ready. Each costs about 200 KiB; a colder one is replayed from its history.
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

export type Watch = (events: readonly EventText[]) => void;

export async function createWorker(options: WorkerOptions): Promise<Worker> {
  const { connection, namespace, activities, watch, graceMs } = options;
  return await EnteredFreely.create({
    ...workerTuning,
    connection,
    namespace,
    dataConverter,
    taskQueue,
    activities,
    ...(watch === undefined
      ? { workflowBundle: { codePath: bundlePath } }
      : watched({ code: await readFile(bundlePath, 'utf8') }, watch)),
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 5000,
  });
}

/** What makes a worker tell of its executions: the bundle with the word that asks for it, and who takes what is told. */
export function watched(
  { code }: { readonly code: string },
  watch: Watch,
): { readonly workflowBundle: WorkflowBundleOption; readonly sinks: InjectedSinks<EventSinks> } {
  return {
    workflowBundle: { code: watchedCode(code) },
    sinks: { batonEvents: { tell: { fn: (_info, events) => watch(events), callDuringReplay: false } } },
  };
}
