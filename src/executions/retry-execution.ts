import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import {
  engineNumber,
  type ExecutionInput,
  type ExecutionMemo,
  taskQueue,
  workflowTaskTimeout,
} from '../driver/index.ts';
import type { State, StepState } from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';
import { Refusal } from '../problems/index.ts';
import { type JsonObject, setOwn } from '../std/index.ts';
import type { Retried } from './executions.ts';
import { findExecution } from './find-execution.ts';
import { type Observed, observe } from './observe.ts';
import { readHistory } from './read-history.ts';
import { decideHeld } from './signal-execution.ts';
import { refuseTooLarge } from './start-execution.ts';

const mostRetries = 1000;

/** One that is held goes on itself. Of one that has ended badly a new one runs, with keys of its own, which takes over
 * the steps that completed and were not undone. */
export async function retryExecution(client: Client, executionId: string): Promise<Retried> {
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  const observed = observe(executionId, await readHistory(client, executionId, found.runId));
  if (found.status.name === 'RUNNING') {
    if (observed?.state.phase !== 'held') throw new Refusal('not-retryable', `${executionId} is still running`);
    await decideHeld(client, executionId, 'retry');
    return { executionId, carried: [], isNew: false };
  }
  if (found.status.name === 'COMPLETED') {
    throw new Refusal('not-retryable', `${executionId} has completed; there is nothing to retry`);
  }
  if (observed === null) {
    throw new Refusal('not-retryable', `${executionId} never had a plan; start ${found.type} anew`);
  }
  return await startAgain(client, executionId, observed);
}

async function startAgain(client: Client, executionId: string, { plan, state }: Observed): Promise<Retried> {
  const carried = carriedOf(plan, state);
  const input: ExecutionInput = { baton: 1, plan, inputs: state.inputs, engine: engineNumber, carried };
  refuseTooLarge(input);
  const memo: ExecutionMemo = { version: plan.version };
  const first = executionId.replace(/~retry\d+$/, '');
  for (let number = 1; number <= mostRetries; number++) {
    const workflowId = `${first}~retry${number}`;
    try {
      await callTemporal(client, () =>
        client.workflow.start(plan.name, {
          taskQueue,
          workflowId,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          workflowTaskTimeout,
          args: [input],
          memo: { ...memo },
        }),
      );
      return { executionId: workflowId, carried: Object.keys(carried), isNew: true };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const there = await findExecution(client, workflowId);
      if (there?.status.name === 'RUNNING') {
        throw new Refusal('execution-exists', `${workflowId} is retrying ${first} already`);
      }
    }
  }
  throw new Refusal('not-retryable', `${first} has been retried ${mostRetries} times`);
}

/** Results by step id: of what completed and was not undone. */
function carriedOf(plan: Plan, state: State): JsonObject {
  const carried: Record<string, JsonObject[string]> = {};
  for (const [at, step] of plan.steps.entries()) {
    const record = state.steps[at];
    if (record?.status === 'completed' && !wasUndone(record)) setOwn(carried, step.id, record.result ?? null);
  }
  return carried;
}

function wasUndone({ undo, elements }: StepState): boolean {
  return undo !== undefined || Object.values(elements?.units ?? {}).some((unit) => unit.undo !== undefined);
}
