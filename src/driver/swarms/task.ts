import { CancelledFailure } from '@temporalio/common';
import {
  CancellationScope,
  type ChildWorkflowHandle,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow';
import type { Outcome } from '../../engine/index.ts';
import type { RunOutcome, TaskRun, Tier } from '../../fleet/index.ts';
import { isObject, type Json, jsonBytes, own } from '../../std/index.ts';
import { asEnvelope } from '../envelope.ts';
import { engineNumber, taskQueue, workflowTaskTimeout } from '../protocol.ts';
import {
  type CallTask,
  type ReportTo,
  resultOfCall,
  type TaskEnded,
  taskCallName,
  taskSignals,
} from './task-protocol.ts';

/** A task that the orchestrator does itself is an execution like any other: of the workflow that its type names, or of one
 * call. What is its own is that it tells, before it ends, how it does. */

export interface TaskExecution {
  readonly executionId: string;
  readonly run: TaskRun | CallTask;
  readonly inputs: Json;
  /** Given to a workflow that has such inputs, where `inputs` does not say them. */
  readonly offered?: Readonly<Record<string, Json>>;
  readonly tier: Tier;
  /** Temporal gives each of these its share of the workers, where it can. */
  readonly swarm: string;
  readonly reportTo?: ReportTo;
}

/** Temporal's: 1 goes before 5. */
const priorityKeys: Readonly<Record<Tier, number>> = { L20: 1, advanced: 2, standard: 4 };

/** Temporal's limit, in bytes. */
const longestFairnessKey = 64;

/** It goes on when whoever has started it leaves its history. */
export async function startTask(task: TaskExecution): Promise<ChildWorkflowHandle<Workflow>> {
  const { executionId, run, inputs, offered, tier, swarm, reportTo } = task;
  const isWorkflow = run.kind === 'workflow';
  const input = isWorkflow
    ? ({
        baton: 1,
        call: { inputs, depth: 0, ...(offered !== undefined && { offered }) },
        engine: engineNumber,
      } as const)
    : ({ baton: 1, taskCall: { run, parameters: withOffered(inputs, offered) }, engine: engineNumber } as const);
  return await startChild(isWorkflow ? run.name : taskCallName, {
    workflowId: executionId,
    taskQueue,
    args: [asEnvelope(input)],
    workflowTaskTimeout,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    parentClosePolicy: ParentClosePolicy.ABANDON,
    priority: { priorityKey: priorityKeys[tier], fairnessKey: swarm.slice(0, longestFairnessKey) },
    ...(reportTo !== undefined && { memo: { reportTo: { ...reportTo } } }),
  });
}

/** A service is sent what a workflow would be offered. */
function withOffered(inputs: Json, offered: TaskExecution['offered']): Json {
  return offered === undefined || !isObject(inputs) ? inputs : { ...offered, ...inputs };
}

/** Whom this execution tells how it ended; null where nobody waits for it. */
export function reportOf(): ReportTo | null {
  const report = workflowInfo().memo?.['reportTo'];
  const [to, task] = isObject(report) ? [own(report, 'to'), own(report, 'task')] : [];
  return typeof to === 'string' && typeof task === 'string' ? { to, task } : null;
}

/** Told before it ends: Temporal drops what is still on its way then. */
export async function reportEnd({ to, task }: ReportTo, outcome: RunOutcome): Promise<void> {
  const ended: TaskEnded = { task, execution: workflowInfo().workflowId, outcome };
  await CancellationScope.nonCancellable(async () => {
    // Who is no more needs to know nothing.
    await getExternalWorkflowHandle(to)
      .signal(taskSignals.ended, ended)
      .catch(() => undefined);
  });
}

/** Of a result, as much as whoever gave the task keeps of one: the execution has all of it. */
const mostResult = 16 * 1024;
const longestError = 500;

export function endOf(outcome: Outcome, workflowType: string): RunOutcome {
  switch (outcome.kind) {
    case 'completed':
      return completed(workflowType === taskCallName ? resultOfCall(outcome.result) : outcome.result);
    case 'cancelled':
      return { status: 'failed', error: 'cancelled' };
    case 'failed':
      return failed(outcome.failure.message);
  }
}

/** Of one that ended before it began: its plan could not be resolved. */
export function endOfError(error: unknown): RunOutcome {
  if (error instanceof CancelledFailure) return { status: 'failed', error: 'cancelled' };
  const { message, cause } = error as { readonly message?: string; readonly cause?: { readonly message?: string } };
  return failed(cause?.message ?? message ?? 'could not be run');
}

function completed(result: Json): RunOutcome {
  return jsonBytes(result) > mostResult ? { status: 'completed' } : { status: 'completed', result };
}

function failed(message: string): RunOutcome {
  return { status: 'failed', error: message.slice(0, longestError) };
}
