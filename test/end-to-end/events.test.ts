import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { redisSink, type RedisSink } from '../../src/event-sinks/redis-sink.ts';
import type { CloudEvent } from '../../src/events/index.ts';
import { type HttpReceiver, startReceiver } from '../event-sinks/http-receiver.ts';
import { toldEvents } from '../event-sinks/told-events.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { toldOf } from '../support/told-events.ts';

/** What becomes of executions, told to a log, a webhook and Redis, as it happens and again. */

const secret = 'correct horse battery';
const folder = mkdtempSync(join(tmpdir(), 'baton-events-'));
const log = join(folder, 'events.log');
let redis: RedisServer;
let receiver: HttpReceiver;
let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  [redis, receiver, services] = await Promise.all([startRedis(), startReceiver(), startRecordingService()]);
  stack = await startStack({
    services: { svc: services.baseUrl('svc') },
    env: {
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(redis.port),
      BATON_EVENTS_WEBHOOK_URL: receiver.url,
      BATON_EVENTS_WEBHOOK_SECRET: secret,
      BATON_EVENTS_LOG: log,
    },
  });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await Promise.all([redis?.close(), receiver?.close(), services?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function until<T>(look: () => Promise<T> | T, holds: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const inRedis = async (id: string): Promise<readonly CloudEvent[]> =>
  toldOf(
    id,
    (await redis.events()).map(({ event }) => event as CloudEvent),
  );
const posted = (id: string): readonly CloudEvent[] =>
  toldOf(
    id,
    receiver.received.map(({ body }) => JSON.parse(body) as CloudEvent),
  );
const logged = (id: string): readonly CloudEvent[] => {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return toldOf(
    id,
    lines.map((line) => JSON.parse(line) as CloudEvent),
  );
};
const hasEnded = (events: readonly CloudEvent[]): boolean => events.at(-1)?.type === 'workflow.completed';

async function history(id: string): Promise<readonly CloudEvent[]> {
  const { body } = await baton.get(`/infrastructure/events/history?execution_id=${id}`);
  return body['events'] as unknown as readonly CloudEvent[];
}

async function registered(name: string, text: string): Promise<string> {
  const { status } = await baton.register(`name: ${name}\nversion: "1"\n${text}`);
  expect(status).toBe(201);
  return name;
}

/** So many in every sink: what a worker has not sent is lost with it, and what it sends late comes late. */
async function sentEverywhere(id: string, count: number): Promise<void> {
  const isAll = (events: readonly CloudEvent[]): boolean => events.length === count;
  await until(async () => await inRedis(id), isAll);
  await until(() => posted(id), isAll);
  await until(() => logged(id), isAll);
}

/** The same in every sink, and in the history. */
async function toldEverywhere(id: string): Promise<readonly CloudEvent[]> {
  await baton.ended(id);
  const told = await history(id);
  expect(await until(async () => await inRedis(id), hasEnded)).toEqual(told);
  expect(await until(() => posted(id), hasEnded)).toEqual(told);
  expect(await until(() => logged(id), hasEnded)).toEqual(told);
  return told;
}

const typesOf = (events: readonly CloudEvent[]): readonly string[] =>
  events.map(({ type, subject }) => (type.startsWith('step.') ? `${subject} ${type.slice(5)}` : type.slice(9)));

describe('the events of an execution', () => {
  test('that completes, with a list, a wait, a sub-workflow and a pause, are the same in every sink and in its history', async () => {
    await registered('inner', 'steps: [{id: in, service: svc, method: in}]');
    const name = await registered(
      'outer',
      `
inputs: {n: {type: number, default: 3}}
steps:
  - {id: list, service: svc, method: each, for_each: [1, 2, 3], max_parallel: 2}
  - {id: not, service: svc, method: no, when: false}
  - {id: go, wait_for: {event: go}, depends_on: [list]}
  - {id: sub, workflow: inner, depends_on: [go]}
outputs: {done: true}
`,
    );
    const id = await baton.start(name);
    await baton.until(id, ({ step_results: [, , go] }) => go?.status === 'RUNNING');
    await baton.post('/orchestrator/pause_execution', { execution_id: id });
    await baton.until(id, ({ status }) => status === 'PAUSED');
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go' });
    await baton.until(id, ({ step_results: [, , go] }) => go?.status === 'COMPLETED');
    await baton.post('/orchestrator/resume_execution', { execution_id: id });
    const told = await toldEverywhere(id);
    expect(typesOf(told)).toEqual([
      'started',
      'list started',
      'not skipped',
      'list completed',
      'go started',
      'paused',
      'go completed',
      'resumed',
      'sub started',
      'sub completed',
      'completed',
    ]);
    expect(told[0]?.data).toMatchObject({ workflow_id: 'outer@1', workflow_name: 'outer', inputs: { n: 3 } });
    expect(told.at(-1)?.data).toMatchObject({ status: 'COMPLETED', outputs: { done: true } });
    const inner = await toldEverywhere(`${id}~sub`);
    expect(typesOf(inner)).toEqual(['started', 'in started', 'in completed', 'completed']);
    expect(inner[0]?.data['trace_id']).toBe(told[0]?.data['trace_id']);
  });

  test('that is held, retried, cancelled and undone', async () => {
    services.answer('svc.pay', { status: 409 });
    const name = await registered(
      'ill_fated',
      `
on_failure: hold
steps:
  - {id: book, service: svc, method: book, compensate_method: unbook}
  - {id: pay, service: svc, method: pay, depends_on: [book]}
`,
    );
    const id = await baton.start(name);
    await baton.until(id, ({ phase }) => phase === 'held');
    await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'retry' });
    await until(
      async () => typesOf(await history(id)),
      (types) => types.filter((each) => each === 'held').length === 2,
    );
    await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'compensate' });
    expect(typesOf(await toldEverywhere(id))).toEqual([
      'started',
      'book started',
      'book completed',
      'pay started',
      'pay failed',
      'held',
      'resumed',
      'pay started',
      'pay failed',
      'held',
      'compensating',
      'book compensating',
      'book compensated',
      'compensated',
      'completed',
    ]);
  });

  test('each is signed, and carries its type where a reader of the stream sees it', async () => {
    expect(receiver.received.length).toBeGreaterThan(10);
    for (const { headers, body } of receiver.received) {
      const [, seconds = '', given] = /^t=([0-9]+),v1=(.*)$/.exec(String(headers['baton-signature'])) ?? [];
      expect(given).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    }
    for (const { id, type, event } of await redis.events()) expect(event).toMatchObject({ id, type });
  });

  test('that Temporal terminated end in the history, and can be sent from it', async () => {
    const id = await baton.start(await registered('waits', 'steps: [{id: w, wait_for: {event: never}}]'));
    await baton.until(id, ({ step_results: [w] }) => w?.status === 'RUNNING');
    await sentEverywhere(id, 2);
    await stack.client.workflow.getHandle(id).terminate('enough');
    await baton.ended(id);
    expect(typesOf(await history(id))).toEqual(['started', 'w started', 'completed']);
    await baton.post('/infrastructure/events/replay', { execution_id: id, sinks: ['webhook'] });
    expect(posted(id).at(-1)?.data).toMatchObject({ status: 'FAILED', error_code: 'terminated' });
  });
});

