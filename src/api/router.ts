import { type NextFunction, type Request, type Response, Router } from 'express';
import { nearest, Refusal } from '../problems/index.ts';
import { invariant } from '../std/index.ts';
import { type Admission, type BodyBudget, routeLoad } from './admission/index.ts';
import { whenOver } from './answer/when-over.ts';
import { writeAnswer } from './answer/write-answer.ts';
import { apiLimits } from './limits.ts';
import { createPathTable, paramNames } from './path-table.ts';
import type { Ports } from './ports.ts';
import { readBodyBytes } from './request/body-bytes.ts';
import { readBodyFields, readPathFields, readQueryFields } from './request/fields.ts';
import { decodeBody, insideOf, readJsonText, readYamlText } from './request/json-text.ts';
import { type BodyFormat, bodyFormat } from './request/media-type.ts';
import { readQuery } from './request/query.ts';
import { pathOf, searchOf } from './request/target.ts';
import type { Given, Route, Takes } from './route.ts';

const JSON_TYPE = 'application/json';

export function createRouter(
  ports: Ports,
  { stopping, admission }: { readonly stopping: AbortSignal; readonly admission: Admission },
  routes: readonly Route[],
): Router {
  const router = Router();
  const find = createPathTable(byPath(routes));
  const leaving = createLeaving(stopping);
  let streams = 0;
  router.use(async (request: Request, response: Response, _next: NextFunction) => {
    const path = pathOf(request.url);
    const found = find(path);
    if (found === null) throw unknownRoute(path, routes);
    const route = found.entry.find((each) => takesMethod(each, request.method));
    if (route === undefined) {
      response.set('allow', found.entry.flatMap(allowed).join(', '));
      throw methodNotAllowed(found.entry, request.method);
    }
    const accepted = acceptedOf(request, route);
    const params = route.params === undefined ? {} : readPathFields(found.params, route.params);
    const sent = await readSent(request, route, admission.bodies);
    // From here on it is work.
    const begun = admission.begin(routeLoad(route));
    if (!('leave' in begun)) throw new Refusal(begun.code, begun.message);
    whenOver(request, response, begun.leave);
    try {
      const given = givenIn(sent, route);
      const header = (name: string): string | undefined => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      let signal: AbortSignal | undefined;
      const asked = {
        given,
        params,
        header,
        accepted,
        isStopping: stopping.aborted,
        // Most answers need none, and making one costs as much as a tenth of a short answer.
        get left(): AbortSignal {
          return (signal ??= leaving(request, response));
        },
        onlyWaits: begun.leave,
        isHead: request.method === 'HEAD',
      };
      const answer = await route.answer(ports, asked);
      if (answer.kind === 'stream') begun.leave();
      if (answer.kind === 'stream' && !asked.isHead) {
        if (streams >= apiLimits.streams) throw tooManyStreams();
        streams += 1;
        whenOver(request, response, () => (streams -= 1));
      }
      await writeAnswer(response, answer, asked);
    } finally {
      // The work is done, though the answer may wait behind others on its connection, or for a caller that does not read.
      begun.leave();
    }
  });
  return router;
}

function byPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const rows = new Map<string, readonly Route[]>();
  for (const route of routes) {
    const known = Object.keys(route.params?.shape ?? {});
    invariant(
      known.toSorted().join() === [...paramNames(route.path)].toSorted().join(),
      `${route.path} has a field for each parameter`,
    );
    rows.set(route.path, [...(rows.get(route.path) ?? []), route]);
  }
  return rows;
}

function unknownRoute(path: string, routes: readonly Route[]): Refusal {
  const near = nearest(
    path,
    routes.map((route) => route.path),
  );
  return new Refusal(
    'unknown-route',
    near === null ? 'there is no such path' : `there is no such path; did you mean ${near}?`,
  );
}

