import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import type { CallAborted, CallCompleted, CallFailed, CallRef } from '../engine/index.ts';
import { codes, type FailureCode } from '../problems/index.ts';
import type { CallAnswer, CallFailureDetail } from './protocol.ts';

/** What the engine is told of a call's end. The workflow calls it with what its promise gave, the fold over a history
 * with the same failure decoded from the event. */
export function callCompleted(call: CallRef, answer: CallAnswer, at: number): CallCompleted {
  const { result, attempts, accepted } = answer;
  return { kind: 'call-completed', at, call, result, attempts, ...(accepted !== undefined && { accepted }) };
}

export function callFailed(call: CallRef, error: unknown, at: number): CallFailed | CallAborted {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) {
    // A call that no worker held when it was cancelled brings no detail. An earlier attempt may have gone out, so its
    // outcome counts as unknown: an undo of a call that never arrived is harmless, a missing one is not.
    const detail = detailOf(cause.details) ?? { attempts: 0, unanswered: true };
    return { kind: 'call-aborted', at, call, ...detail };
  }
  if (cause instanceof ApplicationFailure && isFailureCode(cause.type)) {
    const detail = detailOf(cause.details) ?? { attempts: 1, unanswered: true };
    return { kind: 'call-failed', at, call, code: cause.type, message: cause.message, ...detail };
  }
  const reason =
    cause instanceof TimeoutFailure ? 'no worker finished it' : String((cause as Error | undefined)?.message);
  return {
    kind: 'call-failed',
    at,
    call,
    code: 'call-lost',
    message: `the call was given up: ${reason}`,
    attempts: 0,
    unanswered: true,
  };
}

/** The end of a fast attempt that brought no answer. What says nothing about itself was lost on the way: by a time-out,
 * or with its worker. */
export function fastFailed(call: CallRef, error: unknown, at: number): CallFailed {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const ended = callFailed(call, error, at);
  if (!(cause instanceof ApplicationFailure) || ended.kind !== 'call-failed') {
    const message = 'the fast attempt was lost';
    return { kind: 'call-failed', at, call, code: 'call-lost', message, attempts: 0, unanswered: true, passing: true };
  }
  const { passing, retryAfterMs } = (cause.details?.[0] ?? {}) as Partial<CallFailureDetail>;
  return {
    ...ended,
    ...(passing === true && { passing }),
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
  };
}

function isFailureCode(type: string | null | undefined): type is FailureCode {
  return typeof type === 'string' && Object.hasOwn(codes, type) && codes[type as FailureCode].kind === 'failure';
}

function detailOf(
  details: readonly unknown[] | null | undefined,
): Pick<CallFailureDetail, 'attempts' | 'unanswered'> | null {
  const first = details?.[0] as Partial<CallFailureDetail> | null | undefined;
  if (typeof first?.attempts !== 'number' || typeof first.unanswered !== 'boolean') return null;
  return { attempts: first.attempts, unanswered: first.unanswered };
}
