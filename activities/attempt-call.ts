import type { FailureCode } from '../src/problems/index.ts';
import type { Verb } from '../src/plan/index.ts';
import type { Json } from '../src/std/index.ts';
import { type CallUrl, pathOfLocation, queryOf } from './call-url.ts';
import {
  describeError,
  type HttpAnswer,
  type HttpClient,
  type HttpOutcome,
  plainText,
  readJson,
  readRetryAfter,
  tooLarge,
} from './http/index.ts';
import type { Redaction } from './redact.ts';

/** One request, and where it goes. */
export interface Attempt {
  /** How messages speak of it. */
  readonly name: string;
  readonly target: CallUrl;
  readonly verb: Verb;
  readonly parameters: Json;
  /** The Idempotency-Key; a question has none. */
  readonly key?: string;
  readonly timeoutMs: number;
}

/** What became of one attempt. */
export type AttemptOutcome =
  | {
      readonly kind: 'completed';
      readonly result: Json;
      readonly status: number;
      /** Of a 202: where the work goes on, as a path on the origin that was asked. */
      readonly path?: string;
      readonly origin?: string;
      readonly retryAfterMs?: number;
    }
  | AttemptFailure
  | { readonly kind: 'aborted'; readonly sent: boolean };

export interface AttemptFailure {
  readonly kind: 'failed';
  readonly code: FailureCode;
  readonly message: string;
  /** The service may have acted, and nobody knows. Any complete HTTP answer is an answer. */
  readonly unanswered: boolean;
  readonly retryable: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;
}

export interface AttemptPorts {
  readonly http: HttpClient;
  readonly redaction: Redaction;
}

/** Nothing that comes of it holds a secret, whatever the service says. */
export async function attemptCall(ports: AttemptPorts, attempt: Attempt, signal: AbortSignal): Promise<AttemptOutcome> {
  const outcome = await sendAttempt(ports, attempt, signal).catch((error: unknown) => {
    // A new one: what caused it would be told of as well.
    throw new Error(ports.redaction.text(describeError(error)));
  });
  // Of what the service says, messages hold the beginning: it has been redacted before it was cut. This is for the rest.
  return outcome.kind === 'failed' ? { ...outcome, message: ports.redaction.text(outcome.message) } : outcome;
}

async function sendAttempt(
  { http, redaction }: AttemptPorts,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { name, target, verb, key, timeoutMs } = attempt;
  if (target.kind === 'refused') return refused('address-refused', `${name} ${target.reason}`);
  // Whoever calls the activity from another language may leave the member out.
  const parameters = attempt.parameters === undefined ? {} : attempt.parameters;
  const url = new URL(target.url);
  const asQuery = verb === 'GET' || verb === 'DELETE';
  if (asQuery) {
    const query = queryOf(parameters);
    if (query === null)
      return refused('unfit-argument', `${name} sends its parameters as a query: they must have names`);
    // A Location may have a query of its own.
    if (query !== '') url.search = query;
  }
  const outcome = await http.send({
    verb,
    url,
    headers: {
      ...(!asQuery && { 'content-type': 'application/json' }),
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(key !== undefined && { 'idempotency-key': headerText(key) }),
    },
    ...(!asQuery && { body: JSON.stringify(parameters) }),
    timeoutMs,
    signal,
  });
  return await readOutcome(attempt, url, outcome, redaction);
}

/** What a request came to, as an attempt. */
export async function readOutcome(
  attempt: Attempt,
  asked: URL,
  outcome: HttpOutcome,
  redaction: Redaction,
): Promise<AttemptOutcome> {
  return outcome.kind === 'answered'
    ? await readAnswer(attempt, asked, outcome, redaction)
    : unanswered(attempt.name, outcome, attempt.timeoutMs);
}

