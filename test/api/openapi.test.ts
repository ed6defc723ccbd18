import { afterAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { allRoutes } from '../../src/api/index.ts';
import { type JsonObject, own } from '../../src/std/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { apiDocument, undocumented } from '../support/documented-answers.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

type Operation = JsonObject & { readonly operationId: string; readonly tags: readonly string[] };
const paths = apiDocument['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

describe('the document', () => {
  test('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(apiDocument));
    expect(result).toMatchObject({ valid: true });
  });

  test('is served, and the same each time', async () => {
    const [one, other] = [
      await sendRequest(api.port, { path: '/openapi.json' }),
      await sendRequest(api.port, { path: '/openapi.json' }),
    ];
    expect(one.text).toBe(JSON.stringify(apiDocument));
    expect(other.text).toBe(one.text);
  });

  test('has every route and method, and no other', () => {
    const routes = allRoutes.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`));
    expect(operations.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual(routes.toSorted());
  });

  test('lets probes be answered whatever happens, all else be turned away', () => {
    const isLimited = ({ operation }: (typeof operations)[number]): boolean =>
      '429' in (operation['responses'] as object);
    const unlimited = operations.filter((each) => !isLimited(each)).map(({ path }) => path);
    expect(unlimited).toEqual(['/health', '/ready']);
    for (const path of unlimited) expect(JSON.stringify(paths[path])).not.toContain('overloaded');
  });

  test('names each operation once, after its method, and each tag that it uses', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['register_workflow', 'execute_workflow', 'get_execution_status']));
    const tags = (apiDocument['tags'] as readonly { readonly name: string }[]).map(({ name }) => name);
    expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toEqual(new Set(tags));
  });

  test('refers to nothing that it does not have, and has nothing that nobody refers to', () => {
    const text = JSON.stringify(apiDocument);
    const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(([, name = '']) => name));
    const components = apiDocument['components'] as Readonly<Record<string, JsonObject>>;
    const there = Object.entries(components).flatMap(([kind, all]) =>
      Object.keys(all).map((name) => `${kind}/${name}`),
    );
    expect([...referred].toSorted()).toEqual(there.toSorted());
    expect(text).not.toContain('$defs');
  });

  test('shows what the page about the API shows', () => {
    const execute = paths['/orchestrator/execute_workflow']?.['post'];
    expect(execute).toMatchObject({
      requestBody: { content: { 'application/json': { example: { workflow_name: 'morning_prep' } } } },
      parameters: [{ name: 'Idempotency-Key', in: 'header' }],
      responses: { 200: { content: { 'application/json': { example: { execution_id: 'exec_1' } } } } },
    });
    const status = paths['/orchestrator/get_execution_status'];
    expect(status?.['get']).toMatchObject({
      parameters: [{ name: 'execution_id', required: true, example: 'exec_1' }],
    });
    expect(status?.['post']).toMatchObject({
      requestBody: { content: { 'application/json': { example: { execution_id: 'exec_1' } } } },
    });
  });

  test('says that null takes away, of changes alone', () => {
    const nullable = (path: string, method: string): boolean => {
      const body = JSON.stringify(paths[path]?.[method]?.['requestBody']);
      const [, name = ''] = /"#\/components\/schemas\/([^"]+)"/.exec(body) ?? [];
      const schemas = own(apiDocument['components'], 'schemas');
      return /"null"/.test(body + JSON.stringify(own(schemas, name) ?? null));
    };
    expect(nullable('/workflows', 'post')).toBe(false);
    expect(nullable('/workflows/{workflow_id}', 'put')).toBe(true);
    expect(nullable('/workflows/from-template', 'post')).toBe(true);
  });

  test.each(operations)('$method $path answers as it says', async ({ method, path }) => {
    const streams = allRoutes.some((route) => route.path === path && route.sends?.[0] === 'text/event-stream');
    // A stream may never end.
    const answer = await sendRequest(api.port, { method: streams ? 'HEAD' : method, path });
    expect(answer.status).not.toBe(405);
    // Nothing of this name may be there.
    if (!path.includes('{')) expect(answer.status).not.toBe(404);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('an answer that the document does not allow is found', () => {
  const seen = { method: 'GET', path: '/ready', status: 200, contentType: 'application/json; charset=utf-8' };
  const problem = (code: string): string =>
    JSON.stringify({ success: false, message: '', error: { code, message: '', request_id: '', details: [] } });

  test.each([
    [{ text: '{"status":"ready"}' }, null],
    [{ text: '{"status":"steady"}' }, 'must be equal to constant'],
    [{ text: '{"status":"ready","more":1}' }, 'must NOT have additional properties'],
    [{ text: '{}', status: 201 }, 'a status that the document does not have'],
    [{ text: 'ready', contentType: 'text/plain' }, 'text/plain, which'],
    [{ text: problem('temporal-unavailable'), status: 503 }, null],
    [{ text: problem('not-held'), status: 503 }, 'must be equal to one of the allowed values'],
    [{ text: '{}', method: 'POST', status: 200 }, 'POST /ready answered 200'],
  ])('%j', (answer, said) => {
    const found = undocumented({ ...seen, ...answer });
    if (said === null) expect(found).toBeNull();
    else expect(found).toContain(said);
  });
});
