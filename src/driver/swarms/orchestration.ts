import { CancelledFailure } from '@temporalio/common';
import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import { abortExecution } from '../start-child.ts';
import { openLaneSide } from './lane-claims.ts';
import { startTask } from './task.ts';
import {
  orchestratedExecution,
  type OrchestratedTask,
  type OrchestrationInput,
  type OrchestrationResult,
  type TaskEnd,
} from './orchestration-protocol.ts';

/** Does the tasks of one request, each in a turn of the lanes: all at once, or one after the other until one fails. */
export async function orchestrate({ orchestration }: OrchestrationInput): Promise<OrchestrationResult> {
  const { tier, sequential, tasks } = orchestration;
  const { workflowId } = workflowInfo();
  const ends: (TaskEnd | null)[] = tasks.map(() => null);
  const running = new Set<string>();
  const turns = { asked: sequential ? 1 : tasks.length, granted: 0, returned: 0 };
  let begun = 0;
  /** Nothing more begins. */
  let isStopped = false;
  let isCancelled = false;
  let hasAborted = false;
  let hasNews = false;
  const side = openLaneSide({ requester: workflowId, swarm: workflowId }, ({ [tier]: granted = 0 }) => {
    turns.granted = Math.max(turns.granted, granted);
    hasNews = true;
  });
  const isOver = (): boolean => running.size === 0 && (isStopped || begun === tasks.length);

  CancellationScope.current().cancelRequested.catch(() => {
    isStopped = true;
    isCancelled = true;
    hasNews = true;
  });

  await CancellationScope.nonCancellable(async () => {
    side.say({ [tier]: { ...turns } });
    while (!isOver()) {
      await condition(() => hasNews);
      hasNews = false;
      // Here, where a cancel reaches nothing: what is asked in a cancelled scope is not sent.
      if (isCancelled && !hasAborted) {
        hasAborted = true;
        for (const execution of running) abortExecution(execution);
      }
      while (!isStopped && begun < tasks.length && turns.granted - turns.returned > running.size) begin(begun++);
    }
    // The turns that it still has are free with this.
    side.say({ [tier]: { ...turns } }, true);
    await condition(() => side.isQuiet());
  });
  if (isCancelled) throw new CancelledFailure('cancelled');
  return { tasks: ends.map((end) => end ?? 'cancelled') };

  function begin(index: number): void {
    const execution = orchestratedExecution(workflowId, index);
    const { run, inputs } = tasks[index] as OrchestratedTask;
    running.add(execution);
    void doTask(execution, { run, inputs }).then((end) => {
      ends[index] = end;
      running.delete(execution);
      turns.returned += 1;
      if (sequential && end !== 'completed') isStopped = true;
      if (sequential && !isStopped && begun < tasks.length) turns.asked += 1;
      side.say({ [tier]: { ...turns } });
      hasNews = true;
    });
  }

  async function doTask(executionId: string, { run, inputs }: OrchestratedTask): Promise<TaskEnd> {
    try {
      const handle = await startTask({ executionId, run, inputs, tier, swarm: workflowId });
      // Only what has started can be asked to stop.
      if (isCancelled) abortExecution(executionId);
      await handle.result();
      return 'completed';
    } catch (error) {
      const cause = (error as { readonly cause?: unknown }).cause ?? error;
      return cause instanceof CancelledFailure ? 'cancelled' : 'failed';
    }
  }
}
