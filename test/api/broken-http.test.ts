import { connect } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { problemShape } from '../../src/api/answer/problem.ts';
import { checkBodyLimit } from '../../src/api/request/body-bytes.ts';
import { apiLimits, createApp, listen, requestLog } from '../../src/api/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';
import { sendBytes, sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const host = `Host: 127.0.0.1:${api.port}`;
const execute = `POST /orchestrator/execute_workflow HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\n`;

function statusAndCode(answer: string): readonly [number, string] {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return [Number(head.split(' ')[1]), problemShape.parse(JSON.parse(body)).error.code];
}

test.each([
  [
    'Content-Length beside Transfer-Encoding',
    `${execute}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'unreadable-request',
  ],
  ['two lengths', `${execute}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'unreadable-request'],
  ['an unknown transfer coding', `${execute}Transfer-Encoding: xchunked\r\n\r\n{}`, 400, 'unreadable-request'],
  [
    'a header continued on the next line',
    `GET /health HTTP/1.1\r\n${host}\r\nX-A: a\r\n b\r\nX-B\r\n\r\n`,
    400,
    'unreadable-request',
  ],
  ['bare line feeds', `GET /health HTTP/1.1\n${host}\n\n`, 400, 'unreadable-request'],
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'unreadable-request'],
  [
    '17 KiB of headers',
    `GET /health HTTP/1.1\r\n${host}\r\nX-A: ${'a'.repeat(17 * 1024)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  ['an empty Host', 'GET /health HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n', 421, 'host-not-allowed'],
  ['two Hosts', `GET /health HTTP/1.1\r\n${host}\r\n${host}\r\nConnection: close\r\n\r\n`, 400, 'invalid-header'],
  [
    'too much, asked for beforehand',
    `${execute}Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n`,
    413,
    'body-too-large',
  ],
  ['too much, announced', `${execute}Content-Length: 2000000\r\n\r\n{`, 413, 'body-too-large'],
])('%s', async (_name, bytes, status, code) => {
  expect(statusAndCode(await sendBytes(api.port, bytes))).toEqual([status, code]);
});

test('what fits is asked for', async () => {
  const answer = await sendBytes(
    api.port,
    `${execute}Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n{}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /);
});

test('an upload without end is refused and its connection ended', async () => {
  const socket = connect(api.port, '127.0.0.1');
  socket.write(`${execute}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const pouring = setInterval(() => socket.write(chunk), 1);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(pouring);
  expect(statusAndCode(answer)).toEqual([413, 'body-too-large']);
});

test('a caller that sends 20 MiB all the same reads why not', async () => {
  const path = '/orchestrator/register_workflow';
  const answer = await sendRequest(api.port, {
    path,
    headers: { 'content-type': 'application/yaml' },
    body: '#'.repeat(20 * 1024 * 1024),
  });
  expect([answer.status, answer.json]).toMatchObject([413, { error: { code: 'body-too-large' } }]);
});

test('a caller that goes away in the middle of its body harms nobody', async () => {
  const socket = connect(api.port, '127.0.0.1');
  socket.write(`${execute}Content-Length: 100\r\n\r\n{`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  await new Promise((resolve) => socket.on('close', resolve));
  expect((await sendRequest(api.port, { path: '/health' })).status).toBe(200);
});

test('headers and bodies that take too long are 408', async () => {
  const app = createApp(portsInMemory(), { log: requestLog('json', () => undefined) });
  const limits = { ...apiLimits, headersMs: 100, requestMs: 200 };
  const server = await listen(app, { host: '127.0.0.1', port: 0 }, limits);
  const ownHost = `Host: 127.0.0.1:${server.port}`;
  const slowHeaders = sendBytes(server.port, `GET /health HTTP/1.1\r\n${ownHost}\r\n`);
  const slowBody = sendBytes(server.port, `${execute.replace(host, ownHost)}Content-Length: 100\r\n\r\n{`);
  expect(statusAndCode(await slowHeaders)).toEqual([408, 'request-timed-out']);
  expect(statusAndCode(await slowBody)).toEqual([408, 'request-timed-out']);
  await server.close();
});

test('a thousand requests in one go on one connection are all answered', async () => {
  const one = `GET /health HTTP/1.1\r\n${host}\r\n\r\n`;
  const last = `GET /health HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`;
  const answer = await sendBytes(api.port, one.repeat(999) + last);
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1000);
});

test('the limit on bodies is tried out before listening', async () => {
  await expect(checkBodyLimit()).resolves.toBeUndefined();
});
