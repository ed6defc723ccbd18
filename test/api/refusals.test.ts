import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { problemShape } from '../../src/api/answer/problem.ts';
import { allRoutes } from '../../src/api/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest, type SentRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const execute = '/orchestrator/execute_workflow';
const status = '/orchestrator/get_execution_status';
const register = '/orchestrator/register_workflow';
const json = { 'content-type': 'application/json' };
const MIB = 1024 * 1024;

interface Case extends SentRequest {
  readonly name: string;
  readonly status: number;
  readonly code: string;
  /** Of the first details, in order. */
  readonly details?: readonly object[];
}

const deep = (depth: number): string =>
  `{"workflow_name":"known","inputs":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

const bodies: readonly Case[] = [
  {
    name: 'no Content-Type',
    path: execute,
    body: '{"workflow_name":"known"}',
    status: 415,
    code: 'unsupported-media-type',
  },
  ...[
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/yaml',
    'application/json+x',
    '',
  ].map((type) => ({
    name: `Content-Type ${type}`,
    path: execute,
    headers: { 'content-type': type },
    body: '{"workflow_name":"known"}',
    status: 415,
    code: 'unsupported-media-type',
  })),
  {
    name: 'another charset',
    path: execute,
    headers: { 'content-type': 'application/json; charset=utf-16' },
    body: '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'gzip',
    path: execute,
    headers: { ...json, 'content-encoding': 'gzip' },
    body: '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'br',
    path: register,
    headers: { ...json, 'content-encoding': 'br' },
    body: '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'HTML to register',
    path: register,
    headers: { 'content-type': 'text/html' },
    body: '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'a comma too many',
    path: execute,
    headers: json,
    body: '{"workflow_name": "known",\n}',
    status: 400,
    code: 'unreadable-body',
    details: [{ code: 'invalid-json', line: 1, column: 26 }],
  },
  {
    name: 'two values',
    path: execute,
    headers: json,
    body: '{} {}',
    status: 400,
    code: 'unreadable-body',
    details: [{ code: 'invalid-json', line: 1, column: 4 }],
  },
  {
    name: 'NaN',
    path: execute,
    headers: json,
    body: '{"inputs": {"a": NaN}}',
    status: 400,
    code: 'unreadable-body',
    details: [{ line: 1, column: 18 }],
  },
  {
    name: 'half a body',
    path: execute,
    headers: json,
    body: '{"workflow_name": "kno',
    status: 400,
    code: 'unreadable-body',
  },
  { name: 'only blanks', path: execute, headers: json, body: '  ', status: 400, code: 'unreadable-body' },
  { name: 'a comment', path: execute, headers: json, body: '{ // no\n}', status: 400, code: 'unreadable-body' },
  {
    name: 'not UTF-8',
    path: execute,
    headers: json,
    body: Buffer.from([0x22, 0xff, 0x22]),
    status: 400,
    code: 'unreadable-body',
    details: [{ code: 'invalid-encoding' }],
  },
  {
    name: 'half a surrogate pair',
    path: execute,
    headers: json,
    body: '{"workflow_name":"\\ud800"}',
    status: 400,
    code: 'unreadable-body',
  },
  {
    name: 'a key twice',
    path: execute,
    headers: json,
    body: '{"workflow_name":"known",\n"inputs":{"a":1,\n"a":2}}',
    status: 400,
    code: 'unreadable-body',
    details: [{ code: 'duplicate-key', line: 3, column: 1 }],
  },
  {
    name: '10,000 deep',
    path: execute,
    headers: json,
    body: deep(10_000),
    status: 400,
    code: 'unreadable-body',
    details: [{ code: 'nesting-too-deep' }],
  },
  {
    name: '300,000 values',
    path: execute,
    headers: json,
    body: `{"workflow_name":"known","inputs":{"a":[${Array.from({ length: 300_000 }, () => '1').join(',')}]}}`,
    status: 400,
    code: 'unreadable-body',
    details: [{ code: 'too-many-nodes' }],
  },
  {
    name: 'a body of 1 MiB and 1',
    path: execute,
    headers: json,
    body: 'x'.repeat(MIB + 1),
    status: 413,
    code: 'body-too-large',
  },
  {
    name: 'a definition of far more than 8 MiB',
    path: register,
    headers: { 'content-type': 'application/yaml' },
    body: '#'.repeat(9 * MIB),
    status: 413,
    code: 'body-too-large',
  },
  {
    name: 'a list',
    path: execute,
    headers: json,
    body: '[]',
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'unfit-field' }],
  },
  { name: 'null', path: execute, headers: json, body: 'null', status: 422, code: 'request-rejected' },
  {
    name: 'nothing',
    path: execute,
    method: 'POST',
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'missing-field', path: 'workflow_name' }],
  },
  {
    name: 'all of it at once',
    path: execute,
    headers: json,
    body: '{\n  "wrokflow_name": "known",\n  "inputs": 3,\n  "tenant": "x"\n}',
    status: 422,
    code: 'request-rejected',
    details: [
      { code: 'missing-field', path: 'workflow_name', line: 1, column: 1 },
      { code: 'unfit-field', path: 'inputs', line: 3, column: 13 },
      { code: 'unknown-field', path: 'wrokflow_name', hint: 'workflow_name', line: 2, column: 3 },
      { code: 'unknown-field', path: 'tenant', line: 4, column: 3 },
    ],
  },
  {
    name: 'a version as a number',
    path: execute,
    body: { workflow_name: 'known', version: 1.1 },
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'unfit-field', path: 'version' }],
  },
  {
    name: 'inputs null',
    path: execute,
    body: { workflow_name: 'known', inputs: null },
    status: 422,
    code: 'request-rejected',
    details: [{ path: 'inputs' }],
  },
  {
    name: 'inputs as text that is no JSON',
    path: execute,
    body: { workflow_name: 'known', inputs: '{"a":' },
    status: 400,
    code: 'request-rejected',
    details: [{ code: 'invalid-json', path: 'inputs', line: 1, column: 6 }],
  },
  {
    name: 'inputs as the text of a list',
    path: execute,
    body: { workflow_name: 'known', inputs: '[1]' },
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'unfit-field', path: 'inputs' }],
  },
  {
    name: 'inputs as text with a key twice',
    path: execute,
    body: { workflow_name: 'known', inputs: '{"a":1,"a":2}' },
    status: 400,
    code: 'request-rejected',
    details: [{ code: 'duplicate-key' }],
  },
  {
    name: '__proto__',
    path: execute,
    headers: json,
    body: '{"workflow_name":"known","inputs":{"a":[{"__proto__":{"x":1}}]}}',
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'reserved-key' }],
  },
  {
    name: 'constructor.prototype',
    path: execute,
    headers: json,
    body: '{"workflow_name":"known","inputs":{"constructor":{"prototype":{"x":1}}}}',
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'reserved-key' }],
  },
  {
    name: '__proto__ in inputs as text',
    path: execute,
    body: { workflow_name: 'known', inputs: '{"__proto__":{}}' },
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'reserved-key', path: 'inputs' }],
  },
  {
    name: 'a number that is not kept exactly',
    path: execute,
    headers: json,
    body: '{"workflow_name":"known","inputs":{"a":[1,9007199254740993]}}',
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'number-not-exact', path: 'inputs.a[1]', line: 1, column: 43 }],
  },
  {
    name: 'numbers that are none, and one of them alone',
    path: execute,
    headers: json,
    body: '{"workflow_name":"known","inputs":{"a":1e999},"priority":-1e999}',
    status: 422,
    code: 'request-rejected',
    details: [{ path: 'inputs.a' }, { path: 'priority' }],
  },
  {
    name: 'a number for a body',
    path: execute,
    headers: json,
    body: '9007199254740993',
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'number-not-exact', line: 1, column: 1 }],
  },
  {
    name: 'an id with a slash',
    path: execute,
    body: { workflow_name: 'known', execution_id: 'a/b' },
    status: 400,
    code: 'invalid-execution-id',
  },
  {
    name: 'an id with our own sign',
    path: execute,
    body: { workflow_name: 'known', execution_id: 'a~b' },
    status: 400,
    code: 'invalid-execution-id',
  },
  {
    name: 'an id of 129',
    path: execute,
    body: { workflow_name: 'known', execution_id: 'a'.repeat(129) },
    status: 400,
    code: 'invalid-execution-id',
  },
  { name: 'an empty workflow name', path: execute, body: { workflow_name: '' }, status: 422, code: 'request-rejected' },
  {
    name: 'an unknown workflow',
    path: execute,
    body: { workflow_name: 'nope' },
    status: 404,
    code: 'workflow-not-found',
  },
  {
    name: 'a service without address',
    path: '/registry/register',
    body: { name: 'weather' },
    status: 422,
    code: 'request-rejected',
    details: [{ code: 'unfit-field' }],
  },
  {
    name: 'a service with both',
    path: '/registry/register',
    body: { name: 'weather', base_url: 'http://a', base_urls: ['http://a'] },
    status: 422,
    code: 'request-rejected',
  },
  {
    name: 'a service with no addresses',
    path: '/registry/register',
    body: { name: 'weather', base_urls: [] },
    status: 422,
    code: 'request-rejected',
    details: [{ path: 'base_urls' }],
  },
  {
    name: 'a service with a number for one',
    path: '/registry/register',
    headers: json,
    body: '{"name":"weather","base_urls":["http://a",\n7]}',
    status: 422,
    code: 'request-rejected',
    details: [{ path: 'base_urls[1]', line: 2, column: 1 }],
  },
];

const keys: readonly Case[] = ['', 'x'.repeat(256), 'k\u00e9y', 'a b'].map((key) => ({
  name: `Idempotency-Key ${JSON.stringify(key.slice(0, 10))}`,
  path: execute,
  headers: { ...json, 'idempotency-key': Buffer.from(key, 'utf8').toString('latin1') },
  body: '{"workflow_name":"known"}',
  status: 400,
  code: 'invalid-header',
}));

const queries: readonly Case[] = [
  {
    name: 'no id',
    path: status,
    status: 400,
    code: 'unreadable-query',
    details: [{ code: 'missing-field', path: 'execution_id' }],
  },
  {
    name: 'an empty id',
    path: `${status}?execution_id=`,
    status: 400,
    code: 'unreadable-query',
    details: [{ code: 'unfit-field' }],
  },
  { name: 'an id twice', path: `${status}?execution_id=a&execution_id=a`, status: 400, code: 'unreadable-query' },
  {
    name: 'brackets',
    path: `${status}?execution_id[]=a`,
    status: 400,
    code: 'unreadable-query',
    details: [{ code: 'missing-field' }, { code: 'unknown-field', path: 'execution_id[]' }],
  },
  {
    name: 'a misspelt name',
    path: `${status}?execution_idd=a`,
    status: 400,
    code: 'unreadable-query',
    details: [{}, { code: 'unknown-field', hint: 'execution_id' }],
  },
  { name: '%00', path: `${status}?execution_id=a%00`, status: 400, code: 'unreadable-query' },
  { name: '%ff', path: `${status}?execution_id=%ff`, status: 400, code: 'unreadable-query' },
  { name: 'a lone percent sign', path: `${status}?execution_id=%`, status: 400, code: 'unreadable-query' },
  { name: '%2e%2e%2f', path: `${status}?execution_id=%2e%2e%2f`, status: 400, code: 'invalid-execution-id' },
  { name: 'SQL', path: `${status}?execution_id=%22%20OR%201=1`, status: 400, code: 'invalid-execution-id' },
  {
    name: '1,001 characters',
    path: `${status}?execution_id=${'a'.repeat(1001)}`,
    status: 400,
    code: 'invalid-execution-id',
  },
  {
    name: '9,000 characters',
    path: `${status}?execution_id=${'a'.repeat(9000)}`,
    status: 400,
    code: 'unreadable-query',
  },
  { name: 'another digit', path: `${status}?execution_id=%EF%BC%99`, status: 400, code: 'invalid-execution-id' },
  {
    name: '__proto__',
    path: `${status}?__proto__=a&execution_id=a`,
    status: 400,
    code: 'unreadable-query',
    details: [{ code: 'unknown-field', path: '__proto__' }],
  },
  { name: 'a query where none is read', path: '/health?verbose=1', status: 400, code: 'unreadable-query' },
  {
    name: 'a query on a POST',
    path: `${execute}?workflow_name=known`,
    body: { workflow_name: 'known' },
    status: 400,
    code: 'unreadable-query',
  },
  { name: 'an unknown id', path: `${status}?execution_id=nope`, status: 404, code: 'execution-not-found' },
  {
    name: 'an unknown id to cancel',
    path: '/orchestrator/cancel_execution',
    body: { execution_id: 'nope' },
    status: 404,
    code: 'execution-not-found',
  },
];

const paths: readonly Case[] = [
  ...[
    '/',
    '/Health',
    '/health/',
    '//health',
    '/%68ealth',
    '/health.svg',
    '/x/health',
    '/orchestrator',
    '/orchestrator/',
    '/orchestrator/..;/health',
    '/orchestrator/get_workflows',
  ].map((path) => ({ name: path, path, status: 404, code: 'unknown-route' })),
  { name: '/%ff', path: '/%ff', status: 400, code: 'unreadable-request' },
  { name: '/%', path: '/%', status: 400, code: 'unreadable-request' },
  { name: '/%00', path: '/%00', status: 400, code: 'unreadable-request' },
  { name: 'TRACE', path: '/health', method: 'TRACE', status: 405, code: 'method-not-allowed' },
  { name: 'OPTIONS', path: execute, method: 'OPTIONS', status: 405, code: 'method-not-allowed' },
  {
    name: 'another method by a header',
    path: execute,
    method: 'GET',
    headers: { 'x-http-method-override': 'POST' },
    status: 405,
    code: 'method-not-allowed',
  },
  {
    name: 'a caller that wants XML',
    path: '/health',
    headers: { accept: 'application/xml' },
    status: 406,
    code: 'not-acceptable',
  },
];

const elsewhere: readonly Case[] = [
  ...[
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:80',
    'localhost',
    '127.0.0.1:1',
    '127.0.0.2',
    'localhost:',
  ].map((host) => ({
    name: `Host ${host}`,
    path: '/health',
    headers: { host },
    status: 421,
    code: 'host-not-allowed',
  })),
  ...[
    'null',
    'http://evil.example',
    'https://localhost',
    'http://localhost',
    'http://localhost:3000',
    'file://',
    '',
  ].map((origin) => ({
    name: `Origin ${origin}`,
    path: execute,
    headers: { origin },
    body: { workflow_name: 'known' },
    status: 403,
    code: 'origin-not-allowed',
  })),
];

beforeEach(async () => {
  await sendRequest(api.port, { path: register, body: { workflow: { name: 'known', version: '1.0', steps: [] } } });
});

for (const [group, cases] of Object.entries({ bodies, keys, queries, paths, elsewhere })) {
  describe(`refused: ${group}`, () => {
    test.each(cases)('$name', async ({ status: expected, code, details = [], ...sent }) => {
      const before = { started: api.ports.started.length, registered: api.ports.registered.length };
      const answer = await sendRequest(api.port, sent);

      const problem = problemShape.parse(answer.json);
      expect({ status: answer.status, code: problem.error.code }).toEqual({ status: expected, code });
      expect(problem.error.details.slice(0, details.length)).toMatchObject(details);
      expect(problem.message).toBe(problem.error.message);
      expect(problem.error.request_id).toBe(answer.headers['x-request-id']);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(answer.headers['x-powered-by']).toBeUndefined();
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.text).not.toMatch(/node_modules|\.ts:|\.js:|\/src\/|at new /);
      expect({ started: api.ports.started.length, registered: api.ports.registered.length }).toEqual(before);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });
}

describe('every route', () => {
  test.each([...new Set(allRoutes.map(({ path }) => path))])('%s answers 405 with Allow', async (pattern) => {
    const taken = allRoutes.filter(({ path }) => path === pattern).flatMap(({ methods }) => methods);
    const allow = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const refused = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].filter((method) => !allow.includes(method));
    for (const method of refused) {
      const answer = await sendRequest(api.port, { method, path: pattern.replace(/\{[a-z_]+\}/g, 'some') });
      expect([answer.status, answer.headers['allow']]).toEqual([405, allow.join(', ')]);
    }
  });

  test.each(allRoutes.map((route) => [route.path] as const))('%s refuses a foreign Host and Origin', async (path) => {
    expect((await sendRequest(api.port, { path, headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await sendRequest(api.port, { path, headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });
});

test('own hosts and origins are taken', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'].map((name) => `${name}:${api.port}`)) {
    expect((await sendRequest(api.port, { path: '/health', headers: { host } })).status).toBe(200);
    expect((await sendRequest(api.port, { path: '/health', headers: { origin: `http://${host}` } })).status).toBe(200);
  }
});

