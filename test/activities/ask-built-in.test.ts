import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { askBuiltIn, builtInUrl } from '../../activities/ask-built-in.ts';
import type { AttemptOutcome } from '../../activities/attempt-call.ts';
import { callUrl } from '../../activities/call-url.ts';
import { noRedaction } from '../../activities/redact.ts';

/** A call of a service in this process, and how many have reached it. */
async function ask(method: string, signal: AbortSignal): Promise<{ outcome: AttemptOutcome; calls: number }> {
  let calls = 0;
  const builtIn = {
    name: 'inside',
    call: async () => {
      calls++;
      return await Promise.resolve({ status: 200, body: { ok: true } });
    },
  };
  const target = callUrl(builtInUrl, method);
  const attempt = { name: `inside.${method}`, target, verb: 'POST', parameters: {}, timeoutMs: 1000 } as const;
  const environment = new MockActivityEnvironment();
  let asked: Promise<AttemptOutcome> | undefined;
  await environment.run(async () => {
    asked = askBuiltIn({ builtIn, redaction: noRedaction }, attempt, signal);
    await asked;
  });
  if (asked === undefined) throw new Error('it was not run');
  const outcome = await asked;
  return { outcome, calls };
}

describe('a call of a service in this process', () => {
  test('leaves nothing on the signal that it was given', async () => {
    const { signal } = new AbortController();
    const { outcome, calls } = await ask('go', signal);
    expect(outcome).toMatchObject({ kind: 'completed', result: { ok: true } });
    expect([calls, getEventListeners(signal, 'abort')]).toEqual([1, []]);
  });

  test('that was stopped before it began is not made', async () => {
    const { outcome, calls } = await ask('go', AbortSignal.abort());
    expect([outcome, calls]).toEqual([{ kind: 'aborted', sent: false }, 0]);
  });

  test('of a method that is no path is refused as anywhere else', async () => {
    const { outcome, calls } = await ask('../go', new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'address-refused', retryable: false });
    expect(calls).toBe(0);
  });
});
