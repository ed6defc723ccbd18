import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createActivities, createHttpClient, notificationsName, type HttpClient } from '../../activities/index.ts';
import { notificationsService } from '../../src/language/operations/index.ts';
import type { Json } from '../../src/std/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { callRequest, directory, performCall } from './perform-call.ts';

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

/** By a worker that has a webhook and a notification service, unless it is given other addresses. */
function send(parameters: Json, addresses?: { readonly webhook?: string }, method = 'send') {
  const services = directory(receiver.baseUrl);
  const both = { webhook: `${receiver.url}/hooks/in`, notificationService: receiver.url };
  const log = (line: string) => void lines.push(line);
  const activities = createActivities({ services, http, log, notifications: addresses ?? both });
  const request = callRequest({ service: notificationsName, method, parameters });
  return performCall(http, services, request, {}, activities).ended;
}

const delivered = (channel: string) => ({
  kind: 'completed',
  answer: { result: { channel, delivered: true }, attempts: 1 },
});

test('the log is a line, whatever the message', async () => {
  expect(await send({ channel: 'log', message: 'worn\nout' })).toEqual(delivered('log'));
  expect(await send({ channel: 'log', message: { level: 3 } })).toEqual(delivered('log'));
  expect(await send({ channel: 'log', message: null })).toEqual(delivered('log'));
  const said = lines.map((line) => (JSON.parse(line) as { text: string }).text);
  expect(said).toEqual(['worn\nout', '{"level":3}', '']);
  expect(receiver.calls).toEqual([]);
});

test('a webhook and a notification service are posted to, under the key of the call', async () => {
  receiver.answer('hooks.in', { html: '<p>ok</p>' });
  expect(await send({ channel: 'webhook', message: 'worn' })).toEqual(delivered('webhook'));
  expect(await send({ channel: 'notification_service', message: 'worn' })).toEqual(delivered('notification_service'));
  expect(receiver.calls).toMatchObject([
    { verb: 'POST', path: '/hooks/in', key: 'e1_conditions', body: { text: 'worn' } },
    { verb: 'POST', path: '/notify', key: 'e1_conditions', body: { message: 'worn' } },
  ]);
  expect(lines).toEqual([]);
});

test('one that is away is asked again as the step says', async () => {
  receiver.answer('hooks.in', { status: 503 });
  expect(await send({ channel: 'webhook', message: 'worn' })).toMatchObject({
    code: 'service-error',
    message: 'webhook answered 503',
    detail: { status: 503 },
  });
});

describe('what can never be sent is refused for good', () => {
  test.each([
    [{ channel: 'webhok', message: 'x' }, 'unfit-argument', 'no channel is called "webhok"; did you mean webhook?'],
    [{ message: 'x' }, 'unfit-argument', 'no `channel` is named; the channels are log, webhook, notification_service'],
    [{ channel: 'log' }, 'unfit-argument', 'it takes a `message`'],
    ['text', 'unfit-argument', 'no `channel` is named; the channels are log, webhook, notification_service'],
  ])('%j', async (parameters, code, message) => {
    expect(await send(parameters)).toMatchObject({
      code,
      final: true,
      message: `${notificationsName}.send: ${message}`,
    });
  });

  test('a channel that is not configured', async () => {
    expect(await send({ channel: 'webhook', message: 'x' }, {})).toMatchObject({
      code: 'channel-not-configured',
      final: true,
    });
  });

  test('an address that may not be called', async () => {
    const ended = await send({ channel: 'webhook', message: 'x' }, { webhook: 'http://169.254.169.254/' });
    expect(ended).toMatchObject({ code: 'address-refused', final: true });
  });

  test('a method that there is not', async () => {
    const ended = await send({ channel: 'log', message: 'x' }, {}, 'notify');
    expect(ended).toMatchObject({ code: 'service-error', final: true });
  });
});

test('it is called as the language calls it', () => {
  expect(notificationsName).toBe(notificationsService);
});
