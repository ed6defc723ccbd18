import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ActivityCancellationDetails } from '@temporalio/common';
import { createActivities, createHttpClient, type HttpClient, type ServiceDirectory } from '../../activities/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { callRequest, directory, performCall } from './perform-call.ts';

const name = 'weather.get_conditions';
let service: RecordingService;
let http: HttpClient;
let known: ServiceDirectory;

beforeAll(() => {
  http = createHttpClient({ userAgent: 'baton/1.2.3' });
});
beforeEach(async () => {
  await service?.close();
  service = await startRecordingService();
  known = directory(service.baseUrl);
});
afterAll(async () => {
  await http.close();
  await service.close();
});

describe('the request', () => {
  test('is a POST of the parameters under the key', async () => {
    await performCall(http, known, callRequest()).ended;
    expect(service.calls).toHaveLength(1);
    expect(service.calls[0]).toMatchObject({ verb: 'POST', path: '/weather/get_conditions', body: { city: 'Oslo' } });
    expect(service.calls[0]?.headers).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'idempotency-key': 'e1_conditions',
      'user-agent': 'baton/1.2.3',
      host: `127.0.0.1:${service.port}`,
      connection: 'keep-alive',
      'content-length': '15',
    });
  });

  test.each([[null], [[1, 2]], ['text'], [0], [false]])('sends %j as it is', async (parameters) => {
    await performCall(http, known, callRequest({ parameters })).ended;
    expect(service.calls[0]?.body).toEqual(parameters);
  });

  test('sends an empty object where a caller gives no parameters', async () => {
    const { parameters: _, ...request } = callRequest();
    await performCall(http, known, request as never).ended;
    expect(service.calls[0]?.body).toEqual({});
  });

  test('keeps a method of several segments below the service, encoded', async () => {
    await performCall(http, known, callRequest({ method: '/v1/a b?c' })).ended;
    expect(service.calls[0]?.path).toBe('/weather/v1/a%20b%3Fc');
  });

  test('encodes a key that a header cannot hold, and never two keys alike', async () => {
    for (const key of ['naïve\r\nx: y', 'a b', 'a%20b']) await performCall(http, known, callRequest({ key })).ended;
    expect(service.calls.map((call) => call.key)).toEqual(['na%C3%AFve%0D%0Ax:%20y', 'a%20b', 'a%2520b']);
  });
});

describe('an endpoint', () => {
  test.each(['GET', 'DELETE'] as const)('%s sends its parameters as a query', async (verb) => {
    const request = callRequest({ verb, method: '/cities/of day', parameters: { city: 'Oslo', days: [1, 2] } });
    expect(await performCall(http, known, request).ended).toMatchObject({ kind: 'failed', code: 'address-refused' });
    await performCall(http, known, { ...request, method: '/cities/' }).ended;
    expect(service.calls).toMatchObject([
      { verb, path: '/weather/cities/?city=Oslo&days=1&days=2', body: null, key: 'e1_conditions' },
    ]);
    expect(service.calls[0]?.headers).not.toHaveProperty('content-type');
  });

  test.each(['POST', 'PUT', 'PATCH'] as const)('%s sends them as JSON', async (verb) => {
    await performCall(http, known, callRequest({ verb, method: '/cities/oslo' })).ended;
    expect(service.calls).toMatchObject([
      { verb, path: '/weather/cities/oslo', body: { city: 'Oslo' }, key: 'e1_conditions' },
    ]);
  });

  test('is named with its verb, and takes a query of names only', async () => {
    const request = callRequest({ verb: 'GET', method: '/cities', parameters: [1] });
    expect(await performCall(http, known, request).ended).toMatchObject({
      code: 'unfit-argument',
      message: 'weather.GET /cities sends its parameters as a query: they must have names',
      final: true,
    });
    expect(service.calls).toEqual([]);
  });
});

