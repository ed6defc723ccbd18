import { type NextFunction, type Request, type Response, Router } from 'express';
import { nearest, Refusal } from '../problems/index.ts';
import type { Ports } from './ports.ts';
import { readBodyBytes } from './request/body-bytes.ts';
import { readBodyFields, readQueryFields } from './request/fields.ts';
import { decodeBody, readJsonText } from './request/json-text.ts';
import { bodyFormat } from './request/media-type.ts';
import { readQuery } from './request/query.ts';
import type { Given, Route } from './route.ts';
import { allRoutes } from './routes/all-routes.ts';

/** Paths are compared letter by letter: `/Health`, `/health/` and `/%68ealth` are other paths than `/health`. */
export function createRouter(ports: Ports, isStopping: () => boolean, routes: readonly Route[] = allRoutes): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const route of routes) {
    router.all(route.path, async (request: Request, response: Response, _next: NextFunction) => {
      if (!takesMethod(route, request.method)) {
        response.set('allow', allowed(route).join(', '));
        throw new Refusal(
          'method-not-allowed',
          `${route.path} takes ${route.methods.join(' and ')}, not ${request.method}`,
        );
      }
      const given = await readGiven(request, route);
      const header = (name: string): string | undefined => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      const answer = await route.answer(ports, { given, header, isStopping: isStopping() });
      response.status(answer.status).json(answer.body);
    });
  }
  router.use((request: Request) => {
    const near = nearest(
      request.path,
      routes.map((route) => route.path),
    );
    throw new Refusal(
      'unknown-route',
      near === null ? 'there is no such path' : `there is no such path; did you mean ${near}?`,
    );
  });
  return router;
}

function takesMethod(route: Route, method: string): boolean {
  return allowed(route).includes(method);
}

function allowed(route: Route): readonly string[] {
  return route.methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

async function readGiven(request: Request, route: Route): Promise<Given> {
  const isQuery = request.method === 'GET' || request.method === 'HEAD';
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
