import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createActivities, createHttpClient, type HttpClient, type SecretSource } from '../../activities/index.ts';
import { fillSecrets } from '../../activities/fill-secrets.ts';
import { createRedaction } from '../../activities/redact.ts';
import { readSecrets } from '../../src/config/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { callRequest, directory, performCall } from './perform-call.ts';

const token = 'p4ss/w+rd "quoted" é';
const env = {
  BATON_SECRET_TOKEN: token,
  BATON_SECRET_SHORT: 'abc',
  BATON_SECRET_ELSEWHERE: 'only-for-another',
  BATON_SECRET_SERVICES_ELSEWHERE: 'billing, crm',
};
const secrets: SecretSource = readSecrets(env);
let service: RecordingService;
let http: HttpClient;

beforeAll(() => {
  http = createHttpClient();
});
beforeEach(async () => {
  await service?.close();
  service = await startRecordingService();
});
afterAll(async () => {
  await http.close();
  await service.close();
});

function perform(request: Parameters<typeof performCall>[2]) {
  const services = directory(service.baseUrl);
  return performCall(http, services, request, {}, createActivities({ services, http, secrets })).ended;
}

const withToken = callRequest({
  parameters: { city: 'Oslo', auth: 'Bearer {{secrets.token}}' },
  secrets: [{ at: '/auth', from: 7, name: 'token' }],
});

describe('a secret', () => {
  test('is put into its place right before the request', async () => {
    await perform(withToken);
    expect(service.calls[0]?.body).toEqual({ city: 'Oslo', auth: `Bearer ${token}` });
  });

  test('is put into a query', async () => {
    await perform({ ...withToken, verb: 'GET', method: '/cities' });
    expect(new URL(service.calls[0]?.path ?? '', service.url).searchParams.get('auth')).toBe(`Bearer ${token}`);
  });

  test('stands in no other place, whatever a text looks like', async () => {
    const parameters = { a: '{{secrets.token}}', b: ['{{secrets.token}}', '{{secrets.token}} {{secrets.token}}'] };
    await perform({ ...withToken, parameters, secrets: [{ at: '/b/1', from: 18, name: 'token' }] });
    expect(service.calls[0]?.body).toEqual({
      a: '{{secrets.token}}',
      b: ['{{secrets.token}}', `{{secrets.token}} ${token}`],
    });
  });

  test('that holds what looks like another is not looked into', () => {
    const source = readSecrets({ BATON_SECRET_A: '{{secrets.b}}', BATON_SECRET_B: 'second' });
    const places = [
      { at: '/x', from: 0, name: 'a' },
      { at: '/x', from: 13, name: 'b' },
    ];
    expect(fillSecrets(source, 's', { x: '{{secrets.a}}{{secrets.b}}' }, places)).toEqual({
      ok: true,
      parameters: { x: '{{secrets.b}}second' },
    });
  });

  test('leaves the request itself as it was', () => {
    const parameters = { 'a/b': { __proto__: null, list: ['{{secrets.token}}'] } };
    const before = JSON.stringify(parameters);
    const filled = fillSecrets(secrets, 's', parameters, [{ at: '/a~1b/list/0', from: 0, name: 'token' }]);
    expect(filled).toEqual({ ok: true, parameters: { 'a/b': { list: [token] } } });
    expect(JSON.stringify(parameters)).toBe(before);
  });

  test('that the worker does not have fails the call for good, before anything is sent', async () => {
    const request = { ...withToken, secrets: [{ at: '/auth', from: 7, name: 'other' }] };
    expect(await perform({ ...request, retry: { count: 3, delayMs: 1, backoff: 1 } })).toMatchObject({
      kind: 'failed',
      code: 'unknown-secret',
      message: 'weather.get_conditions: there is no secret other: the worker has no BATON_SECRET_OTHER',
      final: true,
      detail: { unanswered: false },
    });
    expect(service.calls).toEqual([]);
  });

  test('goes only to the services that it may go to', async () => {
    const request = {
      ...withToken,
      parameters: '{{secrets.elsewhere}}',
      secrets: [{ at: '', from: 0, name: 'elsewhere' }],
    };
    expect(await perform(request)).toMatchObject({
      kind: 'failed',
      code: 'secret-refused',
      message: 'weather.get_conditions: the secret elsewhere may not go to the service weather',
      final: true,
    });
    expect(service.calls).toEqual([]);
    await perform({ ...request, service: 'crm' });
    expect(service.calls).toMatchObject([{ service: 'crm', body: 'only-for-another' }]);
  });

  test('is asked with in a polling', async () => {
    service.answer('lab.state', { result: { echo: token } });
    const ended = await perform({
      kind: 'poll',
      service: 'lab',
      target: {
        kind: 'method',
        method: 'state',
        parameters: { key: '{{secrets.TOKEN}}' },
        secrets: [{ at: '/key', from: 0, name: 'TOKEN' }],
      },
      until: {
        condition: true,
        sees: { inputs: {}, context: {}, step: { id: 'a' }, now: 0, seed: '', steps: {}, locals: {} },
      },
      intervalMs: 100,
      timeoutMs: 5000,
      requestTimeoutMs: 5000,
    });
    expect(service.calls).toMatchObject([{ body: { key: token } }]);
    expect(ended).toMatchObject({ kind: 'completed', answer: { result: { echo: '***' } } });
  });
});

