import type { FailureCode } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import type { Answer } from '../language/index.ts';
import { simulationLimits } from './limits.ts';

/** What a caller sees of one request, and after how long. */
export type Heard = { readonly afterMs: number } & (
  | { readonly kind: 'result'; readonly result: Json; readonly accepted?: NonNullable<ResultAnswer['accepted']> }
  | {
      readonly kind: 'failure';
      readonly code: FailureCode;
      readonly message: string;
      readonly unanswered: boolean;
      readonly transient: boolean;
    }
);

type ResultAnswer = Extract<Answer, { kind: 'result' }>;

/** Of the 4xx: request time-out, too early, too many requests. */
const worthRepeating: ReadonlySet<number> = new Set([408, 425, 429]);

export function hear(answer: Answer, name: string, timeoutMs: number): Heard {
  // An answer without a time of its own comes in time, however short that is.
  const afterMs = answer.afterMs ?? Math.min(simulationLimits.usualMs, timeoutMs - 1);
  if (afterMs >= timeoutMs) {
    const message = `${name} gave no answer within ${timeoutMs} ms`;
    return { afterMs: timeoutMs, kind: 'failure', code: 'call-timed-out', message, unanswered: true, transient: true };
  }
  switch (answer.kind) {
    case 'result': {
      const { result, accepted } = answer;
      return { afterMs, kind: 'result', result, ...(accepted !== undefined && { accepted }) };
    }
    case 'no-answer': {
      const message = `${name} gave no answer: the connection ended`;
      return { afterMs, kind: 'failure', code: 'connection-lost', message, unanswered: true, transient: true };
    }
    case 'failure':
      return { afterMs, ...statusHeard(answer.status, answer.body, name) };
  }
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'afterMs'> : never;

function statusHeard(status: number, body: Json, name: string): WithoutTime<Heard> {
  if (status >= 200 && status < 300) return { kind: 'result', result: body };
  const said = body === null ? '' : `: ${typeof body === 'string' ? body : JSON.stringify(body)}`;
  const isRedirect = status >= 300 && status < 400;
  return {
    kind: 'failure',
    code: isRedirect ? 'redirect-refused' : 'service-error',
    message: isRedirect
      ? `${name} answered ${status}; redirects are not followed`
      : `${name} answered ${status}${said}`,
    unanswered: false,
    transient: status >= 500 || worthRepeating.has(status),
  };
}
