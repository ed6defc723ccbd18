import { CancellationScope, makeContinueAsNewFunc, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { State } from '../engine/index.ts';
import { asEnvelope } from './envelope.ts';
import { type ExecutionInput, type ExecutionMemo, typeNames, workflowTaskTimeout } from './protocol.ts';

/** Leaving a history that has grown long, for a new one of the same execution. */

interface Local {
  readonly [typeNames.weigh]: (what: ExecutionInput) => Promise<number>;
  readonly [typeNames.askCancel]: (executionId: string) => Promise<void>;
}

const local = { startToCloseTimeout: '10s' } as const;

/** How many bytes a new history would begin with, packed. Weighed outside: the answer stands in the history. */
export async function weigh(execution: ExecutionInput, state: State): Promise<number> {
  return await proxyLocalActivities<Local>(local)[typeNames.weigh](continuation(execution, state));
}

export async function continueInNewHistory(execution: ExecutionInput, state: State): Promise<never> {
  const { workflowType, taskQueue, memo } = workflowInfo();
  const { version } = execution.plan;
  const told: ExecutionMemo = { version, startedAt: state.startedAt };
  const options = {
    workflowType,
    taskQueue,
    workflowTaskTimeout,
    memo: { ...memo, ...told },
    // No search attributes: where none are given, Temporal carries all that it has now, whoever has set them.
  };
  return await makeContinueAsNewFunc(options)(asEnvelope(continuation(execution, state)));
}

/** The plan, and the number of its behaviour, stay what they were at the start. */
function continuation({ plan, engine, attributes }: ExecutionInput, state: State): ExecutionInput {
  return { baton: 1, plan, inputs: {}, engine, continued: { state }, ...(attributes === true && { attributes }) };
}

/** A cancel is asked of a run, and Temporal lets only a run that it was asked of end as cancelled. */
export async function untilCancelIsKnown(): Promise<void> {
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) return;
  const asked = scope.cancelRequested.catch(() => undefined);
  const { workflowId } = workflowInfo();
  await CancellationScope.nonCancellable(async () => {
    await proxyLocalActivities<Local>(local)[typeNames.askCancel](workflowId);
    await asked;
  });
}
