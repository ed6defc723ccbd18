import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { fieldsRoute, plainRoute, type Route, type StreamedEvent, streamRoute } from '../../src/api/route.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest } from '../support/send-request.ts';

const id = z.strictObject({ id: z.string().regex(/^[a-z0-9/]+$/, { error: 'an id is lower case' }) });
const anything = { 200: z.looseObject({}) };

const thing = (method: 'GET' | 'PUT' | 'DELETE' | 'PATCH', fields: z.ZodObject): Route =>
  fieldsRoute({
    methods: [method],
    path: '/things/{id}',
    summary: method,
    params: id,
    fields,
    gives: anything,
    answer: async (_ports, asked) => ({ status: 200, body: { method, ...asked } }),
  });

/** What the stream has told its source. */
const told: string[] = [];
let source: (left: AbortSignal) => AsyncIterable<StreamedEvent>;

const routes: readonly Route[] = [
  thing('GET', z.strictObject({ version: z.string().optional() })),
  thing('PUT', z.strictObject({ color: z.string() })),
  thing('DELETE', z.strictObject({ force: z.string().optional() })),
  thing('PATCH', z.strictObject({ color: z.string().optional() })),
  plainRoute({
    methods: ['GET'],
    path: '/things/page',
    summary: 'a page',
    sends: ['text/html', 'application/json'],
    gives: { 200: z.string() },
    answer: async (_ports, { accepted }) =>
      accepted === 'text/html'
        ? {
            kind: 'text',
            status: 200,
            type: 'text/html',
            text: '<p>ä</p>',
            headers: { 'content-security-policy': 'none' },
          }
        : { status: 200, body: { page: 1 } },
  }),
  streamRoute({
    path: '/things/{id}/events',
    summary: 'events',
    params: id,
    fields: z.strictObject({ after: z.string().optional() }),
    event: z.looseObject({}),
    open: async (_ports, asked, { left }) => {
      told.push(JSON.stringify(asked));
      return source(left);
    },
  }),
];
const stopping = new AbortController();
const api = await startApi({ stopping: stopping.signal }, routes);
afterAll(api.close);
beforeEach(() => void told.splice(0));

describe('a path with a parameter', () => {
  test.each([
    [
      { method: 'GET', path: '/things/a?version=2' },
      { method: 'GET', id: 'a', version: '2' },
    ],
    [
      { method: 'DELETE', path: '/things/a%2Fb?force=yes' },
      { method: 'DELETE', id: 'a/b', force: 'yes' },
    ],
    [
      { method: 'PUT', path: '/things/a', body: { color: 'red' } },
      { method: 'PUT', id: 'a', color: 'red' },
    ],
    [
      { method: 'PATCH', path: '/things/a' },
      { method: 'PATCH', id: 'a' },
    ],
  ])('%j', async (sent, expected) => {
    expect(await sendRequest(api.port, sent)).toMatchObject({ status: 200, json: expected });
  });

  test('that cannot be: 400, before the body is read', async () => {
    const answer = await sendRequest(api.port, { method: 'PUT', path: '/things/A', body: 'nothing' });
    expect(answer).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'unreadable-request',
          message: 'in the path: `id`: an id is lower case',
          details: [{ code: 'unfit-field', path: 'id' }],
        },
      },
    });
  });

  test('that cannot be decoded: 400', async () => {
    expect(await sendRequest(api.port, { path: '/things/%ff' })).toMatchObject({ status: 400 });
  });

  test('takes the methods of all its routes', async () => {
    const answer = await sendRequest(api.port, { method: 'POST', path: '/things/a' });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, PUT, DELETE, PATCH']);
    const page = await sendRequest(api.port, { method: 'PUT', path: '/things/page' });
    expect([page.status, page.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

describe('an answer that is text', () => {
  test('with headers of its own', async () => {
    const answer = await sendRequest(api.port, { path: '/things/page' });
    expect([answer.status, answer.text]).toEqual([200, '<p>ä</p>']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': 'none',
    });
  });

  test('or JSON, as the caller likes it', async () => {
    const accept = 'application/json, text/html;q=0.5';
    expect((await sendRequest(api.port, { path: '/things/page', headers: { accept } })).json).toEqual({ page: 1 });
    const neither = await sendRequest(api.port, { path: '/things/page', headers: { accept: 'image/png' } });
    expect(neither).toMatchObject({
      status: 406,
      json: { message: expect.stringContaining('text/html or application/json') },
    });
  });
});

describe('a stream of events', () => {
  const three = async function* (): AsyncIterable<StreamedEvent> {
    for (const n of [1, 2, 3]) yield { id: `e${n}`, event: 'told', data: { n, text: 'a\nb' } };
  };
  const silent = async function* (left: AbortSignal): AsyncIterable<StreamedEvent> {
    yield { event: 'told', data: {} };
    told.push('written');
    await new Promise((resolve) => left.addEventListener('abort', resolve, { once: true }));
    told.push('left');
  };

  test('is written, and ends', async () => {
    source = three;
    const answer = await sendRequest(api.port, { path: '/things/a/events?after=x' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    const [retry, ...rest] = answer.text.split('\n\n');
    expect(retry).toMatch(/^retry: [0-9]+$/);
    expect(rest).toEqual([...[1, 2, 3].map((n) => `id: e${n}\nevent: told\ndata: {"n":${n},"text":"a\\nb"}`), '']);
    expect(told).toEqual(['{"after":"x","id":"a"}']);
  });

  test('is only for those who accept it; HEAD has its headers alone', async () => {
    source = three;
    const json = await sendRequest(api.port, { path: '/things/a/events', headers: { accept: 'application/json' } });
    expect(json.status).toBe(406);
    const head = await sendRequest(api.port, { method: 'HEAD', path: '/things/a/events' });
    expect([head.status, head.headers['content-type'], head.text]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
  });

  test('whose source fails says so, and ends', async () => {
    source = async function* () {
      yield* three();
      throw new Error('secret');
    };
    const { text } = await sendRequest(api.port, { path: '/things/a/events' });
    expect(text).toContain('event: problem\ndata: {"success":false');
    expect(text).toContain('internal-error');
    expect(text).not.toContain('secret');
    expect(api.log.some((line) => line.includes('Error: secret'))).toBe(true);
  });

  test('whose reader leaves tells its source', async () => {
    source = silent;
    const socket = connect(api.port, '127.0.0.1');
    socket.write(`GET /things/a/events HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    while (!told.includes('left')) await sleep(5);
  });

  test('drops a reader that never reads, with a mebibyte waiting, while others are served', async () => {
    let made = 0;
    source = async function* () {
      try {
        for (; made < 4_000; made++) yield { event: 'told', data: { text: 'x'.repeat(64 * 1024) } };
      } finally {
        told.push('dropped');
      }
    };
    const socket = connect(api.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(`GET /things/a/events HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`);
    while (made < 16) await sleep(5);
    expect((await sendRequest(api.port, { path: '/things/page' })).status).toBe(200);
    while (!told.includes('dropped')) await sleep(50);
    // What the kernel takes for the reader comes on top.
    expect(made).toBeLessThan(500);
    socket.destroy();
  });

  // The last one: nothing can be asked of this server afterwards.
  test('ends when the process does', async () => {
    source = silent;
    const answer = sendRequest(api.port, { path: '/things/a/events' });
    while (!told.includes('written')) await sleep(5);
    stopping.abort();
    expect((await answer).text).toMatch(/event: told\ndata: \{\}\n\n$/);
    while (!told.includes('left')) await sleep(5);
  });
});
