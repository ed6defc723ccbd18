import type { IncomingMessage, ServerResponse } from 'node:http';
import { codes } from '../../problems/index.ts';
import { problemOf, retryAfter } from '../answer/problem.ts';
import type { Turned } from './admission.ts';

/** Bodies up to here are let run out, so that the connection can be used again. */
const shortBody = 64 * 1024;

/** The answer to what is not taken on. Written without the app, because under load most of the time would go into
 * saying no otherwise. */
export function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  turned: Turned,
  how: { readonly requestId: string; readonly cutUpload: (request: IncomingMessage) => void },
): void {
  const { requestId, cutUpload } = how;
  const body = JSON.stringify(problemOf({ ...turned, diagnostics: [], source: undefined }, requestId));
  const length = request.headers['content-length'];
  const isLong = request.headers['transfer-encoding'] !== undefined || Number(length ?? 0) > shortBody;
  response.writeHead(codes[turned.code].status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'retry-after': retryAfter(turned.retryMs),
    ...(isLong && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (isLong) cutUpload(request);
  else request.resume();
}
