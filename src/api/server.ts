import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { Refusal } from '../problems/index.ts';
import { problemOf, statusOf } from './answer/problem.ts';
import { apiLimits } from './limits.ts';

export interface ListeningServer {
  readonly address: string;
  readonly port: number;
  /** Takes no new connection and resolves when the last one has ended; ends none by itself. */
  readonly close: () => Promise<void>;
  readonly closeIdleConnections: () => void;
  readonly closeAllConnections: () => void;
}

export type ServerLimits = Readonly<
  Record<'headerBytes' | 'headersMs' | 'requestMs' | 'keepAliveMs' | 'connections', number>
>;

export async function listen(
  app: RequestListener,
  where: { readonly port: number; readonly host: string },
  limits: ServerLimits = apiLimits,
): Promise<ListeningServer> {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      // How often Node looks for requests that are overdue; its own default would let them be 30 s late.
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      insecureHTTPParser: false,
      requireHostHeader: true,
    },
    app,
  );
  server.maxConnections = limits.connections;
  const underWay = createUnderWay();
  server.on('request', underWay.note);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // What came whole before it is answered first: an answer to this one would be taken for theirs.
    const answered = underWay.answered(socket);
    if (answered === null) answerBrokenRequest(error, socket);
    else void answered.then(() => socket.destroy());
  });
  // The caller asks before it sends; it is told to go on where its body is wanted.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  await started(server, where);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : where.port;
  return {
    address: `http://${where.host.includes(':') ? `[${where.host}]` : where.host}:${port}`,
    port,
    // Not HTTP's own close, which cuts connections that are idle: the next request may be on its way in one of them.
    close: () => new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve())),
    closeIdleConnections: () => server.closeIdleConnections(),
    closeAllConnections: () => server.closeAllConnections(),
  };
}

function started(server: Server, where: { readonly port: number; readonly host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: where.port, host: where.host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The requests of each connection that have come whole and are not answered. */
function createUnderWay(): {
  readonly note: (request: IncomingMessage, response: ServerResponse) => void;
  /** Null where there are none. */
  readonly answered: (socket: Socket) => Promise<unknown> | null;
} {
  const known = new WeakMap<Socket, Map<IncomingMessage, Promise<void>>>();
  return {
    note: (request, response) => {
      const those = known.get(request.socket) ?? new Map<IncomingMessage, Promise<void>>();
      known.set(request.socket, those);
      const answered = new Promise<void>((resolve) => {
        response.once('close', () => {
          those.delete(request);
          resolve();
        });
      });
      those.set(request, answered);
    },
    answered: (socket) => {
      const whole = [...(known.get(socket) ?? [])].filter(([request]) => request.complete);
      return whole.length === 0 ? null : Promise.all(whole.map(([, answered]) => answered));
    },
  };
}

/** What Node's parser refuses never reaches the app. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error.code);
  const requestId = `req_${randomBytes(9).toString('hex')}`;
  const body = JSON.stringify(problemOf(refusal, requestId));
  const status = statusOf(refusal);
  const head = [
    `HTTP/1.1 ${status} ${reasons.get(status) ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const reasons: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [408, 'Request Timeout'],
  [431, 'Request Header Fields Too Large'],
]);

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Refusal('headers-too-large', `the headers are larger than ${apiLimits.headerBytes} bytes`);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Refusal('request-timed-out', `the request did not arrive in time`);
  }
  return new Refusal('unreadable-request', 'this is not HTTP/1.1 as this server reads it');
}
