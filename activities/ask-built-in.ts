import { Context } from '@temporalio/activity';
import { type Attempt, type AttemptOutcome, readOutcome, refused } from './attempt-call.ts';
import type { HttpOutcome } from './http/index.ts';
import type { BuiltInService } from './ports.ts';
import type { Redaction } from './redact.ts';

/** One call of a service that is part of this process: no connection, and otherwise the same rules. */
export async function askBuiltIn(
  { builtIn, redaction }: { readonly builtIn: BuiltInService; readonly redaction: Redaction },
  attempt: Attempt,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { name, target, parameters, key, timeoutMs } = attempt;
  if (target.kind === 'refused') return refused('address-refused', `${name} ${target.reason}`);
  if (signal.aborted) return { kind: 'aborted', sent: false };
  const method = decodeURIComponent(target.url.pathname.slice(1));
  const caller = Context.current().info.workflowExecution?.workflowId ?? name;
  const leaving = new AbortController();
  const left = AbortSignal.any([signal, leaving.signal]);
  // For as long as the call: the signal may live on, and serve many calls.
  const ended = new AbortController();
  const outcome = await new Promise<HttpOutcome>((resolve, reject) => {
    const timer = setTimeout(() => resolve({ kind: 'timed-out', sent: true }), timeoutMs);
    ended.signal.addEventListener('abort', () => clearTimeout(timer));
    const abort = (): void => resolve({ kind: 'aborted', sent: true });
    signal.addEventListener('abort', abort, { once: true, signal: ended.signal });
    builtIn
      .call({ method, parameters, key, caller, left })
      .then(({ status, body }) => resolve(answered(status, body)), reject);
  }).finally(() => {
    ended.abort();
    leaving.abort();
  });
  return await readOutcome(attempt, target.url, outcome, redaction);
}

/** Stands for the process itself, so that a method is found in a path as elsewhere. Nothing is sent there. */
export const builtInUrl = 'http://built-in';

function answered(status: number, body: object): HttpOutcome {
  const text = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json' };
  return { kind: 'answered', status, headers, body: text, end: 'complete', reason: '' };
}
