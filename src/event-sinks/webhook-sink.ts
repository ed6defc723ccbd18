import { createHmac } from 'node:crypto';
import type { HttpClient, HttpOutcome } from '../../activities/index.ts';
import type { EventText } from '../events/index.ts';
import type { EventSink, SendOutcome, SinkName } from './event-sink.ts';
import { sinkLimits } from './limits.ts';

export interface WebhookOptions {
  readonly name: Extract<SinkName, 'webhook' | 'collector'>;
  readonly url: string;
  readonly secret?: string | undefined;
  readonly http: HttpClient;
  readonly now?: () => number;
}

/** Posts each event. Signed, the receiver can tell that it came from somebody who knows the secret, and when. */
export function webhookSink({ name, url, secret, http, now = Date.now }: WebhookOptions): EventSink {
  const target = new URL(url);
  const stopped = new AbortController();
  return {
    name,
    batch: 1,
    // Each keeps one connection busy.
    lanes: 8,
    send: async (events) => {
      for (const event of events) {
        const outcome = await post(event);
        if (outcome.kind !== 'sent') return outcome;
      }
      return { kind: 'sent' };
    },
    close: async () => stopped.abort(),
  };

  async function post({ text }: EventText): Promise<SendOutcome> {
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      ...(secret !== undefined && { 'baton-signature': signature(secret, Math.floor(now() / 1000), text) }),
    };
    const { signal } = stopped;
    const request = { verb: 'POST', url: target, headers, body: text, timeoutMs: sinkLimits.sendMs, signal } as const;
    return outcomeOf(await http.send(request));
  }
}

/** `t` is the time in seconds since 1970; `v1` the HMAC-SHA256, in hexadecimal, of that time, a dot and the body. Made
 * anew for each try, so that a receiver can refuse what is old. */
export function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Answers that speak of the moment, not of the event. */
const busy: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

function outcomeOf(outcome: HttpOutcome): SendOutcome {
  switch (outcome.kind) {
    case 'answered': {
      const { status } = outcome;
      if (status >= 200 && status < 300) return { kind: 'sent' };
      const reason = `it answered ${status}`;
      if (busy.has(status)) return { kind: 'failed', away: true, reason };
      return status >= 500 ? { kind: 'failed', away: false, reason } : { kind: 'refused', reason };
    }
    case 'address-refused':
      return { kind: 'failed', away: true, reason: outcome.reason };
    case 'unreachable':
    case 'connection-lost':
      return { kind: 'failed', away: true, reason: outcome.reason };
    case 'timed-out':
      return { kind: 'failed', away: true, reason: `it did not answer within ${sinkLimits.sendMs / 1000} s` };
    case 'aborted':
      return { kind: 'failed', away: true, reason: 'this process ends' };
  }
}
