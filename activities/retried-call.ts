import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { CallAnswer, CallFailureDetail } from '../src/driver/protocol.ts';
import type { RetryRule } from '../src/plan/index.ts';
import type { FailureCode } from '../src/problems/index.ts';
import type { AttemptFailure, AttemptOutcome } from './attempt-call.ts';
import { abandoned, type CallProgress, ended, isLost, opened, resumeProgress } from './call-progress.ts';
import { describeError } from './http/index.ts';
import { limits } from './limits.ts';

/** What an attempt does: `open` is called before anything is sent. */
export type Perform = (
  signal: AbortSignal,
  open: () => void,
) => Promise<AttemptOutcome | { readonly kind: 'no-address'; readonly error: unknown }>;

export interface RetriedCall {
  readonly name: string;
  readonly retry: RetryRule;
  /** Not before so many milliseconds. */
  readonly delayMs?: number | undefined;
}

/** One attempt of a retried call. It ends with the answer, with a failure that Temporal retries, or for good: whether
 * attempts are left is decided here, since only here an attempt is told from a lost worker. */
export async function retriedCall({ name, retry, delayMs }: RetriedCall, perform: Perform): Promise<CallAnswer> {
  const context = Context.current();
  let progress = resumeProgress(context.info.heartbeatDetails, context.info.attempt);
  if (isLost(progress)) throw callLost(name, progress);

  const note = (next: CallProgress): void => {
    progress = next;
    context.heartbeat(next);
  };
  if (delayMs !== undefined && context.info.attempt === 1) {
    note(progress);
    throw notYet(name, detailOf(progress), delayMs);
  }
  // A cancel comes back as the answer to a heartbeat. None is sent before the first second: a worker that dies sooner
  // leaves a gap in the count of attempts, and a call that is answered sooner is spared a round trip.
  const pulse = setInterval(() => context.heartbeat(progress), limits.heartbeatMs);
  try {
    const outcome = await perform(context.cancellationSignal, () => (progress = opened(progress))).catch(
      (error: unknown): AttemptFailure => unreadableAnswer(name, error),
    );
    switch (outcome.kind) {
      case 'completed':
        return answerOf(outcome, progress.attempts + 1);
      case 'aborted':
        throw stopped(name, note, progress, outcome.sent);
      case 'no-address':
        throw lookUpFailed(name, note, progress, outcome.error);
      case 'failed': {
        const after = ended(progress, outcome.unanswered);
        const failure = failed(retry, after, outcome);
        if (failure.nonRetryable !== true) note(after);
        throw failure;
      }
    }
  } finally {
    clearInterval(pulse);
  }
}

/** A fault of ours, which must not make Temporal call the service again and again by its own policy. */
export function unreadableAnswer(name: string, error: unknown): AttemptFailure {
  return {
    kind: 'failed',
    code: 'call-lost',
    message: `${name} was answered in a way that could not be read: ${describeError(error)}`,
    unanswered: true,
    retryable: false,
  };
}

export function answerOf(
  { result, path, origin, retryAfterMs }: Extract<AttemptOutcome, { readonly kind: 'completed' }>,
  attempts: number,
): CallAnswer {
  if (path === undefined) return { result, attempts };
  const accepted = {
    path,
    ...(origin !== undefined && { origin }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return { result, attempts, accepted };
}

function failed(retry: RetryRule, progress: CallProgress, failure: AttemptFailure): ApplicationFailure {
  const { code: type, message, status, retryAfterMs = 0 } = failure;
  const details = [{ ...detailOf(progress), ...(status !== undefined && { status }) }];
  const last = !failure.retryable || progress.attempts > retry.count;
  if (last) return ApplicationFailure.create({ type, message, details, nonRetryable: true });
  // Temporal's own policy is for lost workers only.
  const ruled = retryDelay(retry, progress.attempts);
  const nextRetryDelay = Math.max(ruled, retryAfterMs, limits.leastDelayMs);
  return ApplicationFailure.create({ type, message, details, nextRetryDelay });
}

/** Before the attempt that follows so many. Without a maximum Temporal stops at a hundred times the first delay. */
function retryDelay(retry: RetryRule, attempts: number): number {
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
  const after = abandoned(progress, sent);
  if (isCancelledByWorkflow(Context.current())) return new CancelledFailure(`${name} was cancelled`, [detailOf(after)]);
  note(after);
  if (isLost(after)) return callLost(name, after);
  return stoppedWithWorker(name, detailOf(after));
}

export function isCancelledByWorkflow({ cancellationSignal, cancellationDetails: details }: Context): boolean {
  const reason: unknown = cancellationSignal.reason;
  const why = reason instanceof Error ? reason.message : '';
  return why !== 'WORKER_SHUTDOWN' && details?.paused !== true && details?.reset !== true;
}

export function stoppedWithWorker(name: string, detail: CallFailureDetail): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'call-lost' satisfies FailureCode,
    message: `${name} was stopped with its worker`,
    details: [detail],
    nextRetryDelay: 1,
  });
}

/** Temporal waits, not a worker. */
function notYet(name: string, detail: CallFailureDetail, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'service-error' satisfies FailureCode,
    message: `${name} asked to be called later`,
    details: [detail],
    nextRetryDelay: Math.max(delayMs, limits.leastDelayMs),
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

function detailOf(progress: CallProgress): CallFailureDetail {
  return { attempts: progress.attempts, unanswered: progress.unanswered };
}
