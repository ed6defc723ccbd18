import type { Call, CallOptions } from './transport.ts';

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

/** Only what every call takes: options of one call may have more. */
function within({ signal }: CallOptions): CallOptions {
  return signal === undefined ? {} : { signal };
}

/** 128 bits, so that no two are the same. */
export function madeUpKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `client-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