async function readAnswer(
  { name, timeoutMs }: Attempt,
  asked: URL,
  answer: HttpAnswer,
  redaction: Redaction,
): Promise<AttemptOutcome> {
  const { status } = answer;
  // An error status says how it ended, even where the rest of its text is missing.
  if (status >= 400) return errorStatus(name, answer, redaction);
  if (status >= 300) {
    const location = answer.headers.location;
    const where = location === undefined ? '' : ` to ${plainText(redaction.text(location))}`;
    return refused('redirect-refused', `${name} answered ${status}${where}; redirects are not followed`, status);
  }
  if (answer.end === 'timed-out') return timedOut(name, timeoutMs, true, 'sent only a part of its answer');
  if (answer.end === 'connection-lost') {
    return lost(`${name} sent only a part of its answer: ${answer.reason}`);
  }
  const read = answer.end === 'too-large' ? tooLarge : await readJson(answer, redaction.text);
  if (read.kind === 'refused') return refused(read.code, `${name} ${read.reason}`, status);
  const onward = status === 202 ? accepted(asked, answer) : {};
  if (onward.path !== undefined && redaction.text(onward.path) !== onward.path) {
    return refused('address-refused', `${name} named a Location that holds a secret`, status);
  }
  return { kind: 'completed', result: redaction.json(read.value), status, ...onward };
}

function accepted(
  asked: URL,
  { headers }: HttpAnswer,
): { readonly path?: string; readonly origin?: string; readonly retryAfterMs?: number } {
  const path = headers.location === undefined ? null : pathOfLocation(headers.location, asked);
  const retryAfterMs = readRetryAfter(headers['retry-after'], Date.now());
  return { ...(path !== null && { path, origin: asked.origin }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function unanswered(name: string, outcome: Exclude<HttpOutcome, HttpAnswer>, timeoutMs: number): AttemptOutcome {
  switch (outcome.kind) {
    case 'address-refused':
      return refused('address-refused', `${name}: ${outcome.reason}`);
    case 'unreachable': {
      const message = `${name} could not be reached: ${outcome.reason}`;
      return { kind: 'failed', code: 'service-unreachable', message, unanswered: false, retryable: true };
    }
    case 'connection-lost':
      return lost(`${name} gave no answer: ${outcome.reason}`);
    case 'timed-out':
      return timedOut(name, timeoutMs, outcome.sent, outcome.sent ? 'gave no answer' : 'had no connection');
    case 'aborted':
      return outcome;
  }
}

function errorStatus(name: string, answer: HttpAnswer, redaction: Redaction): AttemptFailure {
  const { status } = answer;
  const text = plainText(redaction.text(answer.body.toString('utf8')));
  const retryAfterMs = readRetryAfter(answer.headers['retry-after'], Date.now());
  return {
    kind: 'failed',
    code: 'service-error',
    message: text === '' ? `${name} answered ${status}` : `${name} answered ${status}: ${text}`,
    unanswered: false,
    retryable: status >= 500 || worthRepeating.has(status),
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** Of the 4xx: request time-out, too early, too many requests. The others would be answered the same way again. */
const worthRepeating: ReadonlySet<number> = new Set([408, 425, 429]);

function timedOut(name: string, timeoutMs: number, sent: boolean, what: string): AttemptFailure {
  const message = `${name} ${what} within ${timeoutMs} ms`;
  return { kind: 'failed', code: 'call-timed-out', message, unanswered: sent, retryable: true };
}

function lost(message: string): AttemptFailure {
  return { kind: 'failed', code: 'connection-lost', message, unanswered: true, retryable: true };
}

export function refused(code: FailureCode, message: string, status?: number): AttemptFailure {
  return {
    kind: 'failed',
    code,
    message,
    unanswered: false,
    retryable: false,
    ...(status !== undefined && { status }),
  };
}

/** Ids are free text, a header is not: what it can't hold is percent-encoded, and so is the percent sign, so that two
 * keys never become one. */
function headerText(key: string): string {
  return Array.from(key, (character) =>
    /[\x21-\x24\x26-\x7e]/.test(character)
      ? character
      : Array.from(
          Buffer.from(character, 'utf8'),
          (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        ).join(''),
  ).join('');
}
