import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createActivities, createHttpClient, type HttpClient } from '../../activities/index.ts';
import type { NotifyRequest } from '../../src/driver/protocol.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { directory, type EarlierAttempts, performActivity } from './perform-call.ts';

let receiver: RecordingService;
let http: HttpClient;
let lines: string[];

beforeAll(() => {
  http = createHttpClient();
});
beforeEach(async () => {
  await receiver?.close();
  receiver = await startRecordingService();
  lines = [];
});
afterAll(async () => {
  await http.close();
  await receiver.close();
});

const request: NotifyRequest = {
  execution: 'e1',
  step: 'brakes',
  text: 'worn\nout',
  key: 'e1_brakes:on_failure.0',
  timeoutMs: 30_000,
  retry: { count: 1, delayMs: 1000, backoff: 2 },
};

function notify(webhook?: string, earlier: EarlierAttempts = {}, notificationService?: string) {
  const { notify: activity } = createActivities({
    services: directory(receiver.baseUrl),
    http,
    log: (line) => lines.push(line),
    notifications: {
      ...(webhook !== undefined && { webhook }),
      ...(notificationService !== undefined && { notificationService }),
    },
  });
  return performActivity(activity, request, earlier);
}

test('is a line in the log, whatever the text', async () => {
  expect(await notify().ended).toEqual({ kind: 'completed', answer: { result: null, attempts: 1 } });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { kind: 'notification', at: expect.any(String), execution: 'e1', step: 'brakes', text: 'worn\nout' },
  ]);
  expect(lines[0]).not.toContain('\n');
});

test('is posted where somebody is configured, who may answer as it likes', async () => {
  receiver.answer('hooks.in', { html: '<p>ok</p>' });
  const ended = await notify(`${receiver.url}/hooks/in?token=1`).ended;
  expect(ended).toEqual({ kind: 'completed', answer: { result: null, attempts: 1 } });
  expect(receiver.calls).toMatchObject([
    {
      verb: 'POST',
      path: '/hooks/in?token=1',
      key: 'e1_brakes:on_failure.0',
      body: { execution: 'e1', step: 'brakes', text: 'worn\nout' },
    },
  ]);
});

test('is tried again, and logged once', async () => {
  receiver.answer('hooks.in', [{ status: 503 }, { status: 503 }]);
  const first = notify(`${receiver.url}/hooks/in`);
  expect(await first.ended).toMatchObject({ code: 'service-error', final: false, nextRetryDelay: 1000 });
  const second = notify(`${receiver.url}/hooks/in`, { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) });
  expect(await second.ended).toMatchObject({ code: 'service-error', final: true, detail: { attempts: 2 } });
  expect(lines).toHaveLength(1);
});

test('a receiver at an address that may not be called gets nothing', async () => {
  expect(await notify('http://169.254.169.254/').ended).toMatchObject({ code: 'address-refused', final: true });
});

test('is posted to the notification service as well, and to both again where one has not answered', async () => {
  receiver.answer('hooks.notify', [{ status: 503 }, { result: {} }]);
  const first = notify(`${receiver.url}/hooks/in`, {}, `${receiver.url}/hooks/`);
  expect(await first.ended).toMatchObject({ code: 'service-error', final: false });
  const earlier = { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) };
  const second = notify(`${receiver.url}/hooks/in`, earlier, `${receiver.url}/hooks`);
  expect(await second.ended).toMatchObject({ kind: 'completed' });
  expect(receiver.calls.map(({ path }) => path)).toEqual(['/hooks/in', '/hooks/notify', '/hooks/in', '/hooks/notify']);
  expect(new Set(receiver.calls.map(({ key }) => key))).toEqual(new Set(['e1_brakes:on_failure.0']));
  expect(receiver.calls[1]?.body).toEqual({ message: 'worn\nout', execution_id: 'e1', step: 'brakes' });
});
