import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventWriter } from '../../src/events/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { Conversation } from '../engine/conversation.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { openStream } from '../support/event-source.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const events = (() => {
  const talk = new Conversation(
    'steps: [{id: a, service: s, method: m}, {id: b, service: s, method: n, depends_on: [a]}]',
  );
  talk.begun();
  talk.later(1000).completed('a', 1);
  talk.later(1000).completed('b', 2);
  return talk.changes().map(eventWriter({ executionId: 'exec_1', plan: talk.plan, inputs: {} }));
})();

beforeAll(() => api.ports.become('exec_1', events));
beforeEach(() => void api.ports.replayed.splice(0));

async function history(query: string): Promise<{ readonly status: number; readonly json: unknown }> {
  return await sendRequest(api.port, { path: `/infrastructure/events/history?${query}` });
}

async function replay(body: JsonObject): Promise<{ readonly status: number; readonly json: unknown }> {
  return await sendRequest(api.port, { path: '/infrastructure/events/replay', body });
}

describe('a reader of a stream that has seen the end', () => {
  const follow = (id: string): ReturnType<typeof openStream> =>
    openStream(`${api.address}/orchestrator/events/${id}`, { 'last-event-id': 'end' });

  test('is told that no more will come, once it has ended', async () => {
    api.ports.show({
      executionId: 'exec_ended',
      workflowName: 'w',
      version: '1',
      status: 'COMPLETED',
      phase: 'ended',
      inputs: {},
      steps: [],
      startedAt: T0,
      completedAt: T0,
    });
    expect((await follow('exec_ended')).status).toBe(204);
  });

  test('is given all of it where another runs by its id, and nothing where there is none', async () => {
    const stream = await follow('exec_1');
    expect(stream.status).toBe(200);
    expect((await stream.until((seen) => seen.length === events.length)).map(({ id }) => id)).toEqual(
      events.map(({ sequence }) => sequence),
    );
    stream.close();
    expect((await follow('exec_none')).status).toBe(404);
  });
});

describe('the history of events', () => {
  test('has all, in order', async () => {
    expect(await history('execution_id=exec_1')).toMatchObject({ status: 200, json: { events, next_cursor: null } });
  });

  test('comes in pages', async () => {
    const { json } = await history('execution_id=exec_1&limit=4');
    expect(json).toEqual({ events: events.slice(0, 4), next_cursor: '0000000004' });
    const rest = await history('execution_id=exec_1&limit=4&cursor=0000000004');
    expect(rest.json).toEqual({ events: events.slice(4), next_cursor: null });
    const last = await history('execution_id=exec_1&limit=2&cursor=0000000004');
    expect(last.json).toEqual({ events: events.slice(4), next_cursor: null });
  });

  test('of a type, or of a time', async () => {
    expect((await history('execution_id=exec_1&type=step.completed&limit=1')).json).toEqual({
      events: [events[2]],
      next_cursor: '0000000003',
    });
    const timed = await history('execution_id=exec_1&from=2025-01-15T06:30:01Z&to=2025-01-15T06:30:02Z');
    expect(timed.json).toEqual({ events: events.slice(2, 4), next_cursor: null });
  });

  test.each([
    ['', 'unreadable-query', 'execution_id'],
    ['execution_id=exec_2', 'execution-not-found', 'exec_2'],
    ['execution_id=exec_1&type=step.done', 'unreadable-query', 'step.completed'],
    ['execution_id=exec_1&from=yesterday', 'unreadable-query', '2025-01-15T06:30:00Z'],
    ['execution_id=exec_1&limit=0', 'unreadable-query', '1 to 9999'],
    ['execution_id=exec_1&cursor=-1', 'unreadable-query', 'next_cursor'],
  ])('%s is refused', async (query, code, text) => {
    const { json } = await history(query);
    expect(json).toMatchObject({ success: false, error: { code } });
    expect(JSON.stringify(json)).toContain(text);
  });
});

describe('events are sent again', () => {
  test('to all sinks, each as it was', async () => {
    expect(await replay({ execution_id: 'exec_1' })).toMatchObject({
      status: 200,
      json: {
        success: true,
        message: '6 of 6 events of exec_1 were sent to log',
        replayed: 6,
        sinks: ['log'],
        next_cursor: null,
      },
    });
    expect(api.ports.replayed.map(({ text }) => JSON.parse(text) as unknown)).toEqual(events);
    expect(new Set(api.ports.replayed.map(({ execution }) => execution))).toEqual(new Set(['exec_1']));
  });

  test('only those of a time', async () => {
    const { json } = await replay({ execution_id: 'exec_1', from: '2025-01-15T06:30:02Z', sinks: ['log'] });
    expect(json).toMatchObject({ replayed: 2 });
    expect(api.ports.replayed.map(({ id }) => id)).toEqual(['exec_1#5', 'exec_1#6']);
  });

  test.each([
    [{ execution_id: 'exec_1', sinks: ['lok'] }, 409, 'no event sink lok is configured here; did you mean log?'],
    [{ execution_id: 'exec_2' }, 404, 'there is no execution `exec_2`'],
  ])('%j is refused', async (body, status, message) => {
    expect(await replay(body)).toMatchObject({ status, json: { message } });
    expect(api.ports.replayed).toEqual([]);
  });
});
