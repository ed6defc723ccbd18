import { ApplicationFailure, CancelledFailure, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import { type Json, unreachable } from '../std/index.ts';
import { isEnvelope, knownEngine } from './envelope.ts';
import { perform } from './perform.ts';
import { type ExecutionFailureDetail, type ExecutionInput, type ResolveRequest, typeNames } from './protocol.ts';

/** The one workflow: Temporal calls the default export for every workflow type, and the type is the definition's
 * name. Nothing here is caught that is not expected: a bug of ours fails the workflow task, which Temporal repeats
 * until a mended worker comes, and no execution is lost to it. */
export default async function runDefinition(input: unknown): Promise<Json> {
  const outcome = await perform(knownEngine(isEnvelope(input) ? input : await resolve(input)));
  switch (outcome.kind) {
    case 'completed':
      return outcome.result;
    case 'cancelled':
      throw new CancelledFailure('cancelled');
    case 'failed': {
      const { code, message, step } = outcome.failure;
      const detail: ExecutionFailureDetail = step === undefined ? {} : { step };
      throw ApplicationFailure.nonRetryable(step === undefined ? message : `step ${step}: ${message}`, code, detail);
    }
    default:
      return unreachable(outcome);
  }
}

/** A start with bare inputs: the newest plan, once and for all, since the answer is in the history. */
async function resolve(inputs: unknown): Promise<ExecutionInput> {
  const { [typeNames.resolve]: resolveNewest } = proxyLocalActivities<
    Record<typeof typeNames.resolve, (request: ResolveRequest) => Promise<ExecutionInput>>
  >({ startToCloseTimeout: '10s', scheduleToCloseTimeout: '5m' });
  return resolveNewest({ name: workflowInfo().workflowType, inputs: (inputs ?? {}) as Json });
}