test('a name that the configuration allows is an own one too, with an own port', async () => {
  const named = await startApi({ hosts: ['api'] });
  const status = async (host: string): Promise<number> =>
    (await sendRequest(named.port, { path: '/health', headers: { host } })).status;
  expect([await status(`API:${named.port}`), await status('api:1'), await status(`apis:${named.port}`)]).toEqual([
    200, 421, 421,
  ]);
  await named.close();
});

test('Temporal away: 503, when to come again, and the next request is answered as before', async () => {
  const { Refusal } = await import('../../src/problems/index.ts');
  api.ports.fail(new Refusal('temporal-unavailable', 'Temporal does not answer'));
  const away = await sendRequest(api.port, { path: execute, body: { workflow_name: 'known' } });
  expect(problemShape.parse(away.json).error.code).toBe('temporal-unavailable');
  expect([away.status, Number(away.headers['retry-after'])]).toEqual([503, expect.any(Number)]);
  expect(Number(away.headers['retry-after'])).toBeLessThanOrEqual(3);
  expect((await sendRequest(api.port, { path: '/ready' })).status).toBe(503);
  expect((await sendRequest(api.port, { path: '/health' })).status).toBe(200);
  api.ports.fail(null);
  expect((await sendRequest(api.port, { path: '/ready' })).json).toEqual({ status: 'ready' });
});

test('a bug of ours: 500 without a word about it, and the log has it under the same id', async () => {
  api.ports.fail(new Error('secret host db.internal'));
  const answer = await sendRequest(api.port, { path: '/orchestrator/list_workflows' });
  api.ports.fail(null);
  const { error } = problemShape.parse(answer.json);
  expect([answer.status, error.code]).toEqual([500, 'internal-error']);
  expect(answer.text).not.toContain('db.internal');
  const logged = api.log.find((line) => line.includes(error.request_id));
  expect(JSON.parse(logged ?? '{}')).toMatchObject({
    level: 'error',
    status: 500,
    bug: expect.stringContaining('db.internal'),
  });
});
