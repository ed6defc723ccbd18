import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiLimits } from '../limits.ts';
import type { StreamedEvent } from '../route.ts';

export type StreamLimits = Readonly<Record<'streamBufferBytes' | 'streamStallMs' | 'heartbeatMs', number>>;

/** Writes server-sent events until there are no more, or nobody listens. What the caller has not taken yet waits here, up
 * to a limit; one that takes nothing for a while then is dropped, and comes back with Last-Event-ID if it lives. */
export async function writeEventStream(
  response: ServerResponse,
  events: AsyncIterable<StreamedEvent>,
  { left, isHead }: { readonly left: AbortSignal; readonly isHead: boolean },
  limits: StreamLimits = apiLimits,
): Promise<void> {
  response.statusCode = 200;
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  // Proxies hold answers back otherwise, to send larger pieces.
  response.setHeader('x-accel-buffering', 'no');
  if (isHead) {
    response.end();
    return;
  }
  response.write(`retry: ${retryMs()}\n\n`);
  const heart = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, limits.heartbeatMs);
  try {
    for await (const event of until(left, events)) {
      response.write(textOf(event));
      if (response.writableLength <= limits.streamBufferBytes) continue;
      if (!(await drains(response, left, limits.streamStallMs))) {
        response.destroy();
        return;
      }
    }
    response.end();
  } finally {
    clearInterval(heart);
  }
}

/** Of a source that fails when part of the answer is under way already. */
export function endEventStream(response: ServerResponse, problem: object): void {
  response.end(textOf({ event: 'problem', data: problem }));
}

export function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

/** Not the same for everybody: those whose server goes away together should not come back together. */
function retryMs(): number {
  return 500 + Math.floor(Math.random() * 1_000);
}

function textOf({ id, event, data }: StreamedEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Ends where the caller leaves, even while the source has nothing to say; the source is told by its `return`. */
async function* until(left: AbortSignal, events: AsyncIterable<StreamedEvent>): AsyncIterable<StreamedEvent> {
  const source = events[Symbol.asyncIterator]();
  // One listener for the whole stream: a promise that is raced again and again keeps every race.
  let leave = (): void => undefined;
  left.addEventListener('abort', () => leave(), { once: true });
  try {
    while (!left.aborted) {
      const next = await new Promise<IteratorResult<StreamedEvent, unknown> | null>((resolve, reject) => {
        leave = () => resolve(null);
        source.next().then(resolve, reject);
      });
      if (next === null || next.done === true) return;
      yield next.value;
    }
  } finally {
    // A source that waits hears of it by its own signal; nobody waits here until it has.
    void source.return?.().catch(() => undefined);
  }
}

async function drains(response: ServerResponse, left: AbortSignal, stallMs: number): Promise<boolean> {
  const waited = new AbortController();
  const signal = AbortSignal.any([left, waited.signal]);
  try {
    return await Promise.race([
      once(response, 'drain', { signal }).then(() => true),
      sleep(stallMs, false, { signal }),
    ]);
  } catch {
    // The caller has left, which the loop sees.
    return true;
  } finally {
    waited.abort();
  }
}
