import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { Verb } from '../../src/plan/index.ts';
import { limits } from '../limits.ts';
import { describeError } from './describe-error.ts';
import { AddressRefused, guardedConnector } from './guarded-connector.ts';

export interface HttpClient {
  /** Never rejects: whatever becomes of a request is one of the outcomes. */
  readonly send: (request: HttpRequest) => Promise<HttpOutcome>;
  /** Ends every connection at once. */
  readonly close: () => Promise<void>;
}

export interface HttpRequest {
  readonly verb: Verb;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything: name resolution, connection, request, head and body of the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type HttpOutcome =
  | HttpAnswer
  | { readonly kind: 'address-refused'; readonly reason: string }
  /** Ended before the request was written to a connection, so nothing was sent. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Ended between the request and the head of the answer. */
  | { readonly kind: 'connection-lost'; readonly reason: string }
  | { readonly kind: 'timed-out'; readonly sent: boolean }
  | { readonly kind: 'aborted'; readonly sent: boolean };

export interface HttpAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** As it was sent, not decoded; at most `limits.responseBytes`. */
  readonly body: Buffer;
  readonly end: 'complete' | 'too-large' | 'timed-out' | 'connection-lost';
  /** Why the body is not complete. */
  readonly reason: string;
}

/** By name in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

/** A service may repeat a header. Encodings add up; of anything else the first one counts. */
function singleValues(headers: IncomingHttpHeaders): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!Array.isArray(value)) return [name, value];
      return [name, name === 'content-encoding' ? value.join(', ') : value[0]];
    }),
  );
}

export function createHttpClient(
  options: { readonly userAgent?: string; readonly lookup?: LookupFunction } = {},
): HttpClient {
  const agent = new Agent({
    connect: guardedConnector(options.lookup),
    maxHeaderSize: limits.headerBytes,
    // Each request has one deadline for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const userAgent = options.userAgent ?? 'baton';
  return {
    send: (request) => send(agent, { ...request, headers: { ...request.headers, 'user-agent': userAgent } }),
    close: () => agent.destroy(),
  };
}

/** By `dispatch` and not by the simpler `request`, which can't tell a request that was written from one that was still
 * waiting for a connection (the difference between a step that is undone and one that isn't), and which an abort
 * reaches only when the connection stands. */
function send(agent: Agent, request: HttpRequest): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    let sent = false;
    let settled = false;
    let controller: Dispatcher.DispatchController | undefined;
    let head: { readonly status: number; readonly headers: AnswerHeaders } | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;

    const settle = (outcome: HttpOutcome): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const stop = (outcome: HttpOutcome): void => {
      settle(outcome);
      controller?.abort(new Error('stopped'));
    };
    const answered = (end: HttpAnswer['end'], reason = ''): HttpOutcome | undefined =>
      head && { kind: 'answered', ...head, body: Buffer.concat(chunks), end, reason };
    const onAbort = (): void => stop({ kind: 'aborted', sent });
    const timer = setTimeout(
      () => stop(answered('timed-out') ?? { kind: 'timed-out', sent }),
      Math.min(request.timeoutMs, longestTimer),
    );

    if (request.signal.aborted) return settle({ kind: 'aborted', sent: false });
    request.signal.addEventListener('abort', onAbort);

    const watcher: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        controller = started;
        // Stopped while it waited for a connection: must not be written any more.
        if (settled) started.abort(new Error('stopped'));
        else sent = true;
      },
      onResponseStart: (_, status, headers) => {
        if (status < 200) return;
        head = { status, headers: singleValues(headers) };
        // Of an error's text the beginning is wanted, however long it is.
        const tooLong = status < 300 && Number(headers['content-length']) > limits.responseBytes;
        if (tooLong) stop(answered('too-large') ?? lost('too large'));
      },
      onResponseData: (_, chunk) => {
        if (settled) return;
        bytes += chunk.length;
        if (bytes > limits.responseBytes) stop(answered('too-large') ?? lost('too large'));
        else chunks.push(chunk);
      },
      onResponseEnd: () => settle(answered('complete') ?? lost('an answer without a head')),
      onResponseError: (_, error) => {
        if (error instanceof AddressRefused) settle({ kind: 'address-refused', reason: error.message });
        else if (!sent) settle({ kind: 'unreachable', reason: describeError(error) });
        else settle(answered('connection-lost', describeError(error)) ?? lost(describeError(error)));
      },
    };
    agent.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.verb,
        headers: request.headers,
        body: request.body ?? null,
      },
      watcher,
    );
  });
}

function lost(reason: string): HttpOutcome {
  return { kind: 'connection-lost', reason };
}

/** A longer timer would fire at once. */
const longestTimer = 2 ** 31 - 1;
