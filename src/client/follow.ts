import type { Event, Problem } from './api-types.ts';
import { BatonError, BatonUnreachable } from './baton-error.ts';
import { get } from './requests.ts';
import { type Heard, serverEvents } from './server-events.ts';
import { type CallOptions, pause, type Transport } from './transport.ts';

export interface FollowOptions extends CallOptions {
  /** The `sequence` of the last event that is known already. */
  readonly after?: string;
  /** How long the API may be away before the following ends with BatonUnreachable; 60,000 unless given. */
  readonly patienceMs?: number;
}

/** Three signs of life have not come. */
const SILENCE_MS = 45_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** Where a stream that was answered by 200 tells of it: another time, or another process, it goes on. */
const passing: ReadonlySet<string> = new Set(['temporal-unavailable', 'overloaded', 'shutting-down']);

/** The events of an execution as they come, to its end. Where the connection breaks off it goes on behind the last event. */
export async function* follow(
  transport: Transport,
  executionId: string,
  { after, patienceMs = 60_000, signal }: FollowOptions,
): AsyncGenerator<Event, void, undefined> {
  let last = after;
  let comeBackMs = FIRST_PAUSE_MS;
  let silentSince: number | null = null;
  for (;;) {
    let failure: unknown;
    try {
      const heard: Heard = { onBytes: () => (silentSince = null), onRetry: (ms) => (comeBackMs = ms) };
      for await (const each of connection(transport, executionId, last, signal, heard)) {
        if (each === 'end') return;
        last = each.sequence;
        yield each;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof BatonError && !mayPass(error)) throw error;
      failure = error;
    }
    silentSince ??= Date.now();
    if (Date.now() - silentSince >= patienceMs) throw lostBy(transport.address, failure);
    await pause(Math.min(comeBackMs, LONGEST_PAUSE_MS), signal);
  }
}

/** One connection: the events on it, and `end` where there will be none any more. */
async function* connection(
  transport: Transport,
  executionId: string,
  last: string | undefined,
  signal: AbortSignal | undefined,
  heard: Heard,
): AsyncGenerator<Event | 'end', void, undefined> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const onBytes = (): void => {
    heard.onBytes();
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    const path = `/orchestrator/events/${encodeURIComponent(executionId)}`;
    const response = await transport.open({
      ...get(path, {}, { signal: signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]) }),
      headers: { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) },
    });
    if (response.body === null || response.status === 204) {
      yield 'end';
      return;
    }
    for await (const { event, data } of serverEvents(response.body, { ...heard, onBytes })) {
      if (event === 'problem') throw new BatonError(response.status, JSON.parse(data) as Problem);
      if (event !== 'end') yield JSON.parse(data) as Event;
      else {
        yield 'end';
        return;
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

function mayPass({ code, status }: BatonError): boolean {
  return passing.has(code) || status === 429 || status === 503;
}

function lostBy(address: string, failure: unknown): Error {
  if (failure instanceof BatonError || failure instanceof BatonUnreachable) return failure;
  return new BatonUnreachable(address, `the events from ${address} broke off`, failure);
}
