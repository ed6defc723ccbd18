import { limits } from '../limits.ts';
import { plainText } from './plain-text.ts';

/** Why a connection failed, in words. Node and undici name the reasons by code; some of their errors (one made of a
 * host's several addresses) have no message at all. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['ETIMEDOUT', 'the connection timed out'],
  ['UND_ERR_CONNECT_TIMEOUT', `no connection within ${limits.connectMs} ms`],
  ['UND_ERR_SOCKET', 'the service closed the connection'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the answer is not as long as its content-length says'],
  ['UND_ERR_HEADERS_OVERFLOW', `the head of the answer is larger than ${limits.headerBytes} bytes`],
]);

export function describeError(error: unknown): string {
  const code = text(error, 'code') || text(firstOf(error), 'code');
  const known = reasons.get(code);
  if (known !== undefined) return known;
  const message = plainText(text(error, 'message'));
  if (text(error, 'name') === 'HTTPParserError') return `the answer is not HTTP (${message})`;
  return message === '' ? code || 'unknown reason' : message;
}

/** Of the errors of a host's several addresses. */
function firstOf(error: unknown): unknown {
  const errors: unknown = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined;
  return Array.isArray(errors) ? errors[0] : undefined;
}

// Read by shape and not by class: Node's own errors may come from another realm.
function text(error: unknown, member: 'code' | 'name' | 'message'): string {
  if (typeof error !== 'object' || error === null || !(member in error)) return '';
  const value = (error as Record<string, unknown>)[member];
  return typeof value === 'string' ? value : '';
}
