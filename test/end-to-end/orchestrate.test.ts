import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/std/index.ts';
import { untilLanesHave } from '../support/lane-words.ts';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordedCall, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** `/orchestrate` on the real thing: six services behind the variables of the seed, one turn at a time. */

const kinds = ['image', 'video', 'crypto', 'fraud', 'compression', 'marketing'];
let services: RecordingService;
let stack: Stack;
let release: () => void = () => undefined;

beforeAll(async () => {
  services = await startRecordingService({
    '*': (body, { service, method }) => ({ result: { done: `${service}/${method}`, with: body } }),
    'fraud_service.fraud_breaks': { status: 422, result: { error: 'no' } },
    'image_service.image_block': async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return { result: 'free' };
    },
    'video_service.video_slow': { delayMs: 150, result: {} },
  });
  const urls = kinds.map((kind) => [`${kind.toUpperCase()}_SERVICE_URL`, services.baseUrl(`${kind}_service`)]);
  stack = await startStack({
    services: { sums: services.baseUrl('sums') },
    env: { ...Object.fromEntries(urls), BATON_TASKS_AT_ONCE: '1', BATON_TASKS_RISE_MS: '30000' },
  });
});
afterAll(async () => {
  release();
  await stack?.close();
  await services?.close();
});

interface Task {
  readonly task_id: string;
  readonly type: string;
  readonly status: string;
  readonly result?: unknown;
  readonly error?: string;
}
interface Orchestration {
  readonly task_id: string;
  readonly status: string;
  readonly priority: string;
  readonly tasks: readonly Task[];
}

const client = () => orchestratorClient(stack.url);

async function begin(body: JsonObject): Promise<Orchestration> {
  const { status, body: answer } = await client().post('/orchestrate', body);
  if (status !== 202) throw new Error(JSON.stringify(answer));
  return answer as unknown as Orchestration;
}

