import { Context } from '@temporalio/activity';
import type { CallAnswer, NotifyRequest } from '../src/driver/protocol.ts';
import { type AttemptPorts, attemptCall } from './attempt-call.ts';
import { retriedCall } from './retried-call.ts';

export interface NotifyPorts extends AttemptPorts {
  /** Takes a line for the worker's log. */
  readonly log: (line: string) => void;
  /** Where notifications are posted to as well; checked when the worker started. */
  readonly notifyUrl?: string;
}

/** Tells somebody: the worker's log always, once; and who is configured, until it has answered. */
export async function notify(ports: NotifyPorts, request: NotifyRequest): Promise<CallAnswer> {
  const { log, notifyUrl } = ports;
  const { execution, step, text, key, timeoutMs, retry } = request;
  const message = { execution, step, text };
  if (Context.current().info.attempt === 1) {
    log(JSON.stringify({ kind: 'notification', at: new Date().toISOString(), ...message }));
  }
  if (notifyUrl === undefined) return { result: null, attempts: 1 };
  const target = { kind: 'url', url: new URL(notifyUrl) } as const;
  const attempt = { name: 'notify', target, verb: 'POST', parameters: message, key, timeoutMs } as const;
  return await retriedCall({ name: 'notify', retry }, async (signal, open) => {
    open();
    const outcome = await attemptCall(ports, attempt, signal);
    // Whoever takes notifications may answer as it likes.
    const isTaken = outcome.kind === 'completed' || (outcome.kind === 'failed' && (outcome.status ?? 400) < 300);
    return isTaken ? { kind: 'completed', result: null, status: 200 } : outcome;
  });
}
