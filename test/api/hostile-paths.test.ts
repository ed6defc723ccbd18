import { afterAll, expect, test } from '@jest/globals';
import { problemShape } from '../../src/api/answer/problem.ts';
import { allRoutes } from '../../src/api/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

/** What nobody's id is, in forms that somewhere else were taken for something. */
const hostile: readonly string[] = [
  '%00',
  'a%00b',
  '%ff',
  '%c0%ae%c0%ae',
  '%',
  '%2',
  '%zz',
  '%2e%2e%2f',
  '%2e%2e',
  '..;',
  '..%2f..%2fhealth',
  '%2fhealth',
  'a%2fb',
  'a%5cb',
  '%0d%0aX-Injected:%201',
  '%e2%80%ae',
  '%ef%bc%99',
  '%20',
  'def:known@1',
  'svc:weather',
  '__proto__',
  'constructor',
  '{execution_id}',
  'a'.repeat(10_000),
];

const withParams = allRoutes.flatMap((route) =>
  route.path.includes('{') ? route.methods.map((method) => ({ method, path: route.path })) : [],
);

test('there are paths with parameters', () => {
  expect(withParams.length).toBeGreaterThan(0);
});

test.each(withParams)('$method $path', async ({ method, path }) => {
  for (const id of hostile) {
    const answer = await sendRequest(api.port, { method, path: path.replaceAll(/\{[a-z_]+\}/g, () => id) });
    const { error } = problemShape.parse(answer.json);
    expect([id.slice(0, 30), Math.floor(answer.status / 100)]).toEqual([id.slice(0, 30), 4]);
    expect(answer.headers['x-injected']).toBeUndefined();
    expect(error.message.length).toBeLessThan(2_000);
    // oxlint-disable-next-line no-control-regex
    expect(error.message).not.toMatch(/[\u0000-\u001f\u202e]/);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});
