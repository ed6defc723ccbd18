import { afterEach, expect, test } from '@jest/globals';
import { startRecordingService, type RecordingService } from './recording-service.ts';

let service: RecordingService;
afterEach(() => service.close());

async function call(name: string, body: unknown, signal?: AbortSignal): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${service.url}/${name.replace('.', '/')}`, {
    method: 'POST',
    headers: { 'idempotency-key': 'k1' },
    body: JSON.stringify(body),
    redirect: 'manual',
    ...(signal && { signal }),
  });
  return { status: answer.status, text: await answer.text() };
}

test('records what it was asked and answers in order, the last answer repeating', async () => {
  service = await startRecordingService({ 'weather.get': [{ status: 503, body: 'busy' }, { result: { t: 4 } }] });
  expect(await call('weather.get', { city: 'Oslo' })).toEqual({ status: 503, text: 'busy' });
  expect(await call('weather.get', { city: 'Bonn' })).toEqual({ status: 200, text: '{"t":4}' });
  expect(await call('weather.get', {})).toEqual({ status: 200, text: '{"t":4}' });
  expect(await call('other.any', {})).toEqual({ status: 200, text: '{}' });
  expect(service.calls.map(({ name, index, body, key }) => ({ name, index, body, key }))).toEqual([
    { name: 'weather.get', index: 0, body: { city: 'Oslo' }, key: 'k1' },
    { name: 'weather.get', index: 1, body: { city: 'Bonn' }, key: 'k1' },
    { name: 'weather.get', index: 2, body: {}, key: 'k1' },
    { name: 'other.any', index: 0, body: {}, key: 'k1' },
  ]);
});

test('answers by what it was asked', async () => {
  service = await startRecordingService({ 'a.b': (body, { index }) => ({ result: { body, index } }) });
  expect(await call('a.b', [1])).toEqual({ status: 200, text: '{"body":[1],"index":0}' });
  service.answer('a.b', { redirect: 'http://elsewhere.invalid/' });
  expect((await call('a.b', {})).status).toBe(302);
});

test('tells a caller who went away from a connection it dropped itself', async () => {
  service = await startRecordingService({ 'a.silent': { noAnswer: true }, 'a.drop': { drop: 'before' } });
  const caller = new AbortController();
  const silent = call('a.silent', {}, caller.signal);
  await service.until((calls) => calls.length === 1);
  caller.abort();
  await expect(silent).rejects.toThrow('abort');
  await expect(call('a.drop', {})).rejects.toThrow('fetch failed');
  await service.until((calls) => calls.every((each) => each.endedAt !== null));
  expect(service.calls.map((each) => each.aborted)).toEqual([true, false]);
});
