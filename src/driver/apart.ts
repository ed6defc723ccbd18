import { CancelledFailure, ChildWorkflowFailure } from '@temporalio/common';
import { proxyActivities } from '@temporalio/workflow';
import type { CallAborted, CallCompleted, CallFailed, CallRef, Observation } from '../engine/index.ts';
import { isObject, own } from '../std/index.ts';
import { activityOptions } from './activity-options.ts';
import { callCompleted, callFailed } from './call-ended.ts';
import { reasonOf } from './child-ended.ts';
import type { ApartInput, ApartResult, CallAnswer, CallRequest } from './protocol.ts';

/** An execution that makes one call for another one, which may leave its own history meanwhile. It completes whatever
 * became of the call, and says so in its result. */
export async function makeApart({ apart }: ApartInput): Promise<ApartResult> {
  const { id, type, request, priority } = apart;
  const options = activityOptions(id, { ...request, ...(priority !== undefined && { priority }) });
  const { [type]: activity } = proxyActivities<Record<string, (request: CallRequest) => Promise<CallAnswer>>>(options);
  const nobody: CallRef = { step: 0, part: 'call' };
  try {
    return resultOf(callCompleted(nobody, await (activity as NonNullable<typeof activity>)(request), 0));
  } catch (error) {
    return resultOf(callFailed(nobody, error, 0));
  }
}

function resultOf({ at: _at, call: _call, ...ended }: CallCompleted | CallFailed | CallAborted): ApartResult {
  return { baton: 1, ended };
}

/** What the engine is told of a call that was made apart. */
export function apartCompleted(call: CallRef, value: unknown, at: number): Observation {
  const ended = isObject(value) && own(value, 'baton') === 1 ? own(value, 'ended') : undefined;
  if (!isObject(ended)) return callFailed(call, new Error('its execution gave a result that cannot be read'), at);
  return { ...(ended as unknown as ApartResult['ended']), at, call } as CallCompleted | CallFailed | CallAborted;
}

/** Only somebody from outside can end such an execution without a result. */
export function apartFailed(call: CallRef, error: unknown, at: number): Observation {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  return callFailed(call, cause instanceof CancelledFailure ? cause : new Error(reasonOf(cause)), at);
}
