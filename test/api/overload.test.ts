import { Agent, request } from 'node:http';
import { expect, test } from '@jest/globals';
import { createApp, type ListeningServer, type Ports } from '../../src/api/index.ts';
import { sparingly, type RequestLine } from '../../src/api/request-log.ts';
import type { LoadLimits } from '../../src/config/index.ts';
import { endedAfterEach } from '../support/ended-after-each.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';
import { sendBytes, sendRequest } from '../support/send-request.ts';
import { until } from '../support/until.ts';

const off = Number.POSITIVE_INFINITY;
const unlimited = { inFlight: off, readsPerSecond: off, changesPerSecond: off, registrationsPerSecond: off };
const list = '/orchestrator/list_workflows';
const execute = '/orchestrator/execute_workflow';
/** One at once, and the next in a quarter of an hour: none comes back on a machine that is slow. */
const hardlyAny = 0.001;

interface Held {
  readonly server: ListeningServer;
  readonly log: RequestLine[];
  /** Reads of the list that wait to be answered. */
  readonly held: (() => void)[];
}

const { serve, connectTo } = endedAfterEach();

async function start(load: Partial<LoadLimits>): Promise<Held> {
  const memory = portsInMemory();
  await memory.catalog.register('{"name": "known", "steps": []}', 'json');
  const held: (() => void)[] = [];
  const ports: Ports = {
    ...memory,
    catalog: { ...memory.catalog, list: () => new Promise((resolve) => held.push(() => resolve([]))) },
  };
  const log: RequestLine[] = [];
  const app = createApp(ports, { log: (line) => log.push(line), load: { ...unlimited, ...load } });
  const server = await serve(app);
  return { server, log, held };
}

test('a full process turns reads away at once, and goes on with changes and probes', async () => {
  const { server, held } = await start({ inFlight: 3 });
  const underWay = [1, 2, 3].map(() => sendRequest(server.port, { path: list }));
  await until(() => held.length === 3);

  const answers = await Promise.all(Array.from({ length: 50 }, () => sendRequest(server.port, { path: list })));
  for (const { status, json, headers } of answers) {
    expect([status, json]).toMatchObject([503, { success: false, error: { code: 'overloaded', details: [] } }]);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(headers['x-request-id']).toBe((json as { error: { request_id: string } }).error.request_id);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
  // They must not come back together.
  expect(new Set(answers.map(({ headers }) => headers['retry-after'])).size).toBeGreaterThan(1);
  expect((await sendRequest(server.port, { path: '/health' })).status).toBe(200);
  expect((await sendRequest(server.port, { path: execute, body: { workflow_name: 'known' } })).status).toBe(200);

  for (const release of held) release();
  expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([200, 200, 200]);
  const after = sendRequest(server.port, { path: list });
  await until(() => held.length === 4);
  held[3]?.();
  expect((await after).status).toBe(200);
});

test('who goes away makes room', async () => {
  const { server, held } = await start({ inFlight: 1 });
  const socket = connectTo(server.port);
  socket.write(`GET ${list} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  await until(() => held.length === 1);
  expect((await sendRequest(server.port, { path: list })).status).toBe(503);
  socket.destroy();
  let status = 0;
  const asking = async (): Promise<void> => {
    const answer = sendRequest(server.port, { path: list });
    await Promise.race([answer, until(() => held.length > 1)]);
    held[1]?.();
    ({ status } = await answer);
  };
  while (status !== 200) await asking();
  expect(status).toBe(200);
});

test('what is turned away is not read: the answer comes before the body does', async () => {
  const { server } = await start({ changesPerSecond: hardlyAny });
  const body = { workflow_name: 'known' };
  expect((await sendRequest(server.port, { path: execute, body })).status).toBe(200);
  const head = `POST ${execute} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\n`;
  for (const more of ['Content-Length: 900000', 'Transfer-Encoding: chunked']) {
    const answer = await sendBytes(server.port, `${head}${more}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/i);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toContain('"code":"rate-limited"');
  }
});

test('a connection whose short request was turned away can be used again', async () => {
  const { server } = await start({ changesPerSecond: hardlyAny });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (): Promise<readonly [number, number]> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sending = request(
        { agent, host: '127.0.0.1', port: server.port, path: execute, method: 'POST', headers },
        (response) => {
          const { localPort = 0 } = response.socket;
          response.resume().on('end', () => resolve([response.statusCode ?? 0, localPort]));
        },
      );
      sending.on('error', reject);
      sending.end('{"workflow_name": "known"}');
    });
  const answers = [await send(), await send(), await send(), await send()];
  agent.destroy();
  expect(answers.map(([status]) => status)).toEqual([200, 429, 429, 429]);
  expect(new Set(answers.map(([, port]) => port)).size).toBe(1);
});

test('a burst beside the rate: as many as it says, the rest is told when to come again', async () => {
  const { server } = await start({ readsPerSecond: 5 });
  const path = '/orchestrator/get_execution_status?execution_id=nobody';
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: 40 }, () => sendRequest(server.port, { path })));
  const seconds = (performance.now() - begun) / 1000;
  const taken = answers.filter(({ status }) => status === 404).length;
  expect(taken).toBeGreaterThanOrEqual(10);
  expect(taken).toBeLessThanOrEqual(10 + 5 * seconds);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(40 - taken);
  for (const { status, headers } of answers)
    if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
});

test('bodies that never end take nobody else’s place', async () => {
  const { server } = await start({ inFlight: 1 });
  const head = `POST ${execute} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\n`;
  for (let i = 0; i < 30; i++) {
    const socket = connectTo(server.port);
    socket.on('error', () => undefined).write(`${head}Content-Length: 1000\r\n\r\n{`);
  }
  await until(() => server.taken() === 30);
  expect((await sendRequest(server.port, { path: execute, body: { workflow_name: 'known' } })).status).toBe(200);
});

test('under load one line a second is logged, which says how many others there were', async () => {
  const lines: RequestLine[] = [];
  const log = sparingly((line) => lines.push(line), 30);
  const line = { method: 'GET', path: '/a', status: 503, ms: 0 };
  for (let i = 1; i <= 10; i++) log({ ...line, request_id: `req_${i}` });
  expect(lines).toEqual([{ ...line, request_id: 'req_1' }]);
  await until(() => lines.length === 2);
  expect(lines[1]).toEqual({ ...line, request_id: 'req_10', others: 8 });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(lines).toHaveLength(2);
  log({ ...line, request_id: 'req_11' });
  expect(lines[2]).toEqual({ ...line, request_id: 'req_11' });
});
