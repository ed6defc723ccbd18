import type { Problem } from './api-types.ts';
import { BatonError, BatonUnreachable } from './baton-error.ts';
import { bodyText } from './body-chunks.ts';

export interface ClientOptions {
  /** Where the API is: `http://127.0.0.1:5080`. */
  readonly address: string;
  /** Another one than the global one: with a proxy, say. */
  readonly fetch?: typeof fetch;
  /** For one attempt of one request; 15,000 unless given. */
  readonly timeoutMs?: number;
  /** How often a request that may safely be sent again is sent again; 3 unless given. */
  readonly retries?: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  /** Ends the request; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Call extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the address on, with its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** To send it twice is to send it once: it may be sent again where no answer came. */
  readonly isSafe: boolean;
  /** How long the server may take longer than others on purpose. */
  readonly waitsMs?: number;
}

/** Sends requests to one address. */
export interface Transport {
  readonly address: string;
  /** The answer of a call that succeeded; it has the shape that the API's route says. */
  readonly call: <Answer>(call: Call) => Promise<Answer>;
  /** As `call`, once, with the body left to be read: by `bodyChunks`, with the same signal. */
  readonly open: (call: Call & { readonly signal: AbortSignal }) => Promise<Response>;
}

/** As long as a server may ask to be left alone. */
const LONGEST_PAUSE_MS = 30_000;
const FIRST_PAUSE_MS = 200;

export function createTransport(options: ClientOptions): Transport {
  const address = addressOf(options.address);
  const { timeoutMs = 15_000, retries = 3, headers: always = {} } = options;
  const ask = options.fetch ?? globalThis.fetch;

  const send = async (call: Call, signal: AbortSignal): Promise<Response> =>
    await ask(`${address}${call.path}`, {
      method: call.method,
      headers: {
        accept: 'application/json',
        ...always,
        ...(call.contentType !== undefined && { 'content-type': call.contentType }),
        ...call.headers,
      },
      // What a browser's types leave out, shared memory, no definition stands in.
      ...(call.body !== undefined && { body: call.body as string | Uint8Array<ArrayBuffer> }),
      signal,
      redirect: 'error',
    });

  const once = async (call: Call): Promise<Tried> => {
    const deadlineMs = timeoutMs + (call.waitsMs ?? 0);
    const timeout = AbortSignal.timeout(deadlineMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
    let response: Response;
    let text: string;
    try {
      response = await send(call, signal);
      text = await bodyText(response, signal);
    } catch (error) {
      call.signal?.throwIfAborted();
      return { kind: 'silent', error: unreachable(address, error, deadlineMs) };
    }
    return read(address, response, text);
  };

  return {
    address,
    call: async <Answer>(call: Call): Promise<Answer> => {
      for (let retried = 0; ; retried++) {
        call.signal?.throwIfAborted();
        const tried = await once(call);
        if (tried.kind === 'answered') return tried.answer as Answer;
        if (retried >= retries || !mayRepeat(tried, call.isSafe)) throw tried.error;
        const asked = tried.kind === 'refused' ? tried.retryAfterMs : undefined;
        await pause(asked ?? FIRST_PAUSE_MS * 2 ** retried * (0.5 + Math.random() / 2), call.signal);
      }
    },
    open: async (call) => {
      let response: Response;
      try {
        response = await send(call, call.signal);
      } catch (error) {
        call.signal.throwIfAborted();
        throw unreachable(address, error, timeoutMs);
      }
      if (response.ok) return response;
      const refused = read(address, response, await bodyText(response, call.signal));
      throw refused.kind === 'answered' ? new BatonUnreachable(address, `${address} is no Baton API`) : refused.error;
    },
  };
}

type Tried =
  | { readonly kind: 'answered'; readonly answer: object }
  | { readonly kind: 'refused'; readonly error: BatonError; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'silent'; readonly error: BatonUnreachable };

/** A 429 with Retry-After was not let in, so that sending it again does nothing twice. A 503 may have been half way. Without Retry-After
 * neither passes by waiting. */
function mayRepeat(tried: Exclude<Tried, { readonly kind: 'answered' }>, isSafe: boolean): boolean {
  if (tried.kind === 'silent') return isSafe;
  if (tried.retryAfterMs === undefined) return false;
  return tried.error.status === 429 || (tried.error.status === 503 && isSafe);
}

function read(address: string, response: Response, text: string): Tried {
  const { status } = response;
  const answer = parsed(text);
  const elsewhere = (what: string): Tried => ({
    kind: 'silent',
    error: new BatonUnreachable(address, `${address} is no Baton API: it answered ${status} ${what}`),
  });
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return elsewhere('with something other than JSON');
  }
  if (response.ok) return { kind: 'answered', answer };
  if (!isProblem(answer)) return elsewhere('in another form');
  const error = new BatonError(status, answer);
  return { kind: 'refused', error, retryAfterMs: retryAfterMs(response.headers.get('retry-after')) };
}

function isProblem(answer: object): answer is Problem {
  const { error } = answer as Partial<Problem>;
  return typeof error?.code === 'string' && typeof error.message === 'string' && Array.isArray(error.details);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfterMs(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}

/** `fetch failed` alone says nothing; what failed is its cause. Looked at by its form: it may be of another realm. */
function unreachable(address: string, error: unknown, deadlineMs: number): BatonUnreachable {
  const { name, message = String(error), cause } = (error ?? {}) as Partial<Error>;
  const { code, message: because = '' } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  const reason =
    name === 'TimeoutError'
      ? `nothing came within ${deadlineMs / 1000} s`
      : code === 'ECONNREFUSED'
        ? 'nothing listens there'
        : because === ''
          ? message
          : because;
  return new BatonUnreachable(address, `no answer from ${address}: ${reason}`, error);
}

function addressOf(given: string): string {
  if (!/^https?:\/\/[^\s/?#]/.test(given) || !URL.canParse(given)) {
    throw new TypeError(`address: expected an address like http://127.0.0.1:5080, not ${given}`);
  }
  const { username, password, search, hash } = new URL(given);
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    throw new TypeError(
      'address: credentials, a query and a fragment have no place in it; send credentials as headers',
    );
  }
  return given.replace(/\/+$/, '');
}

/** Ends early, with the signal's reason, when it is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
