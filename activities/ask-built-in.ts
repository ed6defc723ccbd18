import { Context } from '@temporalio/activity';
import { type Attempt, type AttemptOutcome, readOutcome } from './attempt-call.ts';
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
  if (target.kind === 'refused') return readOutcome(attempt, new URL(builtInUrl), aborted, redaction);
  const method = decodeURIComponent(target.url.pathname.slice(1));
  const caller = Context.current().info.workflowExecution?.workflowId ?? name;
  const leaving = new AbortController();
  const left = AbortSignal.any([signal, leaving.signal]);
  const outcome = await new Promise<HttpOutcome>((resolve, reject) => {
    const timer = setTimeout(() => resolve({ kind: 'timed-out', sent: true }), timeoutMs);
    signal.addEventListener('abort', () => resolve({ kind: 'aborted', sent: true }), { once: true });
    builtIn
      .call({ method, parameters, key, caller, left })
      .then(({ status, body }) => resolve(answered(status, body)), reject)
      .finally(() => clearTimeout(timer));
  });
  leaving.abort();
  return await readOutcome(attempt, target.url, outcome, redaction);
}

/** Stands for the process itself, so that a method is found in a path as elsewhere. Nothing is sent there. */
export const builtInUrl = 'http://built-in';

const aborted: HttpOutcome = { kind: 'aborted', sent: false };

function answered(status: number, body: object): HttpOutcome {
  const text = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json' };
  return { kind: 'answered', status, headers, body: text, end: 'complete', reason: '' };
}
