import type { Problem } from './api-types.ts';
import { BatonError, BatonUnreachable } from './baton-error.ts';
import { bodyChunks } from './body-chunks.ts';
import { get } from './requests.ts';
import { type Heard, type ServerEvent, serverEvents } from './server-events.ts';
import { type CallOptions, pause, type Transport } from './transport.ts';

export interface ListenOptions extends CallOptions {
  /** The id of the last event that is known already. */
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

/** What a stream of the API tells, until it says that there is no more. Where the connection breaks off it goes on behind
 * the last event that had an id. */
export async function* listen(
  transport: Transport,
  path: string,
  { after, patienceMs = 60_000, signal }: ListenOptions,
): AsyncGenerator<ServerEvent, void, undefined> {
  let last = after;
  let comeBackMs = FIRST_PAUSE_MS;
  let silentSince: number | null = null;
  for (;;) {
    let failure: unknown;
    try {
      const heard: Heard = { onBytes: () => (silentSince = null), onRetry: (ms) => (comeBackMs = ms) };
      for await (const each of connection({ transport, path, last, signal }, heard)) {
        if (each === 'over') return;
        if (each.id !== '') last = each.id;
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

interface Place {
  readonly transport: Transport;
  readonly path: string;
  readonly last: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** One connection: the events on it, and `over` where there will be none any more. */
async function* connection(
  { transport, path, last, signal }: Place,
  heard: Heard,
): AsyncGenerator<ServerEvent | 'over', void, undefined> {
  const silence = new AbortController();
  const left = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const onBytes = (): void => {
    heard.onBytes();
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    const response = await transport.open({
      ...get(path, {}, {}),
      signal: left,
      headers: { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) },
    });
    if (response.body === null || response.status === 204) {
      yield 'over';
      return;
    }
    for await (const each of serverEvents(bodyChunks(response.body, left), { ...heard, onBytes })) {
      if (each.event === 'problem') throw new BatonError(response.status, JSON.parse(each.data) as Problem);
      yield each;
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
