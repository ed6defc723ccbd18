import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { type CallAnswer, type CallFailureDetail, pollName, type PollRequest } from '../src/driver/protocol.ts';
import { type Evaluated, evaluateCondition, payloadIn, type Scope } from '../src/expressions/index.ts';
import type { FailureCode } from '../src/problems/index.ts';
import type { Json } from '../src/std/index.ts';
import { askService, type CallPorts, type ServiceRequest } from './ask-service.ts';
import type { AttemptOutcome } from './attempt-call.ts';
import { callUrl, locationUrl } from './call-url.ts';
import { describeError } from './http/index.ts';
import { limits } from './limits.ts';
import { type PollProgress, resumePolling } from './poll-progress.ts';
import { isCancelledByWorkflow, stoppedWithWorker } from './retried-call.ts';

/** Asks a service again and again, until what it answers is what was waited for. Only asks: a request carries no key,
 * and one that fails in passing is made again with the next. */
export async function pollService(ports: CallPorts, request: PollRequest): Promise<CallAnswer> {
  const context = Context.current();
  const name = pollName(request);
  const deadline = { name, timeoutMs: request.timeoutMs };
  let progress = resumePolling(context.info.heartbeatDetails, Date.now());
  // At once: whoever goes on after this worker must know when it began.
  context.heartbeat(progress);
  const pulse = setInterval(() => context.heartbeat(progress), limits.heartbeatMs);
  const left = (): number => progress.startedAt + request.timeoutMs - Date.now();
  try {
    // A service that names a Location says when it is worth asking; a poll asks at once.
    let wait = request.target.kind === 'location' ? request.intervalMs : 0;
    let last = 'it was not asked';
    for (;;) {
      const isAborted = await pause(Math.min(wait, left()), context.cancellationSignal);
      if (isAborted) throw stopped(name, progress);
      const isOver = left() <= (progress.requests > 0 ? limits.leastPatienceMs : 0);
      if (isOver) throw timedOut(deadline, last, progress);

      progress = { ...progress, requests: progress.requests + 1 };
      const asked = questionOf(request, Math.min(request.requestTimeoutMs, left()));
      const outcome = await askService(ports, asked, context.cancellationSignal);
      if (outcome.kind === 'aborted') throw stopped(name, progress);
      const verdict = judge(request, name, outcome);
      if (verdict.kind === 'done') return { result: verdict.result, attempts: progress.requests };
      if (verdict.kind === 'failed') throw failed(verdict.code, verdict.message, progress);
      ({ last } = verdict);
      wait = verdict.waitMs;
      progress = { ...progress, last: last.slice(0, limits.shownCharacters), nextAt: Date.now() + wait };
    }
  } finally {
    clearInterval(pulse);
  }
}

function questionOf({ service, target }: PollRequest, timeoutMs: number): ServiceRequest {
  const name = pollName({ service, target });
  if (target.kind === 'location') {
    const { path, origin } = target;
    const targetAt: ServiceRequest['targetAt'] = (base) => locationUrl(base, path);
    return {
      name,
      service,
      targetAt,
      ...(origin !== undefined && { origin }),
      verb: 'GET',
      parameters: null,
      timeoutMs,
    };
  }
  const { method, verb, parameters, secrets } = target;
  return {
    name,
    service,
    targetAt: (base) => callUrl(base, method, verb),
    verb: verb ?? 'POST',
    parameters,
    ...(secrets !== undefined && { secrets }),
    timeoutMs,
  };
}

type Verdict =
  | { readonly kind: 'done'; readonly result: Json }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string }
  | { readonly kind: 'again'; readonly waitMs: number; readonly last: string };

function judge(
  request: PollRequest,
  name: string,
  outcome: Exclude<Awaited<ReturnType<typeof askService>>, { readonly kind: 'aborted' }>,
): Verdict {
  switch (outcome.kind) {
    case 'no-address':
      return again(request, undefined, `${name} could not be looked up: ${describeError(outcome.error)}`);
    case 'failed':
      if (outcome.retryable) return again(request, outcome.retryAfterMs, outcome.message);
      return { kind: 'failed', code: outcome.code, message: outcome.message };
    case 'completed':
      return judgeAnswer(request, name, outcome);
  }
}

function judgeAnswer(
  request: PollRequest,
  name: string,
  { result, status, retryAfterMs }: Extract<AttemptOutcome, { readonly kind: 'completed' }>,
): Verdict {
  if (request.until === undefined) {
    if (status !== 202) return { kind: 'done', result };
    const waitMs = Math.max(retryAfterMs ?? request.intervalMs, limits.leastDelayMs);
    return { kind: 'again', waitMs, last: `${name} answered 202 still` };
  }
  const holds = evaluateUntil(request.until, result);
  if (!holds.ok) return { kind: 'failed', code: holds.error.code, message: `poll.until: ${holds.error.message}` };
  if (holds.value === true) return { kind: 'done', result };
  return again(request, undefined, `the last answer was ${shown(result)}`);
}

/** Busy, a service may ask for more patience than the definition has. */
function again({ intervalMs }: PollRequest, retryAfterMs: number | undefined, last: string): Verdict {
  return { kind: 'again', waitMs: Math.max(intervalMs, retryAfterMs ?? 0, limits.leastDelayMs), last };
}

function evaluateUntil({ condition, sees }: NonNullable<PollRequest['until']>, response: Json): Evaluated {
  const { steps, locals, payload, ...rest } = sees;
  const scope: Scope = {
    ...rest,
    ...payloadIn(payload),
    stepNamed: (id) => (Object.hasOwn(steps, id) ? steps[id] : undefined),
    locals: { ...locals, response },
  };
  return evaluateCondition(condition, scope);
}

function timedOut(
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number },
  last: string,
  progress: PollProgress,
): ApplicationFailure {
  const times = `${progress.requests} ${progress.requests === 1 ? 'time' : 'times'}`;
  return failed('poll-timed-out', `${name} was asked ${times} within ${timeoutMs} ms: ${last}`, progress);
}

function failed(type: FailureCode, message: string, progress: PollProgress): ApplicationFailure {
  return ApplicationFailure.create({ type, message, details: [detailOf(progress)], nonRetryable: true });
}

function stopped(name: string, progress: PollProgress): ApplicationFailure | CancelledFailure {
  const context = Context.current();
  if (isCancelledByWorkflow(context)) return new CancelledFailure(`${name} was cancelled`, [detailOf(progress)]);
  context.heartbeat(progress);
  return stoppedWithWorker(name, detailOf(progress));
}

/** What the step's own call has done is not known before the polling has told. */
function detailOf({ requests }: PollProgress): CallFailureDetail {
  return { attempts: requests, unanswered: true };
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > limits.shownCharacters ? `${text.slice(0, limits.shownCharacters)}…` : text;
}

/** True where it was aborted. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(true);
    if (ms <= 0) return resolve(false);
    const abort = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve(false);
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
