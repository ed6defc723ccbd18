import type { JsonObject } from '../../src/std/index.ts';

export interface SentEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: JsonObject;
}

export interface OpenStream {
  readonly status: number;
  /** All that has come so far. */
  readonly seen: readonly SentEvent[];
  /** Lines that are no events. */
  readonly comments: readonly string[];
  /** Resolves when the server has ended it. */
  readonly ended: Promise<readonly SentEvent[]>;
  /** Resolves when so many have come. */
  readonly until: (holds: (seen: readonly SentEvent[]) => boolean) => Promise<readonly SentEvent[]>;
  readonly close: () => void;
}

/** Reads server-sent events as a browser does, but does not come back by itself. */
export async function openStream(url: string, headers: Readonly<Record<string, string>> = {}): Promise<OpenStream> {
  const closing = new AbortController();
  const answer = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: closing.signal,
  });
  const seen: SentEvent[] = [];
  const comments: string[] = [];
  const ended = (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body ?? []) {
        const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
          const data = fields.get('data');
          if (data === undefined) comments.push(block);
          else {
            const event = fields.get('event') ?? 'message';
            seen.push({ id: fields.get('id'), event, data: JSON.parse(data) as JsonObject });
          }
        }
      }
    } catch (error) {
      if (!closing.signal.aborted) throw error;
    }
    return seen;
  })();
  // Who only looks at what has come does not wait for the end.
  ended.catch(() => undefined);
  return {
    status: answer.status,
    seen,
    comments,
    ended,
    until: async (holds) => {
      while (!holds(seen)) await new Promise((resolve) => setTimeout(resolve, 20));
      return seen;
    },
    close: () => closing.abort(),
  };
}
