import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpClient, type HttpClient, type ServiceDirectory } from '../../activities/index.ts';
import type { CallRequest } from '../../src/driver/protocol.ts';
import { type Answers, type RecordingService, startRecordingService } from '../support/recording-service.ts';
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

function fastCall(answers: Answers, request: Partial<CallRequest> = {}) {
  service.answer(name, answers);
  const retry = { count: 5, delayMs: 100, backoff: 1 };
  return performCall(http, known, callRequest({ retry, fast: { resultBytes: 1000 }, ...request }));
}

describe('the fast attempt of a call', () => {
  test('answers as any attempt does, under the key, and without a heartbeat', async () => {
    const call = fastCall({ result: { soc: 80 } });
    expect(await call.ended).toEqual({ kind: 'completed', answer: { result: { soc: 80 }, attempts: 1 } });
    expect(service.calls.map(({ key }) => key)).toEqual(['e1_conditions']);
    expect(call.heartbeats).toEqual([]);
  });

  test.each<[string, Answers, string, object]>([
    ['a status that may pass', { status: 503 }, 'service-error', { attempts: 1, unanswered: false, passing: true }],
    [
      'one that asks for patience',
      { status: 429, headers: { 'retry-after': '2' } },
      'service-error',
      { attempts: 1, unanswered: false, passing: true, retryAfterMs: 2000 },
    ],
    ['one that will not', { status: 404 }, 'service-error', { attempts: 1, unanswered: false, passing: false }],
    ['no answer in time', { noAnswer: true }, 'call-timed-out', { attempts: 1, unanswered: true, passing: true }],
    ['a lost connection', { drop: 'before' }, 'connection-lost', { attempts: 1, unanswered: true, passing: true }],
    [
      'an answer that there is no room for',
      { result: 'x'.repeat(2000) },
      'response-too-large',
      { attempts: 1, unanswered: true, passing: true },
    ],
    [
      'one that is too large for any call',
      { bytes: 300_000 },
      'response-too-large',
      { attempts: 1, unanswered: false, passing: false },
    ],
    ['no JSON', { html: '<p>' }, 'response-not-json', { attempts: 1, unanswered: false, passing: false }],
  ])('says of %s whether another one may fare better', async (_, answers, code, detail) => {
    // Time enough for the request to be sent.
    const request = code === 'call-timed-out' ? { timeoutMs: 2000 } : {};
    expect(await fastCall(answers, request).ended).toMatchObject({ kind: 'failed', code, detail, final: true });
    expect(service.calls).toHaveLength(1);
  });

  test('counts none where the registry can not be read, or where it is stopped', async () => {
    const unreadable: ServiceDirectory = { find: () => Promise.reject(new Error('away')) };
    const request = callRequest({ fast: { resultBytes: 1000 } });
    expect(await performCall(http, unreadable, request).ended).toMatchObject({
      code: 'registry-unavailable',
      detail: { attempts: 0, unanswered: false, passing: true },
    });
    const call = fastCall({ noAnswer: true });
    await service.until((calls) => calls.length > 0);
    call.cancel('WORKER_SHUTDOWN');
    expect(await call.ended).toMatchObject({
      code: 'call-lost',
      detail: { attempts: 0, unanswered: true, passing: true },
    });
  });
});

describe('the call that follows one', () => {
  test('is put off by Temporal as long as its service has asked', async () => {
    const request = callRequest({ delayMs: 3000 });
    const first = performCall(http, known, request);
    expect(await first.ended).toMatchObject({ kind: 'failed', final: false, nextRetryDelay: 3000 });
    expect(service.calls).toEqual([]);
    const [heartbeatDetails] = first.heartbeats;
    const second = performCall(http, known, request, { attempt: 2, heartbeatDetails });
    expect(await second.ended).toEqual({ kind: 'completed', answer: { result: {}, attempts: 1 } });
  });
});
