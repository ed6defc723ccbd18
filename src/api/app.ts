import type { IncomingMessage, RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Refusal } from '../problems/index.ts';
import { defaultLoadLimits, type LoadLimits } from '../config/index.ts';
import { createAdmission, loadOf, turnAway } from './admission/index.ts';
import { endEventStream, isEventStream } from './answer/event-stream.ts';
import { problemOf, retryAfter, statusOf } from './answer/problem.ts';
import { whenOver } from './answer/when-over.ts';
import { apiLimits } from './limits.ts';
import type { Ports } from './ports.ts';
import { type RequestLog, sparingly } from './request-log.ts';
import { newRequestId } from './request-id.ts';
import { checkHost, checkOrigin } from './request/host-and-origin.ts';
import { checkTarget, pathOf } from './request/target.ts';
import type { Route } from './route.ts';
import { createRouter } from './router.ts';
import { allRoutes } from './routes/all-routes.ts';

export interface AppOptions {
  readonly log: RequestLog;
  /** Ports that a Host or Origin header may name besides the one that the request came in by. */
  readonly ports?: readonly number[];
  /** Host names that they may name besides loopback's. */
  readonly hosts?: readonly string[];
  /** Aborts at the first signal to end: not ready any more, and streams of events end. */
  readonly stopping?: AbortSignal;
  /** How much is taken on. */
  readonly load?: LoadLimits;
}

/** The facade: an Express app, and before it what turns away more than can be done. `listen` (server.ts) puts it on a
 * port. */
export function createApp(ports: Ports, options: AppOptions, routes: readonly Route[] = allRoutes): RequestListener {
  const stopping = options.stopping ?? new AbortController().signal;
  const admission = createAdmission(options.load ?? defaultLoadLimits);
  const loads = loadOf(routes);
  const logTurned = sparingly(options.log);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // The router reads queries itself, strictly.
  app.set('query parser', false);
  app.use(beginAnswer(options.log));
  app.use((request, _response, next) => {
    const own = {
      ports: new Set([...(options.ports ?? []), request.socket.localPort ?? 0]),
      hosts: options.hosts ?? [],
      isTls: request.secure,
    };
    checkHost(request.headersDistinct['host'], own);
    checkOrigin(request.headers.origin, own);
    checkTarget(request.url);
    next();
  });
  app.use(createRouter(ports, { stopping, admission }, routes));
  app.use(answerProblem);
  return (request, response) => {
    const turned = admission.arrive(loads(request), request.socket.remoteAddress);
    if (turned === null) {
      app(request, response);
      return;
    }
    const requestId = newRequestId();
    turnAway(request, response, turned, { requestId, cutUpload });
    const { method = '', url = '' } = request;
    logTurned({
      request_id: requestId,
      method,
      path: pathOf(url),
      status: response.statusCode,
      ms: 0,
      code: turned.code,
    });
  };
}

function beginAnswer(log: RequestLog) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const begun = process.hrtime.bigint();
    const requestId = newRequestId();
    response.locals['requestId'] = requestId;
    response.set({
      'x-request-id': requestId,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    whenOver(request, response, () => {
      const { code, bug } = response.locals as { readonly code?: string; readonly bug?: string };
      log({
        request_id: requestId,
        method: request.method,
        path: pathOf(request.url),
        status: isUnderWay(response) ? response.statusCode : 0,
        ms: Number((process.hrtime.bigint() - begun) / 1_000_000n),
        ...(code !== undefined && { code }),
        ...(bug !== undefined && { bug }),
      });
    });
    next();
  };
}

/** False of an answer that still waited behind others when its connection ended. */
function isUnderWay(response: Response): boolean {
  return response.headersSent && (response.writableFinished || response.socket !== null);
}

// oxlint-disable-next-line max-params -- Express knows an error handler by its four parameters.
function answerProblem(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  const requestId = String(response.locals['requestId']);
  const refusal = error instanceof Refusal ? error : bug(error, requestId, response);
  response.locals['code'] = refusal.code;
  const status = statusOf(refusal);
  if (response.headersSent || response.destroyed) {
    if (isEventStream(response)) endEventStream(response, problemOf(refusal, requestId));
    else response.destroy();
    return;
  }
  if ((status === 503 && refusal.code !== 'service-not-configured') || laterHelps.has(refusal.code))
    response.set('retry-after', retryAfter());
  if (!request.complete) cutUpload(request);
  response.status(status).json(problemOf(refusal, requestId));
}

/** Refused for now, as most that is 503 (a variable that is not set does not come by itself): there is room again when others have ended. */
const laterHelps: ReadonlySet<string> = new Set(['triggered-too-often', 'too-much-pending']);

function bug(error: unknown, requestId: string, response: Response): Refusal {
  response.locals['bug'] = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Refusal('internal-error', `something is wrong on our side; the log tells more under ${requestId}`);
}

/** The caller may still be sending. What comes is thrown away for a moment, so that the answer isn't lost to a reset;
 * then the connection ends, unless the request has. */
function cutUpload(request: IncomingMessage): void {
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, apiLimits.refusedUploadMs).unref();
}
