import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../src/std/index.ts';

/** A real HTTP server on loopback that plays any number of services at once: the base URL of `weather` is
 * `{url}/weather`, a call of `weather.get_conditions` is POST `{url}/weather/get_conditions`. It remembers every
 * request in the order of arrival and answers as it was told. */
export interface RecordingService {
  readonly url: string;
  readonly port: number;
  /** Every request so far, in order of arrival; grows while the service runs. */
  readonly calls: readonly RecordedCall[];
  readonly baseUrl: (service: string) => string;
  /** The calls of one `service.method`. */
  readonly callsOf: (name: string) => readonly RecordedCall[];
  /** Replaces what a `service.method` answers, beginning again at the first of its answers. */
  readonly answer: (name: string, answers: Answers) => void;
  /** Resolves as soon as the recorded calls satisfy the condition; looked at whenever one comes or ends. */
  readonly until: (condition: (calls: readonly RecordedCall[]) => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface RecordedCall {
  readonly service: string;
  /** The rest of the path after the service, decoded. */
  readonly method: string;
  /** `service.method`. */
  readonly name: string;
  readonly verb: string;
  /** As it was sent, query included. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The idempotency-key header; empty where there is none. */
  readonly key: string;
  /** Parsed where it is JSON, else the text; null where there is none. */
  readonly body: Json;
  /** Which call of this `service.method` it is, from 0. */
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Set when the answer was written completely or the connection ended. */
  readonly endedAt: number | null;
  /** The caller went away before it was answered. */
  readonly aborted: boolean;
}

export interface Answer {
  /** Waits before anything else. */
  readonly delayMs?: number;
  /** A JSON body, status 200 unless `status` says otherwise. */
  readonly result?: Json;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; `content-type: application/json` unless `headers` says otherwise. */
  readonly body?: string | Uint8Array;
  readonly html?: string;
  /** A JSON string of about so many bytes, streamed. */
  readonly bytes?: number;
  /** Streams `body` (or `bytes`) one byte at a time with this pause. */
  readonly dripMs?: number;
  /** Status 302 unless `status` says otherwise. */
  readonly redirect?: string;
  /** Takes the request and never answers. */
  readonly noAnswer?: boolean;
  /** Closes the connection: `before` a single byte of the answer, or `after` its head and half of its body. */
  readonly drop?: 'before' | 'after';
}

/** In order of calls, the last repeats; or made for each request. */
export type Answers = Answer | readonly Answer[] | ((body: Json, call: RecordedCall) => Answer | Promise<Answer>);

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** `answers` by `service.method`, or `*` for every other; without either the answer is `{}`. */
export async function startRecordingService(
  answers: Readonly<Record<string, Answers>> = {},
): Promise<RecordingService> {
  const programmed = new Map(Object.entries(answers));
  const begun = new Map<string, number>();
  const counts = new Map<string, number>();
  const calls: RecordedCall[] = [];
  const waiting = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();
  const dropped = new WeakSet<ServerResponse>();
  let closing = false;
  const changed = (): void => {
    for (const look of waiting) look();
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });

  const drop = (response: ServerResponse): void => {
    dropped.add(response);
    response.destroy();
  };

  const choose = async (call: RecordedCall): Promise<Answer> => {
    const chosen = programmed.get(call.name) ?? programmed.get('*') ?? { result: {} };
    if (typeof chosen === 'function') return chosen(call.body, call);
    if (!isMany(chosen)) return chosen;
    const nth = begun.get(call.name) ?? 0;
    begun.set(call.name, nth + 1);
    return chosen[Math.min(nth, chosen.length - 1)] ?? { result: {} };
  };

  const answerRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = Date.now();
    const text = await readAll(request);
    const path = request.url ?? '/';
    const [service = '', ...rest] = decodeURIComponent(path.replace(/\?.*$/, '').slice(1)).split('/');
    const method = rest.join('/');
    const name = `${service}.${method}`;
    const index = counts.get(name) ?? 0;
    counts.set(name, index + 1);
    const key = request.headers['idempotency-key'];
    const call: Writable<RecordedCall> = {
      service,
      method,
      name,
      verb: request.method ?? '',
      path,
      headers: request.headers,
      key: typeof key === 'string' ? key : '',
      body: readBody(text),
      index,
      at,
      endedAt: null,
      aborted: false,
    };
    calls.push(call);
    response.on('close', () => {
      call.endedAt = Date.now();
      call.aborted = !response.writableFinished && !dropped.has(response) && !closing;
      changed();
    });
    changed();
    await write(response, await choose(call), pause, drop);
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answerRequest(request, response).catch(() => response.destroy());
  });
  // A caller that aborts in the middle of its request is part of the game.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    calls,
    baseUrl: (service) => `${url}/${service}`,
    callsOf: (name) => calls.filter((call) => call.name === name),
    answer: (name, next) => {
      programmed.set(name, next);
      begun.delete(name);
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition(calls)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      closing = true;
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function isMany(answers: Answer | readonly Answer[]): answers is readonly Answer[] {
  return Array.isArray(answers);
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function readBody(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function write(
  response: ServerResponse,
  answer: Answer,
  pause: (ms: number) => Promise<void>,
  drop: (response: ServerResponse) => void,
): Promise<void> {
  if (answer.delayMs !== undefined) await pause(answer.delayMs);
  if (answer.noAnswer === true || response.destroyed) return;
  if (answer.drop === 'before') {
    drop(response);
    return;
  }
  const body = bodyOf(answer);
  response.writeHead(answer.status ?? (answer.redirect === undefined ? 200 : 302), headersOf(answer, body));
  if (answer.drop === 'after') {
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => drop(response));
  } else if (answer.dripMs !== undefined) {
    for (let i = 0; i < body.length && !response.destroyed; i++) {
      response.write(body.subarray(i, i + 1));
      await pause(answer.dripMs);
    }
    response.end();
  } else if (answer.bytes !== undefined) {
    for (let from = 0; from < body.length && !response.destroyed; from += 65_536) {
      if (!response.write(body.subarray(from, from + 65_536))) await drained(response);
    }
    response.end();
  } else {
    response.end(body);
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

function bodyOf(answer: Answer): Uint8Array {
  if (answer.body !== undefined) return typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  if (answer.html !== undefined) return Buffer.from(answer.html);
  if (answer.bytes !== undefined) return Buffer.from(`"${'x'.repeat(Math.max(0, answer.bytes - 2))}"`);
  if (answer.result !== undefined) return Buffer.from(JSON.stringify(answer.result));
  return Buffer.alloc(0);
}

function headersOf(answer: Answer, body: Uint8Array): Record<string, string> {
  const headers: Record<string, string> = {};
  if (answer.html !== undefined) headers['content-type'] = 'text/html; charset=utf-8';
  else if (body.length > 0) headers['content-type'] = 'application/json';
  // Written in full and known beforehand; a body that is dripped or streamed goes out in chunks.
  if (answer.dripMs === undefined && answer.bytes === undefined) headers['content-length'] = String(body.length);
  if (answer.redirect !== undefined) headers['location'] = answer.redirect;
  return { ...headers, ...answer.headers };
}
