import type { Call, CallOptions } from './transport.ts';

export interface KeyOptions extends CallOptions {
  /** The same key with the same request does it once; made up otherwise, so that a request can be sent again by itself. */
  readonly idempotencyKey?: string;
}

/** Ids and names may hold anything. */
export function at(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** A read: fields in the query. */
export function get(path: string, fields: Readonly<Record<string, string | undefined>>, options: CallOptions): Call {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return { ...within(options), method: 'GET', path: query === '' ? path : `${path}?${query}`, isSafe: true };
}

/** Fields as JSON; those that are undefined are left out. */
export function post(path: string, fields: object, isSafe: boolean, options: CallOptions): Call {
  return {
    ...within(options),
    method: 'POST',
    path,
    contentType: 'application/json',
    body: JSON.stringify(fields),
    isSafe,
  };
}

/** Under a key, so that to send it twice is to send it once. */
export function keyed(path: string, fields: object, { idempotencyKey, ...options }: KeyOptions): Call {
  return { ...post(path, fields, true, options), headers: { 'Idempotency-Key': idempotencyKey ?? madeUpKey() } };
}

/** Whether it is sent again cannot be told from its answer: what is gone is not found. So it is sent once. */
export function removal(path: string, options: CallOptions): Call {
  return { ...get(path, {}, options), method: 'DELETE', isSafe: false };
}

/** Only what every call takes: options of one call may have more. */
function within({ signal }: CallOptions): CallOptions {
  return signal === undefined ? {} : { signal };
}

/** 128 bits, so that no two are the same. */
export function madeUpKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `client-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
