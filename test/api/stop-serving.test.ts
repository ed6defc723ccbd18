import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createApp, listen, requestLog, type Ports } from '../../src/api/index.ts';
import { stopServing } from '../../src/api/stop-serving.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

test('stopping: not ready at once, what is under way ends, later callers find nobody', async () => {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  const memory = portsInMemory();
  let begun: () => void = () => undefined;
  const isUnderWay = new Promise<void>((resolve) => (begun = resolve));
  const ports: Ports = {
    ...memory,
    catalog: {
      ...memory.catalog,
      list: async () => {
        begun();
        await held;
        return [];
      },
    },
  };
  const stopping = new AbortController();
  const app = createApp(ports, { log: requestLog('json', () => undefined), stopping: stopping.signal });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });

  const path = '/orchestrator/list_workflows';
  const underWay = sendRequest(server.port, { path, headers: { connection: 'keep-alive' } });
  await isUnderWay;
  stopping.abort();
  const stopped = stopServing([server], 8_000);

  const ready = await sendRequest(server.port, { path: '/ready' });
  expect([ready.status, ready.json]).toMatchObject([503, { error: { code: 'shutting-down' } }]);
  const isGone = async (): Promise<boolean> =>
    await sendRequest(server.port, { path: '/health' }).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
    );
  while (!(await isGone())) await new Promise((resolve) => setTimeout(resolve, 20));
  answer();
  const { status, json, headers } = await underWay;
  // It began before, and is the last on its connection all the same.
  expect([status, json, headers.connection]).toEqual([200, { workflows: [], notations: {} }, 'close']);
  await expect(stopped).resolves.toBe('drained');
  await expect(sendRequest(server.port, { path: '/health' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('callers that ask without pause over kept connections are let go by an answer, never by a reset', async () => {
  const stopping = new AbortController();
  const app = createApp(portsInMemory(), { log: requestLog('json', () => undefined), stopping: stopping.signal });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const outcomes: string[] = [];
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      const sending = request({ agent, host: '127.0.0.1', port: server.port, path: '/health' }, (response) => {
        const { statusCode, headers } = response;
        response.resume().on('end', () => resolve(`${statusCode} ${headers.connection}`));
      });
      sending.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
      sending.end();
    });
  const asking = Array.from({ length: 8 }, async () => {
    for (let outcome = ''; outcome === '' || outcome === '200 keep-alive';) {
      outcome = await ask();
      outcomes.push(outcome);
    }
  });
  while (outcomes.length < 50) await ask();
  stopping.abort();
  await stopServing([server], 4_000);
  await Promise.all(asking);
  agent.destroy();
  expect(new Set(outcomes)).toEqual(new Set(['200 keep-alive', '200 close']));
});

test('what came while the process was busy is answered before its connection counts as idle', async () => {
  const app = createApp(portsInMemory(), { log: requestLog('json', () => undefined) });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  let isClosing = false;
  const close = async (): Promise<void> => {
    isClosing = true;
    await server.close();
  };
  const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
  let heard = '';
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (text: string) => (heard += text));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    socket.on('end', () => resolve('end'));
  });
  const ask = `GET /health HTTP/1.1\r\nhost: localhost:${server.port}\r\n\r\n`;
  socket.write(ask);
  while (!heard.includes('HTTP/1.1 200')) await immediate();
  const stopped = stopServing([{ ...server, close }], 8_000);
  while (!isClosing) await immediate();
  heard = '';
  socket.write(ask);
  for (const until = performance.now() + 600; performance.now() < until;);
  expect(await ended).toBe('end');
  expect(heard).toMatch(/^HTTP\/1\.1 200 .*\r\nconnection: close\r\n/is);
  await expect(stopped).resolves.toBe('drained');
});

test('what does not end within the grace is cut off', async () => {
  const memory = portsInMemory();
  const ports: Ports = { ...memory, catalog: { ...memory.catalog, list: () => new Promise(() => undefined) } };
  const app = createApp(ports, { log: requestLog('json', () => undefined) });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const stuck = sendRequest(server.port, { path: '/orchestrator/list_workflows' });
  stuck.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(stopServing([server], 100)).resolves.toBe('cut off');
  await expect(stuck).rejects.toMatchObject({ code: 'ECONNRESET' });
});
