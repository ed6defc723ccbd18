import type { WorkflowExecutionDescription } from '@temporalio/client';
import { orchestratedExecution, type OrchestrationMemo, resultOfCall, taskCallName } from '../driver/index.ts';
import type { ExecutionView } from '../executions/index.ts';
import type { Tier } from '../fleet/index.ts';
import type { OrchestratedStatus, OrchestratedTaskView, OrchestrationView, Priority } from './tasks.ts';

export const tierOf: Readonly<Record<Priority, Tier>> = { high: 'L20', normal: 'advanced', low: 'standard' };
const priorityOf: Readonly<Record<Tier, Priority>> = { L20: 'high', advanced: 'normal', standard: 'low' };

/** As it is told before anything of it is known to have begun. */
export function newOrchestration(
  id: string,
  { tier, sequential, types }: OrchestrationMemo,
  createdAt: number,
): OrchestrationView {
  const tasks = types.map((type, i) => ({ id: orchestratedExecution(id, i), type, status: 'pending' as const }));
  return { id, status: 'pending', priority: priorityOf[tier], sequential, createdAt, tasks };
}

/** How it stands is how the executions of its tasks stand: of those that there are none of, it waits, or never will be any. */
export function orchestrationView(
  id: string,
  found: WorkflowExecutionDescription,
  executions: readonly (ExecutionView | null)[],
): OrchestrationView {
  const memo = found.memo as unknown as OrchestrationMemo;
  const isOver = found.status.name !== 'RUNNING';
  const fresh = newOrchestration(id, memo, found.startTime.getTime());
  const tasks = fresh.tasks.map((task, i): OrchestratedTaskView => {
    const execution = executions[i] ?? null;
    return execution === null ? { ...task, status: isOver ? 'cancelled' : 'pending' } : taskView(task, execution);
  });
  return {
    ...fresh,
    status: isOver ? endOf(found.status.name, tasks) : tasks.some(hasBegun) ? 'running' : 'pending',
    ...(found.closeTime !== undefined && { completedAt: found.closeTime.getTime() }),
    tasks,
  };
}

function hasBegun({ status }: OrchestratedTaskView): boolean {
  return status !== 'pending';
}

function endOf(status: string, tasks: readonly OrchestratedTaskView[]): OrchestratedStatus {
  if (status === 'CANCELLED') return 'cancelled';
  if (tasks.some((task) => task.status === 'failed')) return 'failed';
  if (tasks.some((task) => task.status === 'cancelled')) return status === 'COMPLETED' ? 'cancelled' : 'failed';
  // Terminated in Temporal it may end before its tasks do.
  return status === 'COMPLETED' ? 'completed' : 'failed';
}

function taskView(
  task: Pick<OrchestratedTaskView, 'id' | 'type'>,
  { status, startedAt, completedAt, failure, result, workflowName }: ExecutionView,
): OrchestratedTaskView {
  const shown = result !== undefined && workflowName === taskCallName ? resultOfCall(result) : result;
  return {
    id: task.id,
    type: task.type,
    status: statuses[status],
    startedAt,
    ...(completedAt !== undefined && { completedAt }),
    ...(shown !== undefined && { result: shown }),
    ...(failure !== undefined && { error: failure.message }),
  };
}

const statuses: Readonly<Record<ExecutionView['status'], OrchestratedStatus>> = {
  PENDING: 'running',
  RUNNING: 'running',
  PAUSED: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};