describe('a sink that is away', () => {
  test('holds up nothing, is told of in /health, gets what waited when it is back, and the rest again', async () => {
    const name = await registered('brief', 'steps: [{id: a, service: svc, method: a}]');
    expect((await baton.get('/health')).body['redis']).toBe('connected');
    await redis.kill();
    const id = await baton.start(name);
    expect((await baton.ended(id)).status).toBe('COMPLETED');
    await until(
      async () => (await baton.get('/health')).body['redis'],
      (each) => each === 'disconnected',
    );
    const refused = await baton.post('/infrastructure/events/replay', { execution_id: id, sinks: ['redis'] });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'event-sink-failed' } } });

    await redis.start();
    const late = await until(async () => await inRedis(id), hasEnded);
    expect(late).toEqual(await history(id));

    // As if all of it had been missed.
    await redis.command('DEL', 'baton:events');
    await until(
      async () => (await baton.get('/health')).body['redis'],
      (each) => each === 'connected',
    );
    const again = await baton.post('/infrastructure/events/replay', { execution_id: id, sinks: ['redis'] });
    expect(again).toMatchObject({ status: 200, body: { replayed: 4, sinks: ['redis'] } });
    expect(await inRedis(id)).toEqual(late);
  });

  test('of a worker that is killed: what it did not send is in the history', async () => {
    const name = await registered('outlives', 'steps: [{id: w, wait_for: {event: go}}]');
    const id = await baton.start(name);
    await baton.until(id, ({ step_results: [w] }) => w?.status === 'RUNNING');
    await sentEverywhere(id, 2);
    await stack.killWorker();
    await stack.startWorker();
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go' });
    // The new worker replays the first part, and tells only what is new.
    expect(typesOf(await toldEverywhere(id))).toEqual(['started', 'w started', 'w completed', 'completed']);
  });
});

describe('a Redis', () => {
  const opened: RedisSink[] = [];
  afterEach(async () => {
    for (const sink of opened.splice(0)) await sink.close();
  });
  const sinkTo = async (stream: string, sendMs = 30_000): Promise<RedisSink> => {
    const url = `redis://127.0.0.1:${redis.port}`;
    const sink = redisSink({ url, stream, mostEvents: 100, sendMs });
    opened.push(sink);
    await until(() => sink.isConnected(), Boolean);
    return sink;
  };

  test('that stands still is left, and gets the events when it goes on', async () => {
    const sink = await sinkTo('still', 500);
    redis.freeze(true);
    const reason = 'it did not answer within 0.5 s';
    expect(await sink.send(toldEvents('exec', 1, 3))).toEqual({ kind: 'failed', away: true, reason });
    redis.freeze(false);
    await until(
      async () => await sink.send(toldEvents('exec', 1, 3)),
      ({ kind }) => kind === 'sent',
    );
    // What it had been handed before it stood still may be there as well.
    const ids = (await redis.events('still')).map(({ id }) => id);
    expect(ids.slice(-3)).toEqual(['exec#1', 'exec#2', 'exec#3']);
  });

  test('keeps about as many events as it is told to', async () => {
    const sink = await sinkTo('short');
    for (let from = 1; from <= 901; from += 100) await sink.send(toldEvents('exec', from, from + 99));
    const kept = await redis.events('short');
    expect(kept.at(-1)?.id).toBe('exec#1000');
    expect(kept.length).toBeGreaterThanOrEqual(100);
    expect(kept.length).toBeLessThan(300);
  });

  test('that refuses says why', async () => {
    const sink = await sinkTo('no-stream');
    await redis.command('SET', 'no-stream', 'text');
    expect(await sink.send(toldEvents('exec', 1, 1))).toMatchObject({
      kind: 'failed',
      away: false,
      reason: expect.stringMatching(/^WRONGTYPE /),
    });
  });
});
