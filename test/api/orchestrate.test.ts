import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/std/index.ts';
import { taskLimits } from '../../src/tasks/index.ts';
import { type ApiOnLoopback, startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

let api: ApiOnLoopback;
beforeAll(async () => {
  api = await startApi();
  await api.ports.services.register({ name: 'image_service', baseUrls: ['http://127.0.0.1:1'] });
  await api.ports.services.register({ name: 'sums', baseUrls: ['http://127.0.0.1:1'] });
  const definition = {
    name: 'doubles',
    inputs: { n: { type: 'number', required: true } },
    steps: [{ id: 'a', service: 'sums', method: 'double', parameters: '{{inputs.n}}' }],
  };
  await api.ports.catalog.register(JSON.stringify(definition), 'json');
});
afterAll(() => api.close());

const post = async (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  await sendRequest(api.port, { path: '/orchestrate', headers, body: body as JsonObject });

describe('POST /orchestrate', () => {
  test.each<readonly [string, unknown, string]>([
    ['no tasks', {}, '`tasks` is missing'],
    ['an empty list', { tasks: [] }, '`tasks`: tasks are a list of at least one'],
    ['what is no list', { tasks: 'image_generation' }, '`tasks`: tasks are a list'],
    [
      'more than the limit',
      { tasks: Array.from({ length: taskLimits.tasks + 1 }, () => ({ type: 'image_a' })) },
      `\`tasks\`: at most ${taskLimits.tasks} tasks at a time`,
    ],
    ['a task without a type', { tasks: [{ params: {} }] }, '`tasks[0].type` is missing'],
    ['a type that is no text', { tasks: [{ type: 7 }] }, '`tasks[0].type`: a type is text'],
    [
      'params that are a list',
      { tasks: [{ type: 'image_a', params: [] }] },
      '`tasks[0].params`: params are a JSON object',
    ],
    [
      'params of 70 KB',
      { tasks: [{ type: 'image_a', params: { text: 'x'.repeat(70_000) } }] },
      `\`tasks[0].params\`: params have at most ${taskLimits.paramsBytes} bytes as JSON; send a reference to what is larger`,
    ],
    [
      'another priority',
      { tasks: [{ type: 'image_a' }], priority: 'urgent' },
      '`priority`: priorities are high, normal, low',
    ],
    [
      'a word for true',
      { tasks: [{ type: 'image_a' }], sequential: 'yes' },
      '`sequential`: sequential is true or false',
    ],
  ])('refuses %s', async (_what, body, message) => {
    const { status, json } = await post(body);
    expect([status, json]).toMatchObject([422, { error: { code: 'request-rejected', message } }]);
  });

  test('names every type that nothing does, and the nearest one', async () => {
    const tasks = [{ type: 'image_a' }, { type: 'double' }, { type: 'image generation' }, { type: '__proto__' }];
    expect(await post({ tasks })).toMatchObject({
      status: 422,
      json: {
        error: {
          code: 'unknown-task-type',
          message: '3 unknown types',
          details: [
            { path: 'tasks[1].type', hint: 'doubles' },
            { path: 'tasks[2].type', hint: 'image_generation' },
            { path: 'tasks[3].type', message: expect.stringContaining('image_*, video_*') },
          ],
        },
      },
    });
  });

  test('names every variable that is missing', async () => {
    const tasks = [{ type: 'image_a' }, { type: 'video_a' }, { type: 'compressing' }, { type: 'video_b' }];
    const answer = await post({ tasks });
    expect(answer).toMatchObject({
      status: 503,
      json: {
        error: {
          code: 'service-not-configured',
          message:
            '`video_b`: no service does it; VIDEO_SERVICE_URL is not set. `compressing`: no service does it; COMPRESSION_SERVICE_URL is not set',
        },
      },
    });
    // Nothing comes of asking again.
    expect(answer.headers).not.toHaveProperty('retry-after');
  });

  test('holds params to the inputs of a workflow', async () => {
    const { status, json } = await post({ tasks: [{ type: 'doubles', params: { n: 'two' } }] });
    expect([status, json]).toMatchObject([
      422,
      { error: { code: 'inputs-rejected', details: [{ path: 'inputs.n' }] } },
    ]);
  });

  test('takes a key from the header or the body, and the same one for the same tasks alone', async () => {
    const tasks = [{ type: 'sums.add', params: { a: 1 } }];
    const { json: first } = await post({ tasks }, { 'idempotency-key': 'k1' });
    expect(await post({ tasks, idempotency_key: 'k1' })).toMatchObject({ status: 202, json: first });
    expect(await post({ tasks, priority: 'low', idempotency_key: 'k1' })).toMatchObject({
      status: 422,
      json: { error: { code: 'idempotency-key-reused' } },
    });
    expect(await post({ tasks, idempotency_key: 'a' }, { 'idempotency-key': 'b' })).toMatchObject({ status: 422 });
  });
});

describe('GET /task', () => {
  const get = async (id: string) => await sendRequest(api.port, { path: `/task/${id}` });

  test.each(['orc-none', 'orc-none-0', 'exec_1', 'orc-', 'task-a-0-xxxxxxxx'])('knows no %s', async (id) => {
    const { status, json } = await get(id);
    expect([status, json]).toMatchObject([404, { error: { code: expect.stringMatching(/-not-found$/) } }]);
  });

  test('shows a long result only by itself', async () => {
    const result = 'x'.repeat(20_000);
    api.ports.tasks.showOrchestration({
      id: 'orc-long',
      status: 'completed',
      priority: 'low',
      sequential: true,
      createdAt: T0,
      completedAt: T0 + 5,
      tasks: [{ id: 'orc-long-0', type: 'image_a', status: 'completed', startedAt: T0, completedAt: T0 + 4, result }],
    });
    expect(await get('orc-long')).toMatchObject({ json: { tasks: [{ result_bytes: 20_002 }] } });
    expect(((await get('orc-long')).json as { tasks: JsonObject[] }).tasks[0]).not.toHaveProperty('result');
    expect(await get('orc-long-0')).toMatchObject({ json: { result, part_of: 'orc-long' } });
    expect(await get('orc-long-1')).toMatchObject({ status: 404 });
    expect(await get('orc-long-00')).toMatchObject({ status: 404 });
  });
});

describe('POST /task/{task_id}/cancel', () => {
  const cancel = async (id: string) => await sendRequest(api.port, { path: `/task/${id}/cancel`, body: {} });

  test('stops all together, and nothing that has ended', async () => {
    const { json } = await post({ tasks: [{ type: 'sums.add' }, { type: 'image_a' }] });
    const id = (json as JsonObject)['task_id'] as string;
    expect(await cancel(`${id}-1`)).toMatchObject({
      status: 409,
      json: {
        error: {
          code: 'task-not-cancellable',
          message: `\`${id}-1\` is cancelled together with all of \`${id}\``,
        },
      },
    });
    expect(await cancel(id)).toMatchObject({ status: 200 });
    expect(await cancel('orc-long')).toMatchObject({ status: 409, json: { error: { code: 'task-already-ended' } } });
    expect(await cancel('orc-none')).toMatchObject({ status: 404 });
  });

  test('says of tasks of bots what can be done', async () => {
    const ask = async (path: string, body: JsonObject) =>
      (await sendRequest(api.port, { path, body })).json as JsonObject;
    await ask('/swarms', { id: 'swarm-tidy', name: 'tidy', tier: 'standard', count: 1, capabilities: [] });
    const one = (await ask('/bots/bot-tidy-0/tasks', { type: 'by-hand', data: {} }))['task_id'] as string;
    const mass = (await ask('/swarms/swarm-tidy/tasks', { type: 'by-hand', data: {} }))['task_id'] as string;
    for (const id of [one, mass, `${mass}-0`])
      expect(await cancel(id)).toMatchObject({ status: 409, json: { error: { code: 'task-not-cancellable' } } });
    await ask(`/bots/bot-tidy-0/tasks/${one}/complete`, {});
    expect(await cancel(one)).toMatchObject({ status: 409, json: { error: { code: 'task-already-ended' } } });
    expect(await cancel('task-tidy-0-00000000')).toMatchObject({ status: 404 });
  });
});
