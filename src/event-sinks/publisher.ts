import type { EventText } from '../events/index.ts';
import type { EventSink } from './event-sink.ts';
import { SinkQueue } from './sink-queue.ts';

/** Gives events to every sink, as they come. */
export interface Publisher {
  /** Returns at once and throws nothing, however the sinks stand. */
  readonly tell: (events: readonly EventText[]) => void;
  readonly close: (graceMs: number) => Promise<void>;
}

export function createPublisher(sinks: readonly EventSink[], say: (line: string) => void): Publisher {
  const queues = sinks.map((sink) => new SinkQueue(sink, say));
  return {
    tell: (events) => {
      for (const queue of queues) for (const event of events) queue.offer(event);
    },
    close: async (graceMs) => void (await Promise.all(queues.map((queue) => queue.close(graceMs)))),
  };
}
