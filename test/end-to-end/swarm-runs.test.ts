import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shardWorkflowId } from '../../src/fleet/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { untilLanesHave } from '../support/lane-words.ts';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Bots' tasks that the orchestrator does itself, one turn at a time, on the real thing. */

let services: RecordingService;
let stack: Stack;
let release: () => void = () => undefined;

beforeAll(async () => {
  const refused = new Set([3, 5]);
  services = await startRecordingService({
    '*': (body) => ({ result: body }),
    // The second time it takes those, too.
    'work.share': (body) =>
      refused.delete((body as JsonObject)['index'] as number) ? { status: 422, result: {} } : { result: body },
    'work.block': async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return { result: 'free' };
    },
    'work.slow': { delayMs: 150, result: {} },
    'work.endless': { noAnswer: true },
    'work.refuse': { status: 422, result: {} },
  });
  stack = await startStack({ services: { work: services.baseUrl('work') }, env: { BATON_TASKS_AT_ONCE: '1' } });
  const { status, body } = await client().register({
    name: 'share_of_work',
    version: '1',
    inputs: {
      n: { type: 'number', required: true },
      index: { type: 'number', required: true },
      of: { type: 'number', required: true },
    },
    steps: [
      {
        id: 'work',
        service: 'work',
        method: 'share',
        parameters: { n: '{{inputs.n}}', index: '{{inputs.index}}', of: '{{inputs.of}}' },
      },
    ],
    outputs: { index: '{{steps.work.result.index}}' },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
});
afterAll(async () => {
  release();
  await stack?.close();
  await services?.close();
});

const client = () => orchestratorClient(stack.url);

async function swarm(tier: string, count: number): Promise<string> {
  const { status, body } = await client().post('/swarms', { name: `${tier} swarm`, count, tier, capabilities: [] });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body['id'] as string;
}

async function distribute(swarmId: string, type: string, data: JsonObject = {}): Promise<string> {
  const { status, body } = await client().post(`/swarms/${swarmId}/tasks`, { type, data });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body['task_id'] as string;
}

async function until(path: string, holds: (answer: JsonObject) => boolean): Promise<JsonObject> {
  for (;;) {
    const { body } = await client().get(path);
    if (holds(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('every bot’s share of a mass task is an execution; only those that failed are done again', async () => {
  const id = await swarm('L20', 6);
  const mass = await distribute(id, 'share_of_work', { n: 7 });
  const path = `/swarms/${id}/tasks/${mass}`;
  const ended = await until(path, ({ pending }) => pending === 0);
  expect(ended).toMatchObject({ assignments: 6, completed: 4, failed: 2, status: 'failed' });
  const sent = services.callsOf('work.share').map(({ body }) => body as JsonObject);
  expect(sent.toSorted((a, b) => Number(a['index']) - Number(b['index']))).toEqual(
    Array.from({ length: 6 }, (_, index) => ({ n: 7, index, of: 6 })),
  );
  expect(await client().get(`/task/${mass}-0`)).toMatchObject({
    status: 200,
    body: { status: 'completed', task_type: 'share_of_work', swarm_id: id },
  });
  // It tells its shard how it ends before it does.
  expect((await client().ended(`${mass}-0`)).status).toBe('COMPLETED');
  expect(await client().get(`/task/${mass}`)).toMatchObject({ body: { completed: 4, failed: 2 } });
  expect((await client().post(`${path}/retry`, {})).body).toMatchObject({ retried: 2 });
  expect(await until(path, ({ completed }) => completed === 6)).toMatchObject({ status: 'completed', failed: 0 });
  expect(services.callsOf('work.share')).toHaveLength(8);
  // Done again under keys of their own.
  expect(new Set(services.callsOf('work.share').map(({ key }) => key)).size).toBe(8);
});

test('a task of one bot that names an operation ends in its figures as the service answers', async () => {
  const id = await swarm('standard', 1);
  const bot = id.replace('swarm-', 'bot-') + '-0';
  const { body: well } = await client().post(`/bots/${bot}/tasks`, { type: 'work.do', data: { x: 1 } });
  const { body: badly } = await client().post(`/bots/${bot}/tasks`, { type: 'work.refuse', data: {} });
  expect(await until(`/task/${well['task_id'] as string}`, ({ status }) => status === 'completed')).toMatchObject({
    bot_id: bot,
    result: { x: 1 },
  });
  expect(await until(`/task/${badly['task_id'] as string}`, ({ status }) => status === 'failed')).toMatchObject({
    error: expect.stringContaining('422'),
  });
  expect(await client().get(`/bots/${bot}`)).toMatchObject({
    body: { total_tasks: 2, pending_tasks: 0, completed_tasks: 1 },
  });
  // Nobody else may say that it is done.
  const { body: later } = await client().post(`/bots/${bot}/tasks`, { type: 'work.block', data: {} });
  await services.until((calls) => calls.some(({ name }) => name === 'work.block'));
  const complete = `/bots/${bot}/tasks/${later['task_id'] as string}/complete`;
  expect(await client().post(complete, {})).toMatchObject({ body: { error: { code: 'task-runs-itself' } } });
  release();
  await until(`/task/${later['task_id'] as string}`, ({ status }) => status === 'completed');
});

test('L20 goes before advanced before standard, whoever came first', async () => {
  const blocker = await swarm('L20', 1);
  const before = services.callsOf('work.block').length;
  const blocking = await distribute(blocker, 'work.block');
  await services.until(() => services.callsOf('work.block').length > before);
  const masses: (readonly [string, string])[] = [];
  for (const tier of ['standard', 'advanced', 'L20']) {
    const id = await swarm(tier, 4);
    masses.push([id, await distribute(id, `work.${tier}`)]);
  }
  const shards = masses.map(([id]) => shardWorkflowId({ swarm: id.replace('swarm-', ''), shard: 0 }));
  await untilLanesHave(stack.client, shards);
  const called = services.calls.length;
  release();
  for (const [id, mass] of [[blocker, blocking] as const, ...masses])
    await until(`/swarms/${id}/tasks/${mass}`, ({ status }) => status === 'completed');
  expect(services.calls.slice(called).map(({ method }) => method)).toEqual([
    ...Array.from({ length: 4 }, () => 'L20'),
    ...Array.from({ length: 4 }, () => 'advanced'),
    ...Array.from({ length: 4 }, () => 'standard'),
  ]);
});

test('a worker that dies takes nothing with it: each share is done, none twice', async () => {
  const id = await swarm('advanced', 12);
  const mass = await distribute(id, 'work.slow');
  await services.until(() => services.callsOf('work.slow').length >= 4);
  await stack.killWorker();
  await stack.startWorker();
  const ended = await until(`/swarms/${id}/tasks/${mass}`, ({ status }) => status === 'completed');
  expect(ended).toMatchObject({ assignments: 12, completed: 12, failed: 0, pending: 0 });
  const calls = services.callsOf('work.slow');
  expect(new Set(calls.map(({ key }) => key)).size).toBe(12);
  // The call that the dead worker held is made again; no other.
  expect(calls.length).toBeLessThanOrEqual(13);
});

test('what runs for a swarm that is deleted is stopped, and its turn goes to others', async () => {
  const id = await swarm('L20', 2);
  const mass = await distribute(id, 'work.endless');
  await services.until(() => services.callsOf('work.endless').length > 0);
  const answer = await fetch(`${stack.url}/swarms/${id}`, { method: 'DELETE' });
  expect(answer.status).toBe(200);
  await services.until(() => services.callsOf('work.endless').every(({ aborted }) => aborted));
  expect(services.callsOf('work.endless')).toHaveLength(1);
  const other = await swarm('standard', 1);
  const done = await distribute(other, 'work.after');
  await until(`/swarms/${other}/tasks/${done}`, ({ status }) => status === 'completed');
  expect((await client().ended(`${mass}-0`)).status).toBe('CANCELLED');
});
