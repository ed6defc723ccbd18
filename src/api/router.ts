import { type NextFunction, type Request, type Response, Router } from 'express';
import { nearest, Refusal } from '../problems/index.ts';
import { invariant } from '../std/index.ts';
import { writeAnswer } from './answer/write-answer.ts';
import { createPathTable, paramNames } from './path-table.ts';
import type { Ports } from './ports.ts';
import { readBodyBytes } from './request/body-bytes.ts';
import { readBodyFields, readPathFields, readQueryFields } from './request/fields.ts';
import { decodeBody, readJsonText } from './request/json-text.ts';
import { bodyFormat } from './request/media-type.ts';
import { readQuery } from './request/query.ts';
import type { Given, Route } from './route.ts';

const JSON_TYPE = 'application/json';

export function createRouter(ports: Ports, stopping: AbortSignal, routes: readonly Route[]): Router {
  const router = Router();
  const find = createPathTable(byPath(routes));
  const leaving = createLeaving(stopping);
  router.use(async (request: Request, response: Response, _next: NextFunction) => {
    const found = find(request.path);
    if (found === null) throw unknownRoute(request.path, routes);
    const route = found.entry.find((each) => takesMethod(each, request.method));
    if (route === undefined) {
      response.set('allow', found.entry.flatMap(allowed).join(', '));
      throw methodNotAllowed(found.entry, request.method);
    }
    const accepted = acceptedOf(request, route);
    const params = route.params === undefined ? {} : readPathFields(found.params, route.params);
    const given = await readGiven(request, route);
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const left = leaving(response);
    const answer = await route.answer(ports, {
      given,
      params,
      header,
      accepted,
      isStopping: stopping.aborted,
      left,
    });
    await writeAnswer(response, answer, { left, isHead: request.method === 'HEAD' });
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
function createLeaving(stopping: AbortSignal): (response: Response) => AbortSignal {
  const waiting = new Set<AbortController>();
  stopping.addEventListener('abort', () => {
    for (const each of waiting) each.abort();
  });
  return (response) => {
    const left = new AbortController();
    if (stopping.aborted) left.abort();
    waiting.add(left);
    response.once('close', () => {
      waiting.delete(left);
      left.abort();
    });
    return left.signal;
  };
}

async function readGiven(request: Request, route: Route): Promise<Given> {
  const isQuery = ['GET', 'HEAD', 'DELETE'].includes(request.method);
  const query = readQuery(searchOf(request.url));
  if (isQuery) {
    if (route.takes.kind === 'fields') return { kind: 'fields', fields: readQueryFields(query, route.takes.fields) };
    refuseQuery(query);
    return { kind: 'nothing' };
  }
  refuseQuery(query);
  if (route.takes.kind === 'nothing') return { kind: 'nothing' };
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody) {
    const body = readJsonText('{}');
    if (route.takes.kind === 'fields') return { kind: 'fields', fields: readBodyFields(body, route.takes.fields) };
    return { kind: 'definition', text: '', format: 'json' };
  }
  const format = bodyFormat(
    request.headers['content-type'],
    request.headers['content-encoding'],
    route.takes.kind === 'definition' ? ['json', 'yaml'] : ['json'],
  );
  const text = decodeBody(await readBodyBytes(request));
  if (route.takes.kind === 'definition') return { kind: 'definition', text, format };
  return { kind: 'fields', fields: readBodyFields(readJsonText(text), route.takes.fields) };
}

function refuseQuery(query: Readonly<Record<string, string>>): void {
  const [name] = Object.keys(query);
  if (name !== undefined) throw new Refusal('unreadable-query', `this path takes no \`${name}\` in its query`);
}

function searchOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark);
}