async function until(id: string, holds: (task: Orchestration) => boolean): Promise<Orchestration> {
  for (;;) {
    const { body } = await client().get(`/task/${id}`);
    const task = body as unknown as Orchestration;
    if (holds(task)) return task;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const hasEnded = ({ status }: Orchestration): boolean => ['completed', 'failed', 'cancelled'].includes(status);

const typesOf = (calls: readonly RecordedCall[]): readonly string[] => calls.map(({ method }) => method);

describe('POST /orchestrate', () => {
  test('has each task done by the service of its kind', async () => {
    const begun = await begin({
      tasks: [
        { type: 'image_generation', params: { prompt: 'Sunset landscape' } },
        { type: 'video_cut', params: { seconds: 3 } },
        { type: 'crypto_prediction', params: { symbol: 'BTC' } },
        { type: 'fraud_detection', params: { account: 7 } },
        { type: 'compress', params: { level: 9 } },
        { type: 'marketing_intelligence' },
      ],
      priority: 'high',
    });
    expect(begun).toMatchObject({ status: 'pending', priority: 'high' });
    const ended = await until(begun.task_id, hasEnded);
    expect(ended.status).toBe('completed');
    expect(ended.tasks.map(({ status, result }) => ({ status, result }))).toEqual([
      { status: 'completed', result: { done: 'image_service/image_generation', with: { prompt: 'Sunset landscape' } } },
      { status: 'completed', result: { done: 'video_service/video_cut', with: { seconds: 3 } } },
      { status: 'completed', result: { done: 'crypto_service/crypto_prediction', with: { symbol: 'BTC' } } },
      { status: 'completed', result: { done: 'fraud_service/fraud_detection', with: { account: 7 } } },
      { status: 'completed', result: { done: 'compression_service/compress', with: { level: 9 } } },
      { status: 'completed', result: { done: 'marketing_service/marketing_intelligence', with: {} } },
    ]);
    expect(services.calls.every(({ verb }) => verb === 'POST')).toBe(true);
    const [, second] = ended.tasks;
    expect((await client().get(`/task/${second?.task_id}`)).body).toMatchObject({
      type: 'video_cut',
      part_of: begun.task_id,
      result: { done: 'video_service/video_cut' },
    });
  });

  test('runs workflows on record and operations of services, and tells which of them failed', async () => {
    const { status } = await client().register({
      name: 'twice',
      version: '1',
      inputs: { n: { type: 'number', required: true } },
      steps: [{ id: 'sum', service: 'sums', method: 'add', parameters: { a: '{{inputs.n}}', b: '{{inputs.n}}' } }],
      outputs: { sum: '{{steps.sum.result.with}}' },
    });
    expect(status).toBe(201);
    const begun = await begin({
      tasks: [
        { type: 'twice', params: { n: 4 } },
        { type: 'sums.negate', params: { of: 1 } },
        { type: 'fraud_breaks', params: {} },
      ],
    });
    const { status: ended, tasks } = await until(begun.task_id, hasEnded);
    expect(ended).toBe('failed');
    expect(tasks).toMatchObject([
      { status: 'completed', result: { sum: { a: 4, b: 4 } } },
      { status: 'completed', result: { done: 'sums/negate', with: { of: 1 } } },
      { status: 'failed', error: expect.stringContaining('422') },
    ]);
    expect(await client().post('/orchestrate', { tasks: [{ type: 'twice', params: { n: 'x' } }] })).toMatchObject({
      status: 422,
      body: { error: { code: 'inputs-rejected' } },
    });
  });

  test('one after the other none begins after one that failed', async () => {
    const before = services.calls.length;
    const tasks = [{ type: 'image_first' }, { type: 'fraud_breaks' }, { type: 'video_never' }];
    const begun = await begin({ tasks, sequential: true, priority: 'low' });
    const ended = await until(begun.task_id, hasEnded);
    expect([ended.status, ended.tasks.map(({ status }) => status)]).toEqual([
      'failed',
      ['completed', 'failed', 'cancelled'],
    ]);
    expect(typesOf(services.calls.slice(before))).toEqual(['image_first', 'fraud_breaks']);
  });

  test('with a key that came before is what it was', async () => {
    const tasks = [{ type: 'crypto_once' }];
    const first = await begin({ tasks, idempotency_key: 'once' });
    await until(first.task_id, hasEnded);
    expect((await begin({ tasks, idempotency_key: 'once' })).task_id).toBe(first.task_id);
    expect(typesOf(services.callsOf('crypto_service.crypto_once'))).toHaveLength(1);
    const other = { tasks: [{ type: 'crypto_twice' }], idempotency_key: 'once' };
    expect(await client().post('/orchestrate', other)).toMatchObject({
      status: 422,
      body: { error: { code: 'idempotency-key-reused' } },
    });
  });
});

describe('POST /task/{task_id}/cancel', () => {
  test('stops what runs, and its turn goes to others', async () => {
    services.answer('video_service.video_endless', { noAnswer: true });
    const tasks = [{ type: 'video_endless' }, { type: 'video_after' }];
    const { task_id: id } = await begin({ tasks });
    await services.until((calls) => calls.some(({ method }) => method === 'video_endless'));
    expect((await client().post(`/task/${id}/cancel`, {})).status).toBe(200);
    const ended = await until(id, hasEnded);
    expect([ended.status, ended.tasks.map(({ status }) => status)]).toEqual(['cancelled', ['cancelled', 'cancelled']]);
    const next = await begin({ tasks: [{ type: 'video_next' }] });
    expect((await until(next.task_id, hasEnded)).status).toBe('completed');
    expect((await client().post(`/task/${id}/cancel`, {})).status).toBe(200);
    expect((await client().post(`/task/${next.task_id}/cancel`, {})).status).toBe(409);
  });
});

describe('turns', () => {
  test('are given to high before normal before low, whoever came first; what is stopped while it waits never begins', async () => {
    const blocker = await begin({ tasks: [{ type: 'image_block' }] });
    await services.until((calls) => calls.some(({ method }) => method === 'image_block'));
    const before = services.calls.length;
    const many = (type: string): JsonObject[] => Array.from({ length: 4 }, () => ({ type }));
    const low = await begin({ tasks: many('crypto_low'), priority: 'low' });
    const stopped = await begin({ tasks: many('crypto_stopped'), priority: 'high' });
    const normal = await begin({ tasks: many('crypto_normal') });
    const high = await begin({ tasks: many('crypto_high'), priority: 'high' });
    const waiting = [low, stopped, normal, high].map(({ task_id }) => task_id);
    await untilLanesHave(stack.client, waiting);
    expect((await until(high.task_id, ({ status }) => status !== undefined)).status).toBe('pending');
    expect((await client().post(`/task/${stopped.task_id}/cancel`, {})).status).toBe(200);
    expect((await until(stopped.task_id, hasEnded)).tasks.map(({ status }) => status)).toEqual(
      many('').map(() => 'cancelled'),
    );
    release();
    for (const { task_id } of [blocker, low, normal, high]) await until(task_id, hasEnded);
    expect(typesOf(services.calls.slice(before))).toEqual([
      ...Array.from({ length: 4 }, () => 'crypto_high'),
      ...Array.from({ length: 4 }, () => 'crypto_normal'),
      ...Array.from({ length: 4 }, () => 'crypto_low'),
    ]);
  });

  test('survive the death of a worker: every task is done, none twice', async () => {
    const tasks = Array.from({ length: 12 }, (_, n) => ({ type: 'video_slow', params: { n } }));
    const begun = await begin({ tasks });
    await services.until(() => services.callsOf('video_service.video_slow').length >= 4);
    await stack.killWorker();
    await stack.startWorker();
    const ended = await until(begun.task_id, hasEnded);
    expect(ended.tasks.map(({ status }) => status)).toEqual(tasks.map(() => 'completed'));
    const calls = services.callsOf('video_service.video_slow');
    // The call that the dead worker held is made again, under its key; no other.
    expect(calls.length).toBeLessThanOrEqual(13);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(12);
  });
});

describe('whoever waits', () => {
  test('is passed by nobody who came later, once he has risen', async () => {
    await stack.killWorker();
    const impatient = await startStack({
      services: { work: services.baseUrl('work') },
      env: { BATON_TASKS_AT_ONCE: '1', BATON_TASKS_RISE_MS: '500' },
    });
    try {
      const { post, get } = orchestratorClient(impatient.url);
      let free: () => void = () => undefined;
      services.answer('work.block', async () => {
        await new Promise<void>((resolve) => (free = resolve));
        return { result: {} };
      });
      const start = async (type: string, priority: string, many: number): Promise<string> => {
        const tasks = Array.from({ length: many }, () => ({ type }));
        const { body } = await post('/orchestrate', { tasks, priority });
        return body['task_id'] as string;
      };
      await start('work.block', 'high', 1);
      await services.until((calls) => calls.some(({ name }) => name === 'work.block'));
      const low = await start('work.low', 'low', 2);
      await untilLanesHave(impatient.client, [low]);
      const high = await start('work.high', 'high', 3);
      await untilLanesHave(impatient.client, [high]);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const before = services.calls.length;
      free();
      for (const id of [low, high]) {
        while ((await get(`/task/${id}`)).body['status'] !== 'completed')
          await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(typesOf(services.calls.slice(before))).toEqual(['low', 'low', 'high', 'high', 'high']);
    } finally {
      await impatient.close();
    }
  });
});
