import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpClient, type HttpClient } from '../../activities/index.ts';
import { type Answers, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { callRequest, directory, performCall } from './perform-call.ts';

let service: RecordingService;
let http: HttpClient;
const servers: Server[] = [];

beforeAll(async () => {
  service = await startRecordingService();
  http = createHttpClient();
});
afterEach(() => servers.splice(0).forEach((server) => server.close()));
afterAll(async () => {
  await http.close();
  await service.close();
});

async function end(answers: Answers, timeoutMs = 30_000) {
  service.answer('weather.get_conditions', answers);
  return await performCall(http, directory(service.baseUrl), callRequest({ timeoutMs })).ended;
}

/** A service that is no HTTP server: it gets the connection's bytes answered by these. */
async function rawService(answer: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function endAt(baseUrl: string, client = http) {
  return await performCall(
    client,
    directory(() => baseUrl),
    callRequest(),
  ).ended;
}

describe('headers that a service repeats', () => {
  const raw = (head: string, body = '{}'): string =>
    `HTTP/1.1 ${head}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;

  test.each([
    ['422 X\r\nretry-after: 1\r\nretry-after: 2', { kind: 'failed', code: 'service-error', final: true }],
    ['200 X\r\ncontent-type: application/json\r\ncontent-type: text/plain', { kind: 'completed' }],
    ['301 X\r\nlocation: /a\r\nlocation: /b', { kind: 'failed', code: 'redirect-refused', final: true }],
    [
      '202 X\r\ncontent-type: application/json\r\nlocation: /a\r\nlocation: /b',
      { kind: 'completed', answer: { accepted: { path: '/a' } } },
    ],
  ])('%j counts once, and the call is not made again', async (head, end) => {
    expect(await endAt(await rawService(raw(head)))).toMatchObject(end);
  });
});

describe('answers that are understood', () => {
  test('an object, as it is', async () => {
    expect(await end({ result: { temperature: 4, '10': [1], list: [null] } })).toEqual({
      kind: 'completed',
      answer: { result: { temperature: 4, '10': [1], list: [null] }, attempts: 1 },
    });
  });

  test.each([
    ['204', { status: 204 }, null],
    ['200 with nothing in it', { status: 200 }, null],
    ['white space alone', { body: ' \n' }, null],
    ['no content type', { body: '[1]', headers: { 'content-type': '' } }, [1]],
    [
      'a type of its own that is JSON',
      { body: '1', headers: { 'content-type': 'application/hal+json; charset=utf-8' } },
      1,
    ],
    ['202', { status: 202, result: 'later' }, 'later'],
    ['gzip, though not asked for', { body: gzipSync('{"a":1}'), headers: { 'content-encoding': 'gzip' } }, { a: 1 }],
    ['a byte order mark', { body: '\ufeff{"a":1}' }, { a: 1 }],
    ['exactly the largest size', { bytes: 256 * 1024 }, 'x'.repeat(256 * 1024 - 2)],
    [
      'exactly the deepest nesting',
      { body: '['.repeat(100) + ']'.repeat(100) },
      JSON.parse('['.repeat(100) + ']'.repeat(100)),
    ],
    ['brackets in strings are no nesting', { result: '['.repeat(200) + '\\"' }, '['.repeat(200) + '\\"'],
  ])('%s', async (_, answer, result) => {
    expect(await end(answer)).toEqual({ kind: 'completed', answer: { result, attempts: 1 } });
  });

  test('a member called __proto__ is data and no prototype', async () => {
    const ended = await end({ body: '{"__proto__":{"polluted":true}}' });
    expect(ended.kind === 'completed' && JSON.stringify(ended.answer.result)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('answers that fail the call', () => {
  const answered = { attempts: 1, unanswered: false, status: 200 };
  const silent = { attempts: 1, unanswered: true };

  test.each([
    [
      'an error with its text',
      { status: 503, body: 'too\u001b[31m busy' },
      'service-error',
      'weather.get_conditions answered 503: too [31m busy',
      { ...answered, status: 503 },
    ],
    [
      'an error without text',
      { status: 404 },
      'service-error',
      'weather.get_conditions answered 404',
      { ...answered, status: 404 },
    ],
    [
      'an error whose text breaks off',
      { status: 500, body: 'half of it', drop: 'after' as const },
      'service-error',
      'weather.get_conditions answered 500: half',
      { ...answered, status: 500 },
    ],
    [
      'a long error',
      { status: 500, bytes: 1_000_000 },
      'service-error',
      `weather.get_conditions answered 500: "${'x'.repeat(199)}…`,
      { ...answered, status: 500 },
    ],
    [
      'a long error, announced',
      { status: 500, bytes: 1_000_000, headers: { 'content-length': '1000000' } },
      'service-error',
      `weather.get_conditions answered 500: "${'x'.repeat(199)}…`,
      { ...answered, status: 500 },
    ],
    [
      'HTML',
      { html: '<html>\n<b>Welcome</b>' },
      'response-not-json',
      'weather.get_conditions answered with text/html; charset=utf-8: <html> <b>Welcome</b>',
      answered,
    ],
    [
      'text',
      { body: 'ok', headers: { 'content-type': 'text/plain' } },
      'response-not-json',
      'weather.get_conditions answered with text/plain: ok',
      answered,
    ],
    [
      'malformed JSON',
      { body: '{"a":' },
      'response-not-json',
      'weather.get_conditions gave an answer that says it is JSON but is not: {"a":',
      answered,
    ],
    [
      'bytes that are no UTF-8',
      { body: Buffer.from([0x22, 0xff, 0x22]) },
      'response-not-json',
      'weather.get_conditions gave an answer that is not UTF-8: "\ufffd"',
      answered,
    ],
    [
      'an encoding nobody asked for',
      { body: 'x', headers: { 'content-encoding': 'zstd' } },
      'response-not-json',
      'weather.get_conditions gave an answer that is encoded as zstd, which was not asked for',
      answered,
    ],
    [
      'two encodings',
      { body: gzipSync(gzipSync('1')), headers: { 'content-encoding': 'gzip, gzip' } },
      'response-not-json',
      'weather.get_conditions gave an answer that is encoded as gzip, gzip, which was not asked for',
      answered,
    ],
    [
      'a false encoding',
      { body: '{}', headers: { 'content-encoding': 'gzip' } },
      'response-not-json',
      'weather.get_conditions gave an answer that says that it is encoded as gzip, but it is not',
      answered,
    ],
    [
      '10 MB, streamed',
      { bytes: 10_000_000 },
      'response-too-large',
      'weather.get_conditions gave an answer of more than 262144 bytes',
      answered,
    ],
    [
      '10 MB, announced',
      { bytes: 10_000_000, headers: { 'content-length': '10000000' } },
      'response-too-large',
      'weather.get_conditions gave an answer of more than 262144 bytes',
      answered,
    ],
    [
      'one byte too many',
      { bytes: 256 * 1024 + 1 },
      'response-too-large',
      'weather.get_conditions gave an answer of more than 262144 bytes',
      answered,
    ],
    [
      'a gzip bomb',
      { body: gzipSync(Buffer.alloc(20_000_000)), headers: { 'content-encoding': 'gzip' } },
      'response-too-large',
      'weather.get_conditions gave an answer of more than 262144 bytes',
      answered,
    ],
    [
      'nesting without end',
      { body: '['.repeat(100_000) },
      'response-too-deep',
      'weather.get_conditions gave an answer that is nested more than 100 deep',
      answered,
    ],
    [
      'nesting one too deep',
      { body: `${'{"a":'.repeat(101)}1${'}'.repeat(101)}` },
      'response-too-deep',
      'weather.get_conditions gave an answer that is nested more than 100 deep',
      answered,
    ],
    [
      'a redirect',
      { redirect: 'http://169.254.169.254/latest/meta-data' },
      'redirect-refused',
      'weather.get_conditions answered 302 to http://169.254.169.254/latest/meta-data; redirects are not followed',
      { ...answered, status: 302 },
    ],
    [
      'a redirect that keeps the method',
      { redirect: '/weather/other', status: 307 },
      'redirect-refused',
      'weather.get_conditions answered 307 to /weather/other; redirects are not followed',
      { ...answered, status: 307 },
    ],
    [
      '304',
      { status: 304 },
      'redirect-refused',
      'weather.get_conditions answered 304; redirects are not followed',
      { ...answered, status: 304 },
    ],
    [
      'a connection closed without an answer',
      { drop: 'before' as const },
      'connection-lost',
      'weather.get_conditions gave no answer: the service closed the connection',
      silent,
    ],
    [
      'a connection closed in the middle',
      { result: { a: 1 }, drop: 'after' as const },
      'connection-lost',
      'weather.get_conditions sent only a part of its answer: the service closed the connection',
      silent,
    ],
  ])('%s', async (_, answer, code, message, detail) => {
    expect(await end(answer)).toEqual({
      kind: 'failed',
      code,
      message,
      detail,
      final: true,
      nextRetryDelay: undefined,
    });
  });

  test('no answer in time', async () => {
    // Time enough for the request to be sent.
    expect(await end({ noAnswer: true }, 2000)).toMatchObject({
      code: 'call-timed-out',
      message: 'weather.get_conditions gave no answer within 2000 ms',
      detail: silent,
    });
    await service.until((calls) => calls.at(-1)?.aborted === true);
  });

  test('an answer that drips in: the time is for all of it', async () => {
    expect(await end({ result: 'x'.repeat(1000), dripMs: 20 }, 2000)).toMatchObject({
      code: 'call-timed-out',
      message: 'weather.get_conditions sent only a part of its answer within 2000 ms',
      detail: silent,
    });
    await service.until((calls) => calls.at(-1)?.aborted === true);
  });

  test('a redirect is not followed, not even to the same place', async () => {
    const before = service.calls.length;
    await end({ redirect: `${service.url}/weather/elsewhere`, status: 308 });
    expect(service.calls.slice(before).map((call) => call.method)).toEqual(['get_conditions']);
  });
});