describe('what a service says of a secret', () => {
  const base64 = Buffer.from(token).toString('base64');
  const basic = Buffer.from(`user:${token}`).toString('base64');

  test.each([
    ['as it is', token],
    ['in a longer text', `you said ${token}!`],
    ['in base64', base64],
    ['in base64 for URLs', Buffer.from(token).toString('base64url')],
    ['in base64 with something before it', basic],
    ['in base64 with something around it', Buffer.from(`ab${token}cd`).toString('base64')],
    ['for a URL', `?a=${encodeURIComponent(token)}&b=1`],
    ['for a URL, in small letters', encodeURIComponent(token).toLowerCase()],
    ['for a form', new URLSearchParams({ a: token }).toString()],
    ['as JSON text', JSON.stringify({ a: token })],
  ])('%s is taken out of a result', async (_how, said) => {
    service.answer('weather.get_conditions', { result: { list: [said], [said]: 1 } });
    const ended = await perform(withToken);
    expect(ended.kind).toBe('completed');
    const told = JSON.stringify(ended);
    for (const form of [token, base64.slice(0, -4), encodeURIComponent(token), JSON.stringify(token).slice(1, -1)]) {
      expect(told).not.toContain(form);
      expect(told).not.toContain(JSON.stringify(form).slice(1, -1));
    }
    expect(told).toContain('***');
  });

  test('with an error status, though the message holds only its beginning', async () => {
    service.answer('weather.get_conditions', { status: 400, body: `${'x'.repeat(190)}${token}` });
    const ended = await perform(withToken);
    expect(ended).toMatchObject({ kind: 'failed', code: 'service-error' });
    expect(JSON.stringify(ended)).not.toContain('p4ss');
  });

  test.each([
    ['of another type', { body: `<p>${token}</p>`, headers: { 'content-type': 'text/html' } }],
    ['that is no JSON', { body: `{${token}` }],
    [
      'of a type that names it',
      { body: 'x', headers: { 'content-type': `text/p4ss%2Fw%2Brd%20%22quoted%22%20%C3%A9` } },
    ],
    ['a redirect', { redirect: `/elsewhere?key=${encodeURIComponent(token)}` }],
  ])('%s', async (_how, answer) => {
    service.answer('weather.get_conditions', answer);
    const ended = await perform(withToken);
    expect(ended.kind).toBe('failed');
    expect(JSON.stringify(ended)).not.toContain('p4ss');
    expect(JSON.stringify(ended)).toContain('***');
  });

  test('in a Location, which would be kept', async () => {
    const headers = { location: `/jobs/${encodeURIComponent(token)}` };
    service.answer('weather.get_conditions', { status: 202, result: {}, headers });
    const ended = await perform(withToken);
    expect(ended).toMatchObject({ kind: 'failed', code: 'address-refused', final: true });
    expect(JSON.stringify(ended)).not.toContain('p4ss');
  });

  test('although it was not sent with this call', async () => {
    service.answer('weather.get_conditions', { result: token });
    expect(await perform(callRequest())).toMatchObject({ answer: { result: '***' } });
  });

  test('but one of a few letters is left', async () => {
    service.answer('weather.get_conditions', { result: 'abcdef' });
    expect(await perform(callRequest())).toMatchObject({ answer: { result: 'abcdef' } });
  });

  test('as a number', () => {
    const redaction = createRedaction(['1234567890']);
    expect(redaction.json([1234567890, 12345678, { n: 1234567890 }])).toEqual(['***', 12345678, { n: '***' }]);
  });

  test('where one begins another, the longer goes first', () => {
    const redaction = createRedaction(['secret-one', 'secret-one-and-more']);
    expect(redaction.text('secret-one-and-more secret-one')).toBe('*** ***');
  });
});
