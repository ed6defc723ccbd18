import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { apiLimits, createApp, type Ports } from '../../src/api/index.ts';
import { fieldsRoute, type Route, streamRoute } from '../../src/api/route.ts';
import type { RequestLine } from '../../src/api/request-log.ts';
import { defaultLoadLimits } from '../../src/config/index.ts';
import { endedAfterEach } from '../support/ended-after-each.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';
import { until } from '../support/until.ts';

/** Callers that go away while they wait, with one request or with many on one connection: what they held is free again. */

const { serve, connectTo } = endedAfterEach();

const inFlight = 4;

interface Started {
  readonly port: number;
  readonly log: RequestLine[];
  /** Streams that wait to be opened. */
  readonly opening: (() => void)[];
  /** Of the callers of each that has been opened. */
  readonly lefts: AbortSignal[];
  /** The same of reads. */
  readonly reads: AbortSignal[];
}

async function start(): Promise<Started> {
  const ports: Ports = portsInMemory();
  const log: RequestLine[] = [];
  const opening: (() => void)[] = [];
  const lefts: AbortSignal[] = [];
  const reads: AbortSignal[] = [];
  const untilLeft = (left: AbortSignal): AsyncIterable<never> => ({
    async *[Symbol.asyncIterator]() {
      if (!left.aborted) await new Promise((resolve) => left.addEventListener('abort', resolve, { once: true }));
      yield* [];
    },
  });
  const stream = (path: string, opened: () => Promise<void>): Route =>
    streamRoute({
      path,
      summary: 'Says nothing until its caller leaves.',
      fields: z.strictObject({}),
      event: z.strictObject({}),
      refuses: ['too-many-streams'],
      open: async (_ports, _asked, { left }) => {
        lefts.push(left);
        await opened();
        return untilLeft(left);
      },
    });
  const routes: readonly Route[] = [
    stream('/stream', async () => undefined),
    stream('/slow-stream', () => new Promise((resolve) => opening.push(resolve))),
    fieldsRoute({
      methods: ['GET'],
      path: '/read',
      summary: 'Answers at once.',
      fields: z.strictObject({}),
      gives: { 200: z.strictObject({}) },
      answer: async (_ports, _asked, { left }) => {
        reads.push(left);
        return { status: 200, body: {} };
      },
    }),
  ];
  const app = createApp(ports, { log: (line) => log.push(line), load: { ...defaultLoadLimits, inFlight } }, routes);
  const server = await serve(app);
  return { port: server.port, log, opening, lefts, reads };
}

function send(port: number, text: string): Socket {
  const socket = connectTo(port);
  socket.on('connect', () => socket.write(text));
  return socket.on('error', () => undefined).resume();
}

const get = (port: number, path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;

test('reads that wait behind a stream on its connection take no room, while it lasts and when it has gone', async () => {
  const { port, log, lefts, reads } = await start();
  const socket = send(port, get(port, '/stream').repeat(2));
  await until(() => lefts.length === 2);
  for (let sent = 1; sent <= 3 * inFlight; sent++) {
    socket.write(get(port, '/read'));
    await until(() => reads.length === sent);
  }
  expect((await sendRequest(port, { path: '/read' })).status).toBe(200);
  socket.destroy();
  // Each of them is told of, and logged: the stream as begun, the others as never answered.
  await until(() => log.length === 3 * inFlight + 3);
  expect(log.map(({ path, status }) => `${path} ${status}`).toSorted()).toEqual(
    ['/read 200', ...Array.from({ length: 3 * inFlight }, () => '/read 0'), '/stream 0', '/stream 200'].toSorted(),
  );
  expect([...lefts, ...reads].every(({ aborted }) => aborted)).toBe(true);
  for (let i = 0; i < inFlight; i++) expect((await sendRequest(port, { path: '/read' })).status).toBe(200);
});

test('streams whose callers have gone before they were opened are not counted as open', async () => {
  const { port, log, opening } = await start();
  for (let gone = 0; gone < apiLimits.streams; gone++) {
    const socket = send(port, get(port, '/slow-stream'));
    await until(() => opening.length === gone + 1);
    socket.destroy();
    await until(() => log.length === gone + 1);
    opening[gone]?.();
  }
  let received = '';
  send(port, get(port, '/stream'))
    .setEncoding('utf8')
    .on('data', (text: string) => (received += text));
  await until(() => received !== '');
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
});
