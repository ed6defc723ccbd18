import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestAnswer } from '../../src/api/answer/request.ts';
import { payloadSoFar } from '../../src/executions/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { type ApiOnLoopback, startApi } from '../support/api-on-loopback.ts';
import { sendRequest } from '../support/send-request.ts';

let api: ApiOnLoopback;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const task = (name: string, ...fields: readonly string[]): JsonObject => ({
  Action: name,
  Microservice: { Service: 's', Endpoint: `/${name}`, RequestBody: fields },
});

async function put(action: string, ...tasks: readonly Json[]): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(tasks);
  return (await sendRequest(api.port, { method: 'PUT', path: `/sequences/${action}`, headers, body })).status;
}

const post = async (body: JsonObject, headers: Readonly<Record<string, string>> = {}) =>
  await sendRequest(api.port, { path: '/requests', headers, body });

describe('POST /requests', () => {
  test('again with its key is the same request, whatever the sequence asks for by then', async () => {
    await put('grows', task('a', 'One'));
    const asked = { action: 'grows', payload: { One: 1 } };
    const key = { 'idempotency-key': 'again-1' };
    const { json: first } = await post(asked, key);
    expect(await put('grows', task('a', 'One', 'Two'))).toBe(201);
    const { status, json: second } = await post(asked, key);
    expect([status, (second as JsonObject)['request_id']]).toEqual([202, (first as JsonObject)['request_id']]);
    // Another key is another request.
    expect(await post(asked, { 'idempotency-key': 'again-2' })).toMatchObject({
      status: 422,
      json: { error: { message: 'the payload of grows lacks `Two`', details: [{ path: 'payload.Two' }] } },
    });
  });

  test('a sequence is refused in the same words where it is executed as a workflow', async () => {
    await put('lacks', task('a', 'One', 'Two words'));
    const path = '/orchestrator/execute_workflow';
    const { status, json } = await sendRequest(api.port, { path, body: { workflow_name: 'lacks', inputs: {} } });
    expect([status, json]).toMatchObject([
      422,
      {
        error: {
          code: 'inputs-rejected',
          message: 'the payload of lacks lacks `One`, `Two words`',
          details: [
            { path: 'inputs.One', message: 'task `a` sends `One`, which the payload lacks' },
            { path: 'inputs["Two words"]', message: 'task `a` sends `Two words`, which the payload lacks' },
          ],
        },
      },
    ]);
  });

  test('begins no workflow that is no sequence', async () => {
    const path = '/orchestrator/register_workflow';
    const definition = { name: 'no_sequence', steps: [{ id: 'a', service: 's', method: 'm' }] };
    expect((await sendRequest(api.port, { path, body: definition })).status).toBe(201);
    const started = api.ports.started.length;
    expect(await post({ action: 'no_sequence' })).toMatchObject({
      status: 404,
      json: { error: { message: 'there is no sequence `no_sequence`' } },
    });
    expect(await post({ action: 'nobody' })).toMatchObject({
      status: 404,
      json: { error: { message: 'there is no sequence `nobody`' } },
    });
    expect(api.ports.started).toHaveLength(started);
    expect(await put('no_sequence', task('a'))).toBe(409);
  });

  test('with an id and a key says so in its own words', async () => {
    await put('twice', task('a'));
    const { json } = await post({ action: 'twice', request_id: 'r' }, { 'idempotency-key': 'k' });
    expect(json).toMatchObject({
      error: { code: 'request-rejected', message: expect.stringMatching(/^give a request_id or/) as unknown },
    });
  });
});

test('GET /requests has full pages, however many other executions there are', async () => {
  await put('rare', task('a'));
  const definition = { name: 'frequent', steps: [{ id: 'a', service: 's', method: 'm' }] };
  await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: definition });
  for (let i = 0; i < 3; i++) await post({ action: 'rare', request_id: `a_rare_${i}` });
  for (let i = 0; i < 70; i++) {
    const body = { workflow_name: 'frequent', execution_id: `frequent_${i}` };
    await sendRequest(api.port, { path: '/orchestrator/execute_workflow', body });
  }
  const rare = `/requests?limit=2&status=PENDING`;
  const { json } = await sendRequest(api.port, { path: rare });
  expect((json as { readonly requests: readonly Json[] }).requests).toHaveLength(2);
});

test('the payload has what was answered, also while a task still polls and when its polling has failed', () => {
  const steps = (status: 'RUNNING' | 'FAILED') => [
    { id: 'a', status: 'COMPLETED', answered: { A: 1, B: 1 }, result: { B: 2 } } as const,
    { id: 'b', status, result: { C: 3 } } as const,
    { id: 'c', status: 'PENDING' } as const,
  ];
  for (const status of ['RUNNING', 'FAILED'] as const) {
    expect(payloadSoFar({ inputs: { A: 0, Z: 0 }, steps: steps(status) })).toEqual({ A: 1, Z: 0, B: 2, C: 3 });
  }
});

test.each([
  [
    'poll.parameters: the payload has no field `Range`, which `drive` reads: neither the inputs nor a step before gave it',
    'task `drive` sends `Range`, which the payload lacks: neither the request nor a task before gave it',
  ],
  ['outputs: they have 9 bytes as JSON; 8 is the most', 'the payload has 9 bytes as JSON; 8 is the most, at the end'],
  ['svc.POST /do answered 500: outputs: x', 'svc.POST /do answered 500: outputs: x'],
])('a failure speaks of tasks and the payload: %s', (message, wanted) => {
  const failure = { code: 'payload-field-missing', message, step: 'drive' } as const;
  const steps = [{ id: 'drive', status: 'FAILED', failure }] as const;
  const about = { executionId: 'r', workflowName: 'w', version: '1', status: 'FAILED', phase: 'ended' } as const;
  const answer = requestAnswer({ ...about, inputs: {}, steps, startedAt: 0, failure });
  expect([answer.error?.message, answer.tasks[0]?.error?.message]).toEqual([wanted, wanted]);
});

test('a status that is none is told which there are', async () => {
  const { json } = await sendRequest(api.port, { path: '/requests?status=NOPE' });
  expect(JSON.stringify(json)).toContain('a status is one of PENDING, RUNNING');
  expect(JSON.stringify(json)).not.toContain('^(?:');
});
