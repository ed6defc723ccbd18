import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { CallAnswer, CallFailureDetail, CallRequest } from '../src/driver/protocol.ts';
import type { FailureCode } from '../src/problems/index.ts';
import { type AttemptFailure, attemptCall } from './attempt-call.ts';
import { abandoned, type CallProgress, ended, isLost, opened, resumeProgress } from './call-progress.ts';
import type { AddressChoice } from './choose-address.ts';
import { describeError, type HttpClient } from './http/index.ts';
import { limits } from './limits.ts';
import type { ServiceAddress, ServiceDirectory } from './ports.ts';

export interface CallPorts {
  readonly services: ServiceDirectory;
  readonly http: HttpClient;
  readonly choice: AddressChoice;
}

/** One attempt of a retried call. It ends with the answer, with a failure that Temporal retries, or for good: whether
 * attempts are left is decided here, since only here an attempt is told from a lost worker. */
export async function callService(ports: CallPorts, request: CallRequest): Promise<CallAnswer> {
  const context = Context.current();
  const name = `${request.service}.${request.method}`;
  let progress = resumeProgress(context.info.heartbeatDetails, context.info.attempt);
  if (isLost(progress)) throw callLost(name, progress);

  const note = (next: CallProgress): void => {
    progress = next;
    context.heartbeat(next);
  };
  // A cancel comes back as the answer to a heartbeat. None is sent before the first second: a worker that dies sooner
  // leaves a gap in the count of attempts, and a call that is answered sooner is spared a round trip.
  const pulse = setInterval(() => context.heartbeat(progress), limits.heartbeatMs);
  try {
    const { cancellationSignal } = context;
    const found = await untilAborted(ports.services.find(request.service), cancellationSignal);
    if (found.kind === 'aborted') throw stopped(name, note, progress, false);
    if (found.kind === 'failed') throw lookUpFailed(name, note, progress, found.error);
    const lease = found.value === null ? null : ports.choice.take(found.value.baseUrls);
    if (lease === null) throw failed(request, ended(progress, false), unknownService(request, found.value));
    try {
      progress = opened(progress);
      const outcome = await attemptCall(ports.http, request, lease.address, cancellationSignal);
      if (outcome.kind === 'completed') return { result: outcome.result, attempts: progress.attempts + 1 };
      if (outcome.kind === 'aborted') throw stopped(name, note, progress, outcome.sent);
      const after = ended(progress, outcome.unanswered);
      const failure = failed(request, after, outcome);
      if (failure.nonRetryable !== true) note(after);
      throw failure;
    } finally {
      lease.release();
    }
  } finally {
    clearInterval(pulse);
  }
}

function failed(request: CallRequest, progress: CallProgress, failure: AttemptFailure): ApplicationFailure {
  const { code: type, message, status, retryAfterMs = 0 } = failure;
  const details = [{ ...detailOf(progress), ...(status !== undefined && { status }) }];
  const last = !failure.retryable || progress.attempts > request.retry.count;
  if (last) return ApplicationFailure.create({ type, message, details, nonRetryable: true });
  // Temporal's own policy is for lost workers only.
  const ruled = retryDelay(request.retry, progress.attempts);
  const nextRetryDelay = Math.max(ruled, retryAfterMs, limits.leastDelayMs);
  return ApplicationFailure.create({ type, message, details, nextRetryDelay });
}

/** Before the attempt that follows so many. Without a maximum Temporal stops at a hundred times the first delay. */
function retryDelay(retry: CallRequest['retry'], attempts: number): number {
  return Math.min(retry.delayMs * retry.backoff ** (attempts - 1), retry.maxDelayMs ?? retry.delayMs * 100);
}

/** Cancelled by its workflow, the call ends. Anything else that stops it (its worker shuts down, an operator pauses or
 * resets the activity) is no answer and no attempt: another worker makes the call again under the same key. */
function stopped(
  name: string,
  note: (next: CallProgress) => void,
  progress: CallProgress,
  sent: boolean,
): ApplicationFailure | CancelledFailure {
  const context = Context.current();
  const after = abandoned(progress, sent);
  const reason: unknown = context.cancellationSignal.reason;
  const why = reason instanceof Error ? reason.message : '';
  const details = context.cancellationDetails;
  if (why !== 'WORKER_SHUTDOWN' && details?.paused !== true && details?.reset !== true) {
    return new CancelledFailure(`${name} was cancelled`, [detailOf(after)]);
  }
  note(after);
  if (isLost(after)) return callLost(name, after);
  const message = `${name} was stopped with its worker`;
  return ApplicationFailure.create({
    type: 'call-lost' satisfies FailureCode,
    message,
    details: [detailOf(after)],
    nextRetryDelay: 1,
  });
}

function callLost(name: string, progress: CallProgress): ApplicationFailure {
  const message = `${name} lost its worker ${progress.lost} times before it was answered`;
  return ApplicationFailure.create({
    type: 'call-lost' satisfies FailureCode,
    message,
    details: [detailOf(progress)],
    nonRetryable: true,
  });
}

/** The registry lives in Temporal; where it can't be read nothing was called, so no attempt is used up. */
function lookUpFailed(
  name: string,
  note: (next: CallProgress) => void,
  progress: CallProgress,
  error: unknown,
): ApplicationFailure {
  const after = abandoned(progress, false);
  note(after);
  return ApplicationFailure.create({
    type: 'registry-unavailable' satisfies FailureCode,
    message: `${name} could not be looked up: ${describeError(error)}`,
    details: [detailOf(after)],
    nonRetryable: isLost(after),
  });
}

function unknownService(request: CallRequest, found: ServiceAddress | null): AttemptFailure {
  const message =
    found === null
      ? `${request.service}.${request.method}: no service ${request.service} is registered`
      : `${request.service}.${request.method}: the service ${request.service} is registered without an address`;
  return { kind: 'failed', code: 'unknown-service', message, unanswered: false, retryable: false };
}

function detailOf(progress: CallProgress): CallFailureDetail {
  return { attempts: progress.attempts, unanswered: progress.unanswered };
}

type Settled<T> =
  | { readonly kind: 'settled'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'aborted' };

/** A look-up that hangs must not hold a cancel back. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<Settled<T>> {
  return new Promise((resolve) => {
    const abort = (): void => resolve({ kind: 'aborted' });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const done = (settled: Settled<T>): void => {
      signal.removeEventListener('abort', abort);
      resolve(settled);
    };
    promise.then(
      (value) => done({ kind: 'settled', value }),
      (error: unknown) => done({ kind: 'failed', error }),
    );
  });
}
