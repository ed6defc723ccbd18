import { afterAll, expect, test } from '@jest/globals';
import { startApi } from '../support/api-on-loopback.ts';
import { sendBytes } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const answerTo = async (target: string): Promise<readonly [status: string, code: string | undefined]> => {
  const host = `Host: 127.0.0.1:${api.port}\r\nConnection: close\r\n\r\n`;
  const answer = await sendBytes(api.port, `GET ${target} HTTP/1.1\r\n${host}`);
  return [answer.split(' ')[1] ?? '', /"code":"([a-z-]+)"/.exec(answer)?.[1]];
};

test('a path may stand behind the name of a server, as a proxy is asked', async () => {
  const server = `http://127.0.0.1:${api.port}`;
  expect(await answerTo(`${server}/health`)).toEqual(['200', undefined]);
  expect(await answerTo(`${server}/orchestrator/get_execution_status?execution_id=nobody`)).toEqual([
    '404',
    'execution-not-found',
  ]);
  expect(await answerTo(server)).toEqual(['404', 'unknown-route']);
  expect(api.log.map((line) => (JSON.parse(line) as { readonly path: string }).path)).toEqual([
    '/health',
    '/orchestrator/get_execution_status',
    '/',
  ]);
});

test('what no client sends is refused, not repaired', async () => {
  expect(await answerTo('/health#x')).toEqual(['400', 'unreadable-request']);
  expect(await answerTo('/health?a=b#x')).toEqual(['400', 'unreadable-request']);
  expect(await answerTo('/docs\\page.js')).toEqual(['404', 'unknown-route']);
});
