import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Server as NetServer, type Socket } from 'node:net';
import type { Tls } from '../config/index.ts';
import { Refusal } from '../problems/index.ts';
import { problemOf, statusOf } from './answer/problem.ts';
import { whenOver } from './answer/when-over.ts';
import { apiLimits } from './limits.ts';
import { newRequestId } from './request-id.ts';

export interface ListeningServer {
  readonly address: string;
  readonly port: number;
  /** Connections taken so far. */
  readonly taken: () => number;
  /** Takes no new connection, makes each answer the last on its connection, and resolves when the last one has ended; ends
   * none by itself. */
  readonly close: () => Promise<void>;
  readonly closeIdleConnections: () => void;
  readonly closeAllConnections: () => void;
}

export type ServerLimits = Readonly<
  Record<'headerBytes' | 'headersMs' | 'requestMs' | 'keepAliveMs' | 'connections' | 'backlog', number>
>;

export async function listen(
  app: RequestListener,
  where: Where,
  limits: ServerLimits = apiLimits,
): Promise<ListeningServer> {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    // How often Node looks for requests that are overdue; its own default would let them be 30 s late.
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const { tls } = where;
  const server: Server =
    tls === undefined
      ? createServer(options, app)
      : createTlsServer({ ...options, ...tlsOptions(tls), handshakeTimeout: limits.headersMs }, app);
  server.maxConnections = limits.connections;
  let taken = 0;
  server.on('connection', () => taken++);
  const underWay = createUnderWay();
  // Before the app, which may answer at once.
  server.prependListener('request', underWay.note);
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
  await started(server, { ...where, backlog: limits.backlog });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : where.port;
  return {
    address: `${tls === undefined ? 'http' : 'https'}://${where.host.includes(':') ? `[${where.host}]` : where.host}:${port}`,
    port,
    taken: () => taken,
    // Not HTTP's own close, which cuts connections that are idle: the next request may be on its way in one of them.
    close: () => {
      underWay.makeLast();
      return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    },
    closeIdleConnections: () => server.closeIdleConnections(),
    closeAllConnections: () => server.closeAllConnections(),
  };
}

interface Where {
  readonly port: number;
  readonly host: string;
  readonly tls?: Tls | undefined;
}

/** Where there is a client CA, a caller without a certificate of its does not get past the handshake. */
function tlsOptions({ cert, key, clientCa }: Tls) {
  const mutual = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  return { cert, key, minVersion: 'TLSv1.2', ...mutual } as const;
}

function started(server: Server, { port, host, backlog }: Where & { readonly backlog: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** What has come and is not answered. */
interface UnderWay {
  readonly note: (request: IncomingMessage, response: ServerResponse) => void;
  /** Resolves when what has come whole on that connection is answered; null where there is no such request. */
  readonly answered: (socket: Socket) => Promise<unknown> | null;
  /** Every answer from now on says that its connection ends with it. */
  readonly makeLast: () => void;
}

function createUnderWay(): UnderWay {
  const known = new Map<ServerResponse, { readonly request: IncomingMessage; readonly answered: Promise<void> }>();
  let isLast = false;
  return {
    note: (request, response) => {
      if (isLast) response.shouldKeepAlive = false;
      const answered = new Promise<void>((resolve) => {
        whenOver(request, response, () => {
          known.delete(response);
          resolve();
        });
      });
      known.set(response, { request, answered });
    },
    answered: (socket) => {
      const whole = [...known.values()].filter(({ request }) => request.socket === socket && request.complete);
      return whole.length === 0 ? null : Promise.all(whole.map(({ answered }) => answered));
    },
    makeLast: () => {
      isLast = true;
      for (const response of known.keys()) response.shouldKeepAlive = false;
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
  const requestId = newRequestId();
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