describe('an answer 202', () => {
  test.each([
    [
      { location: '/weather/jobs/7', 'retry-after': '3' },
      { path: '/weather/jobs/7', retryAfterMs: 3000 },
    ],
    [{ location: 'jobs/7?x=1' }, { path: '/weather/jobs/7?x=1' }],
    [{ location: 'http://elsewhere.example/jobs/7' }, undefined],
    [{ 'retry-after': '3' }, undefined],
  ])('with %j goes on at %j', async (headers, accepted) => {
    service.answer(name, { status: 202, headers, result: { queued: true } });
    expect(await performCall(http, known, callRequest()).ended).toEqual({
      kind: 'completed',
      answer: {
        result: { queued: true },
        attempts: 1,
        ...(accepted !== undefined && { accepted: { ...accepted, origin: new URL(service.url).origin } }),
      },
    });
  });

  test('another status has no Location worth asking', async () => {
    service.answer(name, { status: 201, headers: { location: '/weather/jobs/7' }, result: 1 });
    expect(await performCall(http, known, callRequest()).ended).toEqual({
      kind: 'completed',
      answer: { result: 1, attempts: 1 },
    });
  });
});

describe('attempts', () => {
  const retry = { count: 2, delayMs: 1000, backoff: 2 };

  test('a failure that may be repeated is left to be repeated until the attempts are used up', async () => {
    service.answer(name, [{ status: 503 }, { drop: 'before' }, { status: 500 }, { result: 'late' }]);
    const request = callRequest({ retry });
    const first = performCall(http, known, request);
    expect(await first.ended).toMatchObject({
      code: 'service-error',
      final: false,
      detail: { attempts: 1, unanswered: false, status: 503 },
      nextRetryDelay: 1000,
    });
    const second = performCall(http, known, request, { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) });
    expect(await second.ended).toMatchObject({
      code: 'connection-lost',
      final: false,
      detail: { attempts: 2, unanswered: true },
    });
    const third = performCall(http, known, request, { attempt: 3, heartbeatDetails: second.heartbeats.at(-1) });
    // Answered this time, yet an earlier attempt was not: what that one did stays unknown.
    expect(await third.ended).toMatchObject({
      code: 'service-error',
      final: true,
      detail: { attempts: 3, unanswered: true, status: 500 },
    });
  });

  test('a success counts the attempts before it', async () => {
    service.answer(name, [{ status: 429 }, { result: 4 }]);
    const first = performCall(http, known, callRequest({ retry }));
    await first.ended;
    const heartbeatDetails = first.heartbeats.at(-1);
    expect(await performCall(http, known, callRequest({ retry }), { attempt: 2, heartbeatDetails }).ended).toEqual({
      kind: 'completed',
      answer: { result: 4, attempts: 2 },
    });
    expect(service.calls.map((call) => call.key)).toEqual(['e1_conditions', 'e1_conditions']);
  });

  test.each([
    [400, true],
    [401, true],
    [404, true],
    [408, false],
    [409, true],
    [422, true],
    [425, false],
    [429, false],
    [500, false],
    [501, false],
    [599, false],
  ])('%d is final: %s', async (status, final) => {
    service.answer(name, { status });
    expect(await performCall(http, known, callRequest({ retry })).ended).toMatchObject({
      code: 'service-error',
      final,
    });
  });

  test.each([
    ['HTML', { html: '<p>' }],
    ['a redirect', { redirect: '/' }],
    ['too much', { bytes: 300_000 }],
    ['too deep', { body: '['.repeat(101) }],
  ])('%s is final', async (_, answer) => {
    service.answer(name, answer);
    expect(await performCall(http, known, callRequest({ retry })).ended).toMatchObject({ kind: 'failed', final: true });
  });

  test.each([
    ['7', 7000],
    ['0', 1000],
    ['1', 1000],
    ['86400', 300_000],
    ['soon', 1000],
    ['-5', 1000],
  ])('Retry-After: %s', async (value, nextRetryDelay) => {
    service.answer(name, { status: 429, headers: { 'retry-after': value } });
    expect(await performCall(http, known, callRequest({ retry })).ended).toMatchObject({
      final: false,
      nextRetryDelay,
    });
  });
});

