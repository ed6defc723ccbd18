import { createClient } from '@redis/client';
import type { EventSink } from './event-sink.ts';
import { sinkLimits } from './limits.ts';

export interface RedisOptions {
  /** With the credentials, if there are any. */
  readonly url: string;
  readonly stream: string;
  /** About how many events the stream keeps. */
  readonly mostEvents: number;
  readonly sendMs?: number;
}

export interface RedisSink extends EventSink {
  readonly isConnected: () => boolean;
}

/** Appends each event to a stream, with its id and type beside it. Connects by itself, as often as needed. */
export function redisSink(options: RedisOptions): RedisSink {
  const { url, stream, mostEvents, sendMs = sinkLimits.sendMs } = options;
  let client = connected(url);
  const trim = { strategy: 'MAXLEN', strategyModifier: '~', threshold: mostEvents } as const;
  return {
    name: 'redis',
    // What is sent together travels in one message.
    batch: 100,
    lanes: 1,
    isConnected: () => client.isReady,
    send: async (events) => {
      if (!client.isReady) return { kind: 'failed', away: true, reason: 'Redis is not connected' };
      const appended = Promise.all(
        events.map(({ id, type, text }) => client.xAdd(stream, '*', { id, type, event: text }, { TRIM: trim })),
      );
      const outcome = await Promise.race([
        appended.then(
          () => null,
          (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
        ),
        timeOut(sendMs),
      ]);
      if (outcome === null) return { kind: 'sent' };
      if (outcome === 'late') {
        // Somebody took the connection and says nothing: what waits in it would be sent twice.
        client.destroy();
        client = connected(url);
        return { kind: 'failed', away: true, reason: `it did not answer within ${sendMs / 1000} s` };
      }
      // Redis itself says no (its memory is full, the key is no stream), or the connection broke.
      return { kind: 'failed', away: !client.isReady, reason: outcome.message };
    },
    close: async () => client.destroy(),
  };
}

function connected(url: string) {
  const client = createClient({
    url,
    // Our own buffer is bounded; the client's is not.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 5_000,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 5_000),
    },
  });
  // Each is told of again by the next event that can't be sent.
  client.on('error', () => undefined);
  client.connect().catch(() => undefined);
  return client;
}

async function timeOut(ms: number): Promise<'late'> {
  return await new Promise((resolve) => {
    setTimeout(() => resolve('late'), ms).unref();
  });
}
