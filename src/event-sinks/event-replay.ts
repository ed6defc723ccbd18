import type { EventText } from '../events/index.ts';
import { nearest, Refusal } from '../problems/index.ts';
import { replayEvents } from './replay-events.ts';
import type { Sinks } from './open-sinks.ts';

/** What the facade knows of the sinks: the worker sends what happens, the facade what is asked for again. */
export interface EventReplay {
  readonly redis: () => 'connected' | 'disconnected' | 'not_configured';
  /** To these sinks, or all. How many were sent, and to which. */
  readonly replay: (
    events: readonly EventText[],
    names?: readonly string[],
  ) => Promise<{ readonly sent: number; readonly sinks: readonly string[] }>;
}

/** Below the patience of whoever waits for the answer. */
const REPLAY_MS = 8_000;

export function createEventReplay({ all, redis }: Sinks): EventReplay {
  const names = all.map(({ name }) => name);
  return {
    redis: () => {
      if (redis === null) return 'not_configured';
      return redis.isConnected() ? 'connected' : 'disconnected';
    },
    replay: async (events, asked = names) => {
      for (const name of asked) refuseUnknown(name, names);
      if (asked.length === 0) throw new Refusal('event-sink-not-configured', 'no event sink is configured here');
      const sinks = all.filter(({ name }) => asked.includes(name));
      return { sent: await replayEvents(sinks, events, REPLAY_MS), sinks: sinks.map(({ name }) => name) };
    },
  };
}

function refuseUnknown(name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const near = nearest(name, names);
  const configured = names.length === 0 ? 'none is' : `configured: ${names.join(', ')}`;
  const advice = near === null ? configured : `did you mean ${near}?`;
  throw new Refusal('event-sink-not-configured', `no event sink ${name} is configured here; ${advice}`);
}