describe('a worker that died', () => {
  const retry = { count: 1, delayMs: 1000, backoff: 3, maxDelayMs: 5000 };
  const open = { attempts: 0, lost: 0, unanswered: false, seen: 1, open: true };

  test.each([
    ['left its open mark', 2, open],
    ['left nothing', 2, undefined],
    ['left what an earlier attempt had written', 3, { ...open, open: false, attempts: 1 }],
  ])('%s: no attempt, but the outcome is unknown', async (_, attempt, heartbeatDetails) => {
    const before = heartbeatDetails?.attempts ?? 0;
    service.answer(name, { status: 400 });
    expect(await performCall(http, known, callRequest({ retry }), { attempt, heartbeatDetails }).ended).toMatchObject({
      code: 'service-error',
      detail: { attempts: before + 1, unanswered: true },
    });
  });

  test('uses up none of the attempts, and the delay counts only these', async () => {
    service.answer(name, { status: 503 });
    const details = { attempts: 0, lost: 9, unanswered: true, seen: 9, open: false };
    expect(
      await performCall(http, known, callRequest({ retry }), { attempt: 10, heartbeatDetails: details }).ended,
    ).toMatchObject({
      final: false,
      nextRetryDelay: 1000,
    });
    const next = { ...details, attempts: 1, seen: 10 };
    expect(
      await performCall(http, known, callRequest({ retry }), { attempt: 11, heartbeatDetails: next }).ended,
    ).toMatchObject({
      final: true,
      detail: { attempts: 2 },
    });
  });

  test('the delay grows with the attempts up to its maximum', async () => {
    service.answer(name, { status: 503 });
    const heartbeatDetails = { attempts: 2, lost: 1, unanswered: true, seen: 3, open: false };
    const request = callRequest({ retry: { ...retry, count: 9 } });
    expect(await performCall(http, known, request, { attempt: 4, heartbeatDetails }).ended).toMatchObject({
      nextRetryDelay: 5000,
    });
  });

  test('twenty times is called again, then no more', async () => {
    service.answer(name, { result: 1 });
    const heartbeatDetails = { ...open, lost: 19 };
    expect(await performCall(http, known, callRequest(), { attempt: 2, heartbeatDetails }).ended).toMatchObject({
      kind: 'completed',
    });
    expect(await performCall(http, known, callRequest(), { attempt: 3, heartbeatDetails }).ended).toEqual({
      kind: 'failed',
      code: 'call-lost',
      message: 'weather.get_conditions lost its worker 21 times before it was answered',
      detail: { attempts: 0, unanswered: true },
      final: true,
      nextRetryDelay: undefined,
    });
    expect(service.calls).toHaveLength(1);
  });

  test('details that are not ours are as good as none', async () => {
    service.answer(name, { status: 400 });
    expect(
      await performCall(http, known, callRequest(), { heartbeatDetails: { attempts: 'many' } }).ended,
    ).toMatchObject({
      detail: { attempts: 1, unanswered: false },
    });
  });
});

