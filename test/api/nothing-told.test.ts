import fc from 'fast-check';
import { afterAll, expect, test } from '@jest/globals';
import { problemShape } from '../../src/api/answer/problem.ts';
import { allRoutes } from '../../src/api/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { type ReceivedAnswer, sendRequest, type SentRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

/** Of this machine, this program and what it was given. */
const ours =
  /node_modules|[\\/]src[\\/]|\.[tj]s:\d|\bat (?:new |async )?[\w.<>]+ \(|file:\/\/|hunter2|\/home\/|\/tmp\//;

function expectTellsNothing({ status, text, json, headers }: ReceivedAnswer): void {
  expect(text).not.toMatch(ours);
  expect(JSON.stringify(headers)).not.toMatch(ours);
  expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{18}$/);
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['server']).toBeUndefined();
  if (status >= 400) problemShape.parse(json);
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '__proto__',
    '../../etc/passwd',
    '%2e%2e%2f',
    '%00',
    '${7*7}',
    '{{secrets.A}}',
    '" OR 1=1 --',
    '-1',
    '1e999',
  ),
);
const value: fc.Arbitrary<unknown> = fc.oneof({ maxDepth: 3 }, text, fc.anything({ maxDepth: 3 }));
const path = fc.oneof(
  fc.constantFrom(...allRoutes.map((route) => route.path)),
  fc
    .tuple(fc.constantFrom(...allRoutes.map((route) => route.path)), text)
    .map(([known, more]) => `${known}?${encodeURI(more.replace(/\p{Surrogate}/gu, ''))}`),
  text.map((any) => `/${encodeURIComponent(any.replace(/\p{Surrogate}/gu, ''))}`),
);
const field = fc.oneof(
  fc.constantFrom('workflow_name', 'execution_id', 'inputs', 'version', 'event', 'name', 'base_url', 'workflow'),
  text,
);

const requests: fc.Arbitrary<SentRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
  path,
  headers: fc.constantFrom<Readonly<Record<string, string>>>(
    { 'content-type': 'application/json' },
    { 'content-type': 'application/yaml' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json', 'idempotency-key': 'a b' },
  ),
  body: fc.oneof(
    fc.dictionary(field, value, { maxKeys: 6 }).map((fields) => jsonText(fields)),
    value.map(jsonText),
    text,
  ),
});

function jsonText(any: unknown): string {
  try {
    return JSON.stringify(any) ?? 'undefined';
  } catch {
    return '{"workflow_name":';
  }
}

/** Streams are answered until their caller leaves. */
function endsByItself({ path: asked }: SentRequest): boolean {
  return !asked.startsWith('/orchestrator/events');
}

test('whatever is sent: no fault of ours, and nothing of us in the answer', async () => {
  await fc.assert(
    fc.asyncProperty(requests.filter(endsByItself), async (sent) => {
      const answer = await sendRequest(api.port, sent);
      expectTellsNothing(answer);
      expect(answer.status).toBeLessThan(500);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('whatever goes wrong inside, the answer has a request id and the log the rest', async () => {
  class Leaky extends Error {
    readonly path = '/home/baton/secret.key';
    readonly password = 'hunter2';
  }
  const bugs: readonly Error[] = [
    new TypeError("Cannot read properties of undefined (reading 'hunter2')"),
    new Leaky('ENOENT: no such file, open /home/baton/secret.key'),
    Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:7233'), { cause: new Error('hunter2') }),
    new RangeError('Maximum call stack size exceeded'),
  ];
  for (const bug of bugs) {
    api.ports.fail(bug);
    const answer = await sendRequest(api.port, { path: '/orchestrator/list_workflows' });
    expectTellsNothing(answer);
    expect([answer.status, answer.json]).toMatchObject([500, { error: { code: 'internal-error' } }]);
    expect(answer.text).not.toMatch(/10\.0\.0\.7|ECONNREFUSED|undefined|call stack/);
    const line = JSON.parse(api.log.at(-1) ?? '{}') as { readonly bug?: string; readonly request_id?: string };
    expect(line.bug).toContain(bug.message);
    expect(line.request_id).toBe(answer.headers['x-request-id']);
  }
});
