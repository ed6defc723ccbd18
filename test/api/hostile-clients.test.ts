import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { apiLimits, createApp, requestLog } from '../../src/api/index.ts';
import type { ServerLimits } from '../../src/api/server.ts';
import { endedAfterEach } from '../support/ended-after-each.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';
import { sendBytes, sendRequest } from '../support/send-request.ts';

/** Clients that are slow, many, or never say what they want. Others must not notice them. */

const { serve, connectTo } = endedAfterEach();

async function start(limits: Partial<ServerLimits> = {}): Promise<{ readonly port: number; readonly log: string[] }> {
  const log: string[] = [];
  const ports = portsInMemory();
  await ports.catalog.register('{"name": "known", "steps": []}', 'json');
  const app = createApp(ports, { log: requestLog('json', (line) => log.push(line)) });
  const server = await serve(app, { ...apiLimits, ...limits });
  return { port: server.port, log };
}

function open(port: number): { readonly socket: Socket; readonly closed: Promise<string> } {
  const socket = connectTo(port);
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  return { socket, closed: new Promise((resolve) => socket.on('close', () => resolve(received))) };
}

const connected = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));

const execute = (port: number): string =>
  `POST /orchestrator/execute_workflow HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;

test('500 connections that send a byte of their headers now and then are closed, and others served meanwhile', async () => {
  const { port } = await start({ headersMs: 1_000 });
  const slow = Array.from({ length: 500 }, () => open(port));
  for (const { socket } of slow) socket.write(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `);
  const dripping = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('a');
  }, 100);
  await Promise.all(slow.map(async ({ socket }) => await connected(socket)));
  for (let served = 0; served < 20;) {
    const { status } = await sendRequest(port, { path: '/health' });
    // A machine that stands still for a second makes it late as well, and only that.
    expect([200, 408]).toContain(status);
    if (status === 200) served++;
  }
  const answers = await Promise.all(slow.map(async ({ closed }) => await closed));
  clearInterval(dripping);
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request-timed-out"/);
});

test('connections that say nothing at all are closed', async () => {
  const { port } = await start({ headersMs: 200 });
  await Promise.all(Array.from({ length: 20 }, () => open(port).closed));
});

test('a body that comes byte by byte is cut off, in chunks too', async () => {
  const { port } = await start({ headersMs: 200, requestMs: 400 });
  const announced = open(port);
  announced.socket.write(`${execute(port)}Content-Length: 100000\r\n\r\n{`);
  const chunked = open(port);
  chunked.socket.write(`${execute(port)}Transfer-Encoding: chunked\r\n\r\n`);
  const dripping = setInterval(() => {
    if (announced.socket.writable) announced.socket.write(' ');
    if (chunked.socket.writable) chunked.socket.write('1\r\n \r\n');
  }, 20);
  for (const { closed } of [announced, chunked]) expect(await closed).toMatch(/^HTTP\/1\.1 408 /);
  clearInterval(dripping);
});

test('more connections than may be are not taken, and the process serves those that it has', async () => {
  const { port } = await start({ connections: 50 });
  const first = open(port);
  await connected(first.socket);
  const many = Array.from({ length: 400 }, () => open(port));
  await Promise.all(many.map(async ({ socket }) => await connected(socket)));
  const refused = await Promise.all(many.slice(-300).map(async ({ closed }) => await closed));
  expect(new Set(refused)).toEqual(new Set(['']));
  first.socket.write(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  expect(await first.closed).toMatch(/^HTTP\/1\.1 200 OK/);
  for (const { socket } of many) socket.destroy();
  await Promise.all(many.map(async ({ closed }) => await closed));
  let status = 0;
  while (status !== 200) status = (await sendRequest(port, { path: '/health' }).catch(() => ({ status: 0 }))).status;
});

test('thousands of requests in one go on one connection are all answered', async () => {
  // The last of what has come may wait for its rest until those before it are answered.
  const { port } = await start({ headersMs: 60_000, requestMs: 60_000 });
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const text = `GET /health HTTP/1.1\r\n${host}\r\n`.repeat(2_999);
  const answer = await sendBytes(port, `${text}GET /health HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3_000);
});

test('more than was announced is no request, and what came before it is answered all the same', async () => {
  const { port } = await start();
  const body = '{"workflow_name": "known"}';
  const answer = await sendBytes(port, `${execute(port)}Content-Length: ${body.length}\r\n\r\n${body}{"a": 1}`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*"execution_id":"exec_1"/);
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
});

test('less than was announced is no request', async () => {
  const { port, log } = await start();
  const short = open(port);
  short.socket.write(`${execute(port)}Content-Length: 27\r\n\r\n{"workflow_name": "known"}`);
  short.socket.end();
  expect(await short.closed).not.toMatch(/ 200 /);
  expect(log.join('')).not.toContain('"status":200');
});

test('what a caller calls its request is not believed, and a log line stays one', async () => {
  const { port, log } = await start();
  const path = '/orchestrator/get_execution_status?execution_id=nobody';
  for (const id of ['mine', '\u001b[31mred', 'x'.repeat(10_000), 'a\tb']) {
    const own = `X-Request-Id: ${id}\r\nX-Correlation-Id: ${id}\r\nTraceparent: ${id.slice(0, 100)}\r\n`;
    const answer = await sendBytes(
      port,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${own.slice(0, 12_000)}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).not.toContain(id);
  }
  for (const line of log) {
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f]/);
    expect(JSON.parse(line)).toMatchObject({ request_id: expect.stringMatching(/^req_[0-9a-f]{18}$/) as unknown });
  }
  expect(log.join('')).toContain('"code":"execution-not-found"');
});

test('a header with a line break in it is no header', async () => {
  const { port } = await start();
  const answer = await sendBytes(
    port,
    `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Request-Id: a\rb: c\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*\r\nx-request-id: req_[0-9a-f]{18}\r\n[^]*"code":"unreadable-request"/);
});