describe('cancel and shutdown', () => {
  test('a cancel ends the connection of a call in flight, whose outcome is then unknown', async () => {
    service.answer(name, { noAnswer: true });
    const { ended, cancel } = performCall(http, known, callRequest());
    await service.until((calls) => calls.length === 1);
    cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
    expect(await ended).toEqual({ kind: 'cancelled', detail: { attempts: 0, unanswered: true } });
    await service.until((calls) => calls[0]?.aborted === true);
  });

  test('a cancel in the middle of the answer', async () => {
    service.answer(name, { result: 'x'.repeat(1000), dripMs: 20 });
    const { ended, cancel } = performCall(http, known, callRequest());
    await service.until((calls) => calls.length === 1);
    setTimeout(() => cancel(), 50);
    expect(await ended).toEqual({ kind: 'cancelled', detail: { attempts: 0, unanswered: true } });
    await service.until((calls) => calls[0]?.aborted === true);
  });

  test('a cancel before anything was sent leaves nothing unknown', async () => {
    const { ended, cancel } = performCall(http, { find: () => new Promise(() => {}) }, callRequest());
    cancel();
    expect(await ended).toEqual({ kind: 'cancelled', detail: { attempts: 0, unanswered: false } });
    const late = performCall(http, known, callRequest());
    late.cancel();
    expect(await late.ended).toEqual({ kind: 'cancelled', detail: { attempts: 0, unanswered: false } });
    expect(service.calls).toHaveLength(0);
  });

  test.each([
    ['WORKER_SHUTDOWN', { workerShutdown: true }],
    ['PAUSED', { paused: true }],
    ['RESET', { reset: true }],
  ] as const)('%s gives the call to another worker', async (reason, details) => {
    service.answer(name, [{ noAnswer: true }, { status: 404 }]);
    const first = performCall(http, known, callRequest());
    await service.until((calls) => calls.length === 1);
    first.cancel(reason, new ActivityCancellationDetails(details));
    expect(await first.ended).toMatchObject({
      kind: 'failed',
      code: 'call-lost',
      final: false,
      detail: { attempts: 0, unanswered: true },
    });
    const second = performCall(http, known, callRequest(), { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) });
    expect(await second.ended).toMatchObject({
      code: 'service-error',
      final: true,
      detail: { attempts: 1, unanswered: true },
    });
  });

  test('a call in flight tells that it lives and is open, a short one needs not', async () => {
    service.answer(name, [{ result: 1 }, { delayMs: 1300, result: 1 }]);
    const timed = async (): Promise<{ readonly heartbeats: readonly unknown[]; readonly seconds: number }> => {
      const begun = performance.now();
      const { heartbeats, ended } = performCall(http, known, callRequest());
      await ended;
      // A timer may be a little early.
      return { heartbeats, seconds: Math.floor((performance.now() - begun + 100) / 1000) };
    };
    const short = await timed();
    expect(short.heartbeats.length).toBeLessThanOrEqual(short.seconds);
    const long = await timed();
    expect(long.heartbeats.length).toBeGreaterThan(0);
    expect(long.heartbeats.length).toBeLessThanOrEqual(long.seconds);
    for (const each of long.heartbeats) {
      expect(each).toEqual({ attempts: 0, lost: 0, unanswered: false, seen: 1, open: true });
    }
  });
});

describe('the registry', () => {
  test('a service that is not registered', async () => {
    expect(await performCall(http, { find: () => Promise.resolve(null) }, callRequest()).ended).toEqual({
      kind: 'failed',
      code: 'unknown-service',
      message: 'weather.get_conditions: no service weather is registered',
      detail: { attempts: 1, unanswered: false },
      final: true,
      nextRetryDelay: undefined,
    });
  });

  test('a registry that cannot be read costs no attempt', async () => {
    const away: ServiceDirectory = { find: () => Promise.reject(new Error('14 UNAVAILABLE')) };
    const first = performCall(http, away, callRequest());
    expect(await first.ended).toMatchObject({
      code: 'registry-unavailable',
      message: 'weather.get_conditions could not be looked up: 14 UNAVAILABLE',
      detail: { attempts: 0, unanswered: false },
      final: false,
    });
    const heartbeatDetails = first.heartbeats.at(-1);
    service.answer(name, { status: 400 });
    expect(await performCall(http, known, callRequest(), { attempt: 2, heartbeatDetails }).ended).toMatchObject({
      detail: { attempts: 1, unanswered: false },
      final: true,
    });
  });

  test('several addresses share the calls in flight', async () => {
    const other = await startRecordingService();
    service.answer(name, { noAnswer: true });
    const both: ServiceDirectory = {
      find: (each) => Promise.resolve({ name: each, baseUrls: [service.baseUrl(each), other.baseUrl(each)] }),
    };
    const activities = createActivities({ services: both, http });
    const held = performCall(http, both, callRequest(), {}, activities);
    await service.until((calls) => calls.length === 1);
    for (let i = 0; i < 4; i++) await performCall(http, both, callRequest(), {}, activities).ended;
    expect([service.calls.length, other.calls.length]).toEqual([1, 4]);
    held.cancel();
    await held.ended;
    await other.close();
  });
});