function methodNotAllowed(routes: readonly Route[], method: string): Refusal {
  const taken = routes.flatMap((route) => route.methods).join(' and ');
  return new Refusal('method-not-allowed', `${routes[0]?.path} takes ${taken}, not ${method}`);
}

export function tooManyStreams(): Refusal {
  return new Refusal('too-many-streams', `${apiLimits.streams} streams of events are open, which is the limit`);
}

function takesMethod(route: Route, method: string): boolean {
  return allowed(route).includes(method);
}

function allowed(route: Route): readonly string[] {
  return route.methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function acceptedOf(request: Request, { sends = [JSON_TYPE] }: Route): string {
  const accepted = request.accepts([...sends]);
  if (accepted !== false) return accepted;
  throw new Refusal('not-acceptable', `answers are ${sends.join(' or ')}, which the Accept header excludes`);
}

/** Of each answer a signal that aborts when it has been sent, its caller has gone, or the process is ending. One listener on
 * the last for all of them: `AbortSignal.any` would leave one behind for every request. */
function createLeaving(stopping: AbortSignal): (request: Request, response: Response) => AbortSignal {
  const waiting = new Set<AbortController>();
  stopping.addEventListener('abort', () => {
    for (const each of waiting) each.abort();
  });
  return (request, response) => {
    const left = new AbortController();
    if (stopping.aborted) left.abort();
    waiting.add(left);
    whenOver(request, response, () => {
      waiting.delete(left);
      left.abort();
    });
    return left.signal;
  };
}

type Sent =
  | { readonly kind: 'query'; readonly query: Readonly<Record<string, string>> }
  | { readonly kind: 'empty' }
  | { readonly kind: 'body'; readonly bytes: Uint8Array; readonly format: BodyFormat };

/** All that the request has, as it came. */
async function readSent(request: Request, { takes }: Route, bodies: BodyBudget): Promise<Sent> {
  const query = readQuery(searchOf(request.url));
  if (['GET', 'HEAD', 'DELETE'].includes(request.method)) {
    if (takes.kind !== 'fields') refuseQuery(query);
    return { kind: 'query', query };
  }
  refuseQuery(query);
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (takes.kind === 'nothing' || !hasBody) return { kind: 'empty' };
  const format = bodyFormat(
    request.headers['content-type'],
    request.headers['content-encoding'],
    takesYaml(takes) ? ['json', 'yaml'] : ['json'],
  );
  const limit = takes.kind === 'definition' ? apiLimits.definitionBytes : apiLimits.bodyBytes;
  const isAsking = request.headers.expect !== undefined;
  if (isAsking && Number(request.headers['content-length'] ?? 0) <= limit) request.res?.writeContinue();
  return { kind: 'body', bytes: await readBodyBytes(request, limit, bodies), format };
}

function givenIn(sent: Sent, { takes }: Route): Given {
  if (takes.kind === 'nothing') return { kind: 'nothing' };
  if (takes.kind === 'definition') {
    if (sent.kind !== 'body') return { kind: 'definition', text: '', format: 'json' };
    return { kind: 'definition', text: decodeBody(sent.bytes), format: sent.format };
  }
  if (sent.kind === 'query') return { kind: 'fields', fields: readQueryFields(sent.query, takes.fields) };
  const isYaml = sent.kind === 'body' && sent.format === 'yaml';
  const text = sent.kind === 'empty' ? '{}' : decodeBody(sent.bytes);
  const body = isYaml ? readYamlText(text) : readJsonText(text);
  return { kind: 'fields', fields: readBodyFields(insideOf(body, takes.inside), takes.fields) };
}

function takesYaml(takes: Takes): boolean {
  return takes.kind === 'definition' || (takes.kind === 'fields' && takes.inside !== undefined);
}

function refuseQuery(query: Readonly<Record<string, string>>): void {
  const [name] = Object.keys(query);
  if (name !== undefined) throw new Refusal('unreadable-query', `this path takes no \`${name}\` in its query`);
}
