import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpClient } from '../../activities/index.ts';
import { createEventReplay, createPublisher, openSinks, type Publisher } from '../../src/event-sinks/index.ts';
import { type HttpReceiver, startReceiver } from './http-receiver.ts';
import { idsOf, toldEvents } from './told-events.ts';

const secret = 'a secret of sixteen or more';
const http = createHttpClient();
const opened: Publisher[] = [];
let receiver: HttpReceiver;
let lines: string[];

beforeEach(async () => {
  receiver = await startReceiver();
  lines = [];
});
afterEach(async () => {
  for (const publisher of opened.splice(0)) await publisher.close(0);
  await receiver.close();
});
afterAll(async () => await http.close());

function publisherTo(url: string): Publisher {
  const publisher = createPublisher(openSinks({ webhook: { url, secret } }, http).all, (line) => lines.push(line));
  opened.push(publisher);
  return publisher;
}

describe('a webhook', () => {
  test('gets each event as a CloudEvent that is signed with the time of sending', async () => {
    publisherTo(receiver.url).tell(toldEvents('exec_1', 1, 1));
    await receiver.until(1);
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(body).toBe('{"id":"exec_1#1","note":"ü"}');
    const [, seconds = '', given] = /^t=([0-9]+),v1=([0-9a-f]{64})$/.exec(String(headers['baton-signature'])) ?? [];
    // As the page of the reference says it to the receiver.
    expect(given).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    expect(new Date(Number(seconds) * 1000).getFullYear()).toBe(new Date().getFullYear());
  });

  test('is asked again after an error, and gets the events of an execution in order', async () => {
    receiver.answer(500, 503, null, 500);
    publisherTo(receiver.url).tell(toldEvents('exec_1', 1, 3));
    await receiver.until(7);
    expect(idsOf(receiver.received.map(({ body }) => body))).toEqual([
      ...Array.from({ length: 5 }, () => 'exec_1#1'),
      'exec_1#2',
      'exec_1#3',
    ]);
    expect(lines).toEqual(['Events wait for webhook: it answered 500.']);
  });

  test('one that refuses an event loses it, and is told so', async () => {
    receiver.answer(400);
    publisherTo(receiver.url).tell(toldEvents('exec_1', 1, 2));
    await receiver.until(2);
    expect(idsOf(receiver.received.map(({ body }) => body))).toEqual(['exec_1#1', 'exec_1#2']);
    expect(lines).toEqual([
      'Events: 1 not sent to webhook: it answered 400. They can be sent again: baton events ID --replay',
    ]);
  });

  test('one execution that is held up holds up no other', async () => {
    const publisher = publisherTo(receiver.url);
    receiver.answer(...Array.from({ length: 3 }, () => 500));
    publisher.tell(toldEvents('exec_1', 1, 1));
    publisher.tell(toldEvents('exec_2', 1, 1));
    await receiver.until(5);
    const ids = idsOf(receiver.received.map(({ body }) => body));
    expect(ids.filter((id) => id === 'exec_1#1').length + ids.filter((id) => id === 'exec_2#1').length).toBe(5);
    expect(new Set(ids)).toEqual(new Set(['exec_1#1', 'exec_2#1']));
  });

  test('one that is away costs a bounded buffer, whose overflow is counted and said once', async () => {
    const publisher = publisherTo('http://127.0.0.1:9/');
    for (let i = 0; i < 120; i++) publisher.tell(toldEvents(`exec_${i}`, 1, 100));
    await publisher.close(0);
    const counts = lines.flatMap((line) => {
      const found = /^Events: ([0-9]+) not sent to webhook: (.*)\. They can/.exec(line);
      return found === null ? [] : [[Number(found[1]), found[2]] as const];
    });
    const full = counts.filter(([, why]) => why === 'too many waited already');
    expect(full.reduce((sum, [count]) => sum + count, 0)).toBe(2_000);
    expect(counts.filter(([, why]) => why === 'the process was ending')).toEqual([[10_000, 'the process was ending']]);
    // What overflowed is told when it begins, and again at the end.
    expect(full.length).toBeLessThanOrEqual(2);
  });

  test('what waits when the process ends is sent, if there is time', async () => {
    const publisher = publisherTo(receiver.url);
    publisher.tell(toldEvents('exec_1', 1, 20));
    await publisher.close(50_000);
    expect(receiver.received).toHaveLength(20);
    expect(lines).toEqual([]);
  });
});

describe('sent again', () => {
  const replayTo = (url: string) => createEventReplay(openSinks({ webhook: { url, secret } }, http)).replay;

  test('events arrive in order, past an error', async () => {
    receiver.answer(204, 500);
    expect(await replayTo(receiver.url)(toldEvents('exec_1', 1, 3))).toEqual({ sent: 3, sinks: ['webhook'] });
    expect(idsOf(receiver.received.map(({ body }) => body))).toEqual(['exec_1#1', 'exec_1#2', 'exec_1#2', 'exec_1#3']);
  });

  test('to a receiver that goes on failing, it is refused', async () => {
    receiver.answer(204, 500, 500, 500, 500);
    await expect(replayTo(receiver.url)(toldEvents('exec_1', 1, 3))).rejects.toMatchObject({
      code: 'event-sink-failed',
      message: 'webhook failed after 1 events: it answered 500',
    });
  });

  test('to a sink that is not configured, it is refused', async () => {
    await expect(replayTo(receiver.url)([], ['redis'])).rejects.toMatchObject({
      code: 'event-sink-not-configured',
      message: 'no event sink redis is configured here; configured: webhook',
    });
    await expect(createEventReplay(openSinks({})).replay([])).rejects.toMatchObject({
      code: 'event-sink-not-configured',
      message: 'no event sink is configured here',
    });
  });
});