describe('services that are no HTTP servers', () => {
  test('nobody listens: nothing was sent', async () => {
    const url = await rawService('');
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await endAt(url)).toMatchObject({
      code: 'service-unreachable',
      message: `weather.get_conditions could not be reached: the connection was refused`,
      detail: { attempts: 1, unanswered: false },
    });
  });

  test('no such host', async () => {
    const client = createHttpClient({
      lookup: (_host, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), '', 0),
    });
    expect(await endAt('http://weather.invalid', client)).toMatchObject({
      code: 'service-unreachable',
      message: 'weather.get_conditions could not be reached: no such host',
      detail: { attempts: 1, unanswered: false },
    });
    await client.close();
  });

  test('no connection in time: nothing was sent', async () => {
    let asked = 0;
    const client = createHttpClient({ lookup: () => void asked++ });
    const ended = await performCall(
      client,
      directory(() => 'http://weather.invalid'),
      callRequest({ timeoutMs: 100 }),
    ).ended;
    expect(ended).toMatchObject({
      code: 'call-timed-out',
      message: 'weather.get_conditions had no connection within 100 ms',
      detail: { attempts: 1, unanswered: false },
    });
    expect(asked).toBe(1);
    await client.close();
  });

  test('a call given up before its connection stands is never sent', async () => {
    const found = [{ address: '127.0.0.1', family: 4 }];
    const waiting: (() => void)[] = [];
    let quick = false;
    const client = createHttpClient({
      lookup: (_host, _options, callback) => {
        if (quick) callback(null, found);
        else waiting.push(() => callback(null, found));
      },
    });
    service.answer('slow.get_conditions', { result: 1 });
    const url = `http://slow.invalid:${service.port}/slow`;
    const ended = await performCall(
      client,
      directory(() => url),
      callRequest({ service: 'slow', timeoutMs: 50 }),
    ).ended;
    expect(ended).toMatchObject({ code: 'call-timed-out' });
    expect(waiting).toHaveLength(1);
    quick = true;
    waiting.forEach((connect) => connect());
    // A later call over the same client goes out, so the earlier one would have been seen by now.
    expect(
      await performCall(
        client,
        directory(() => url),
        callRequest({ service: 'slow', key: 'second' }),
      ).ended,
    ).toMatchObject({ kind: 'completed' });
    expect(service.callsOf('slow.get_conditions').map((call) => call.key)).toEqual(['second']);
    await client.close();
  });

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'connection-lost', /gave no answer: the answer is not HTTP/],
    [
      'early hints and then nothing',
      'HTTP/1.1 103 Early Hints\r\n\r\n',
      'connection-lost',
      /gave no answer: the service closed the connection/,
    ],
    [
      'a head without end',
      `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(40_000)}`,
      'connection-lost',
      /the head of the answer is larger than 16384 bytes/,
    ],
    [
      'less than it promised',
      'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"a":',
      'connection-lost',
      /sent only a part of its answer/,
    ],
    [
      'more than it promised',
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n"xx${'x'.repeat(100_000)}"`,
      'response-not-json',
      /is not: "xxx$/,
    ],
  ])('%s', async (_, answer, code, message) => {
    expect(await endAt(await rawService(answer))).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('addresses that may not be called', () => {
  test.each([
    ['http://169.254.169.254/latest', /169\.254\.169\.254, a link-local or metadata address/],
    ['http://2852039166/', /169\.254\.169\.254, a link-local or metadata address/],
    ['ftp://weather.example', /only http and https/],
  ])('%s', async (url, message) => {
    expect(await endAt(url)).toMatchObject({
      code: 'address-refused',
      message: expect.stringMatching(message),
      detail: { attempts: 1, unanswered: false },
      final: true,
    });
  });

  test('a name that resolves to one, even beside a good one', async () => {
    const client = createHttpClient({
      lookup: (_host, _options, callback) =>
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '::ffff:169.254.169.254', family: 6 },
        ]),
    });
    expect(await endAt(`http://rebound.invalid:${service.port}`, client)).toMatchObject({
      code: 'address-refused',
      message:
        'weather.get_conditions: rebound.invalid is ' +
        '::ffff:169.254.169.254 (169.254.169.254), a link-local or metadata address, which may not be called',
    });
    await client.close();
  });

  test('a literal one is refused by the connection itself too', async () => {
    const { signal } = new AbortController();
    const request = { verb: 'POST', headers: {}, body: '', timeoutMs: 5000, signal } as const;
    expect(await http.send({ ...request, url: new URL('http://[::ffff:169.254.169.254]/') })).toEqual({
      kind: 'address-refused',
      reason:
        '::ffff:a9fe:a9fe is ::ffff:a9fe:a9fe (169.254.169.254), a link-local or metadata address, which may not be called',
    });
  });

  test('a method that leads elsewhere', async () => {
    const ended = await performCall(http, directory(service.baseUrl), callRequest({ method: '../admin' })).ended;
    expect(ended).toMatchObject({ code: 'address-refused', final: true });
  });
});
