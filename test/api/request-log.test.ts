import { expect, test } from '@jest/globals';
import { requestLog } from '../../src/api/index.ts';
import { fromStatus } from '../../src/api/request-log.ts';

const line = {
  request_id: 'req_1',
  method: 'GET',
  path: '/a\u001b[31m\n"b',
  status: 404,
  ms: 2,
  code: 'unknown-route',
};

test('json: one line, user text only in values', () => {
  const lines: string[] = [];
  requestLog(
    'json',
    (text) => lines.push(text),
    () => new Date(0),
  )(line);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
  expect(lines[0]).not.toContain('\u001b');
  expect(JSON.parse(lines[0] ?? '')).toEqual({ time: '1970-01-01T00:00:00.000Z', level: 'info', ...line });
});

test('short: nothing that a terminal would act on, and never longer than a few hundred characters', () => {
  const lines: string[] = [];
  requestLog('short', (text) => lines.push(text))(line);
  requestLog('short', (text) => lines.push(text))({ ...line, path: `/${'x'.repeat(5000)}` });
  expect(lines[0]).toBe('GET /a?[31m?"b 404 unknown-route 2 ms req_1');
  expect(lines[1]?.length).toBeLessThan(300);
});

test('at a level those alone are told whose status is that or higher', () => {
  const told: number[] = [];
  const log = fromStatus(400, ({ status }) => told.push(status));
  for (const status of [0, 200, 399, 400, 404, 503]) log({ request_id: 'r', method: 'GET', path: '/', ms: 1, status });
  expect(told).toEqual([400, 404, 503]);
});
