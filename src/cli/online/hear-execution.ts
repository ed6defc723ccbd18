import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';

/** Hears of an execution, for who looks at it. */
export interface Hearing {
  /** Comes back as soon as something has become of it, and never before `least`. Where nothing is heard of it, not later than
   * `most`; where it cannot be heard, after `least`. */
  readonly news: (ms: { readonly least: number; readonly most: number }) => Promise<void>;
  readonly stop: () => void;
}

/** After a stream was refused, or has broken off. */
const AGAIN_MS = 5_000;

export function hearExecution(client: ApiClient, executionId: string, signal: AbortSignal | undefined): Hearing {
  const stop = new AbortController();
  const left = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  let isOpen = false;
  let isNews = false;
  let wake = (): void => undefined;
  const tell = (): void => {
    isNews = true;
    wake();
  };
  void (async () => {
    let after: string | undefined;
    while (!left.aborted) {
      try {
        for await (const { sequence } of client.follow(executionId, left, { after, patienceMs: 0 })) {
          after = sequence;
          isOpen = true;
          tell();
        }
        // There is no more to hear.
        return;
      } catch {
        // It is looked at as if there were no stream, and who looks hears what is wrong.
      } finally {
        isOpen = false;
        tell();
      }
      await sleep(AGAIN_MS, undefined, { signal: left }).catch(() => undefined);
    }
  })();
  return {
    news: async ({ least, most }) => {
      await sleep(least, undefined, { signal: left });
      if (isOpen && !isNews) {
        const waiting = new AbortController();
        const ends = AbortSignal.any([left, waiting.signal]);
        wake = () => waiting.abort();
        await sleep(most - least, undefined, { signal: ends }).catch(() => undefined);
        left.throwIfAborted();
      }
      isNews = false;
    },
    stop: () => stop.abort(),
  };
}
