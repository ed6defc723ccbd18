import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpClient, type HttpClient, type ServiceDirectory } from '../../activities/index.ts';
import type { PollRequest } from '../../src/driver/protocol.ts';
import { type Expr, parseExpression } from '../../src/expressions/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { directory, performCall } from './perform-call.ts';

let service: RecordingService;
let http: HttpClient;
let known: ServiceDirectory;

beforeAll(() => {
  http = createHttpClient();
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

const name = 'lab.state';

function until(text: string): NonNullable<PollRequest['until']> {
  const sees = {
    inputs: { wanted: 'done' },
    context: { execution_id: 'e1' },
    step: { id: 'analyse' },
    now: 0,
    seed: 'e1/analyse',
    steps: { before: { status: 'completed', result: { limit: 2 }, error: null } },
    locals: { item: 'probe' },
  };
  return { condition: expression(text), sees };
}

function expression(text: string): Expr {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`no expression: ${text}`);
  return parsed.expr;
}

function pollRequest(request: Partial<PollRequest> = {}): PollRequest {
  return {
    kind: 'poll',
    service: 'lab',
    target: { kind: 'method', method: 'state', parameters: { id: 7 } },
    until: until("response.state == 'done'"),
    intervalMs: 100,
    // More than a busy machine stands still for.
    timeoutMs: 50_000,
    requestTimeoutMs: 30_000,
    ...request,
  };
}

const location = (path: string): Partial<PollRequest> => {
  const { until: _, ...request } = pollRequest({ target: { kind: 'location', path } });
  return request;
};

const poll = (request: Partial<PollRequest> = {}, earlier: Parameters<typeof performCall>[3] = {}) =>
  performCall(http, known, request.kind === 'poll' ? (request as PollRequest) : pollRequest(request), earlier);

describe('a polling', () => {
  test('asks until the condition holds, without a key, and gives the last answer', async () => {
    service.answer(name, [{ result: { state: 'queued' } }, { result: null }, { result: { state: 'done', n: 3 } }]);
    expect(await poll().ended).toEqual({ kind: 'completed', answer: { result: { state: 'done', n: 3 }, attempts: 3 } });
    expect(
      service.calls.map(({ verb, path, body, headers }) => [verb, path, body, headers['idempotency-key']]),
    ).toEqual(Array.from({ length: 3 }, () => ['POST', '/lab/state', { id: 7 }, undefined]));
  });

  test('asks an endpoint by its verb', async () => {
    service.answer('lab.jobs/7', { result: { state: 'done' } });
    const target = { kind: 'method', method: '/jobs/7', verb: 'GET', parameters: { full: true } } as const;
    expect(await poll({ target }).ended).toMatchObject({ kind: 'completed' });
    expect(service.calls).toMatchObject([{ verb: 'GET', path: '/lab/jobs/7?full=true' }]);
  });

  test('sees the execution beside the response', async () => {
    service.answer(name, [
      { result: { state: 'done', n: 1, of: 'probe' } },
      { result: { state: 'done', n: 2, of: 'probe' } },
    ]);
    const text =
      "response.state == inputs.wanted and response.n >= steps.before.result.limit and item == response.of and step.id == 'analyse'";
    expect(await poll({ until: until(text) }).ended).toMatchObject({ answer: { attempts: 2 } });
  });

  test('asks again where a question fails in passing', async () => {
    service.answer(name, [
      { status: 503 },
      { drop: 'before' },
      { status: 429 },
      { noAnswer: true },
      { result: { state: 'done' } },
    ]);
    const ended = await poll({ requestTimeoutMs: 200 }).ended;
    expect(ended).toMatchObject({ kind: 'completed', answer: { result: { state: 'done' } } });
    // On a machine that stands still others take too long as well.
    expect(ended.kind === 'completed' && ended.answer.attempts).toBeGreaterThanOrEqual(5);
  });

  test('waits as long as a busy service asks it to', async () => {
    service.answer(name, [{ status: 503, headers: { 'retry-after': '100' } }]);
    expect(await poll({ timeoutMs: 400 }).ended).toMatchObject({
      code: 'poll-timed-out',
      detail: { attempts: 1, unanswered: true },
    });
  });

  test.each([
    [{ status: 404, result: 'no job' }, 'service-error', 'lab.state answered 404: "no job"'],
    [{ redirect: '/elsewhere' }, 'redirect-refused', /302/],
    [{ html: '<p>' }, 'response-not-json', /text\/html/],
  ])('ends with %j', async (answer, code, message) => {
    service.answer(name, [{ result: {} }, answer]);
    expect(await poll().ended).toEqual({
      kind: 'failed',
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      detail: { attempts: 2, unanswered: true },
      final: true,
      nextRetryDelay: undefined,
    });
  });

  test('ends where the condition cannot be evaluated, or gives no truth', async () => {
    service.answer(name, { result: { state: 7 } });
    expect(await poll({ until: until('response.state - inputs.wanted > 1') }).ended).toMatchObject({
      code: 'wrong-operand',
      message: expect.stringMatching(/^poll\.until: /) as unknown,
      final: true,
    });
    expect(await poll({ until: until('response.state') }).ended).toMatchObject({ code: 'condition-not-boolean' });
  });

  test('ends where the service is not registered', async () => {
    const none: ServiceDirectory = { find: () => Promise.resolve(null) };
    expect(await performCall(http, none, pollRequest()).ended).toMatchObject({ code: 'unknown-service', final: true });
  });

  test('looks a service up again where the registry is away', async () => {
    let asked = 0;
    const shaky: ServiceDirectory = {
      find: (service_) => (asked++ === 0 ? Promise.reject(new Error('away')) : known.find(service_)),
    };
    service.answer(name, { result: { state: 'done' } });
    expect(await performCall(http, shaky, pollRequest()).ended).toMatchObject({ answer: { attempts: 2 } });
  });
});

describe('the time of a polling', () => {
  test('is over for all of it', async () => {
    service.answer(name, { result: { state: 'running' } });
    const ended = await poll({ timeoutMs: 350 }).ended;
    expect(ended).toMatchObject({ code: 'poll-timed-out', final: true });
    // The last question may be under way when it is over.
    const last = String.raw`the last answer was \{"state":"running"\}|lab\.state gave no answer within \d+ ms`;
    expect(ended).toHaveProperty(
      'message',
      expect.stringMatching(`^lab\\.state was asked ${service.calls.length} times within 350 ms: (?:${last})$`),
    );
  });

  test('ends a question that is not answered, and says why', async () => {
    service.answer(name, { noAnswer: true });
    // Time enough for the question to be sent.
    expect(await poll({ timeoutMs: 2000 }).ended).toMatchObject({
      code: 'poll-timed-out',
      message: expect.stringMatching(
        /^lab\.state was asked 1 time within 2000 ms: lab\.state gave no answer/,
      ) as unknown,
    });
  });

  test('goes on where another worker takes over, and so does the count', async () => {
    service.answer(name, { result: { state: 'done' } });
    const first = poll();
    expect(first.heartbeats[0]).toEqual({ startedAt: expect.any(Number), requests: 0 });
    await first.ended;
    const startedAt = Date.now() - 5000;
    const resumed = poll({}, { attempt: 2, heartbeatDetails: { startedAt, requests: 4 } });
    expect(await resumed.ended).toMatchObject({ answer: { attempts: 5 } });
    const seen = service.calls.length;
    const late = poll({ timeoutMs: 4000 }, { attempt: 2, heartbeatDetails: { startedAt, requests: 4 } });
    expect(await late.ended).toMatchObject({ code: 'poll-timed-out', detail: { attempts: 4 } });
    expect(service.calls).toHaveLength(seen);
  });
});

describe('a polling that is stopped', () => {
  test.each([
    ['between two questions', { result: {} }, { intervalMs: 60_000 }],
    ['while it waits for an answer', { noAnswer: true }, {}],
  ])('by a cancel %s ends at once', async (_, answer, request) => {
    service.answer(name, answer);
    const polling = poll(request);
    await service.until((calls) => calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    polling.cancel('CANCELLED');
    expect(await polling.ended).toEqual({ kind: 'cancelled', detail: { attempts: 1, unanswered: true } });
  });

  test('by the end of its worker goes on elsewhere', async () => {
    service.answer(name, { result: {} });
    const polling = poll({ intervalMs: 60_000 });
    await service.until((calls) => calls.length === 1);
    polling.cancel('WORKER_SHUTDOWN');
    expect(await polling.ended).toMatchObject({ code: 'call-lost', final: false, nextRetryDelay: 1 });
    expect(polling.heartbeats.at(-1)).toMatchObject({ requests: 1 });
  });
});

describe('a Location', () => {
  test('is asked at the address that named it, not at another one of the service', async () => {
    service.answer('lab.jobs/7', { result: { found: 3 } });
    const origin = new URL(service.url).origin;
    const two: ServiceDirectory = {
      find: (each) => Promise.resolve({ name: each, baseUrls: ['http://127.0.0.1:9', service.baseUrl(each)] }),
    };
    for (let i = 0; i < 3; i++) {
      const request = pollRequest({ target: { kind: 'location', path: '/lab/jobs/7', origin } });
      const { until: _, ...there } = request;
      expect(await performCall(http, two, there).ended).toMatchObject({ kind: 'completed', answer: { attempts: 1 } });
    }
    const gone = pollRequest({ target: { kind: 'location', path: '/lab/jobs/7', origin: 'http://127.0.0.1:10' } });
    expect(await performCall(http, two, gone).ended).toMatchObject({ code: 'unknown-service', final: true });
  });

  test('is asked until it answers something else than 202', async () => {
    service.answer('lab.jobs/7', [
      { status: 202, headers: { 'retry-after': '0' } },
      { status: 202 },
      { result: { found: 3 } },
    ]);
    const ended = await poll(location('/lab/jobs/7?full=1')).ended;
    expect(ended).toEqual({ kind: 'completed', answer: { result: { found: 3 }, attempts: 3 } });
    expect(service.calls.map(({ verb, path, key }) => [verb, path, key])).toEqual(
      Array.from({ length: 3 }, () => ['GET', '/lab/jobs/7?full=1', '']),
    );
  });

  test('may say for how long it is not worth asking', async () => {
    service.answer('lab.jobs/7', [{ status: 202, headers: { 'retry-after': '300' } }]);
    // Time enough for the answer to come.
    expect(await poll({ ...location('/lab/jobs/7'), timeoutMs: 2000 }).ended).toMatchObject({
      code: 'poll-timed-out',
      message: 'lab.GET location was asked 1 time within 2000 ms: lab.GET location answered 202 still',
    });
  });

  test('elsewhere is refused', async () => {
    expect(await poll(location('//elsewhere.example/jobs')).ended).toMatchObject({
      code: 'address-refused',
      final: true,
    });
  });
});
