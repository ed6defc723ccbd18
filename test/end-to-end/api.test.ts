import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allRoutes } from '../../src/api/index.ts';
import { freePorts, projectRoot } from '../../src/devstack/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type ReceivedAnswer, sendRequest } from '../support/send-request.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

/** Asks until the answer is as wanted; the time-out of the test is the only limit. */
async function until(
  ask: () => Promise<ReceivedAnswer>,
  isRight: (answer: ReceivedAnswer) => boolean,
): Promise<ReceivedAnswer> {
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("the seed's usage examples, to the letter", () => {
  let services: RecordingService;
  let stack: Stack;
  let port: number;
  let release: () => void = () => undefined;

  beforeAll(async () => {
    const held = new Promise<void>((resolve) => (release = resolve));
    services = await startRecordingService({
      'weather.get_conditions': { result: { temp: -2, frost: true } },
      'defrost.start': async () => {
        await held;
        return { result: { defrosting: true } };
      },
    });
    const addresses = Object.fromEntries(['weather', 'defrost'].map((name) => [name, services.baseUrl(name)]));
    stack = await startStack({ services: addresses });
    port = Number(new URL(stack.url).port);
  });
  afterAll(async () => {
    release();
    await stack.close();
    await services.close();
  });

  /** Every answer is held to the shape that its route declares. */
  const ask = async (text: string): Promise<ReceivedAnswer> => {
    const [head = '', body = ''] = text.trim().split(/\n([\s\S]*)/);
    const [method = '', path = ''] = head.split(' ');
    const sent =
      body === '' ? { method, path } : { method, path, body, headers: { 'content-type': 'application/json' } };
    let answer = await sendRequest(port, sent);
    // On a busy machine Temporal may not have answered in time: what changes nothing, or not twice, is asked again.
    const isSafe = method === 'GET' || body.includes('idempotency_key');
    while (isSafe && answer.status === 503) answer = await sendRequest(port, sent);
    allRoutes.find((route) => route.path === path.replace(/\?.*/, ''))?.gives[answer.status]?.parse(answer.json);
    return answer;
  };
  const stepOf = (answer: ReceivedAnswer, id: string): JsonObject | undefined => {
    const { execution } = answer.json as { readonly execution: { readonly step_results: readonly JsonObject[] } };
    return execution.step_results.find((step) => step['step_id'] === id);
  };

  const hasCompleted = ({ json }: ReceivedAnswer): boolean =>
    (json as { readonly execution: { readonly status: string } }).execution.status === 'COMPLETED';

  let executionId = '';

  test('Register a Workflow', async () => {
    const answer = await ask(`POST /orchestrator/register_workflow
{
  "workflow": {
    "name": "morning_prep",
    "version": "1.0.0",
    "description": "Prepare vehicle for morning departure",
    "input_schema": {
      "type": "object",
      "properties": {
        "departure_time": {"type": "string", "format": "date-time"},
        "comfort_temp": {"type": "number", "default": 22}
      },
      "required": ["departure_time"]
    },
    "steps": [
      {"id": "weather", "service": "weather", "method": "get_conditions"},
      {"id": "defrost", "service": "defrost", "method": "start", "depends_on": ["weather"],
       "when": "{{steps.weather.result.frost}}", "parameters": {"target": "{{inputs.comfort_temp}}"}}
    ]
  }
}`);
    expect([answer.status, answer.json]).toMatchObject([201, { success: true, message: expect.any(String) }]);
  });

  test('Execute Workflow', async () => {
    const answer = await ask(`POST /orchestrator/execute_workflow
{
  "workflow_name": "morning_prep",
  "inputs": {
    "departure_time": "2025-01-15T07:00:00Z",
    "comfort_temp": 23
  }
}`);
    expect([answer.status, answer.json]).toMatchObject([200, { execution_id: expect.any(String), success: true }]);
    executionId = (answer.json as { readonly execution_id: string }).execution_id;
  });

  test('Check Status, at once and while a step runs', async () => {
    const status = (): Promise<ReceivedAnswer> =>
      ask(`GET /orchestrator/get_execution_status?execution_id=${executionId}`);
    expect((await status()).status).toBe(200);
    const running = await until(status, (answer) => stepOf(answer, 'defrost')?.['status'] === 'RUNNING');
    expect(running.json).toEqual({
      execution: {
        execution_id: executionId,
        workflow_name: 'morning_prep',
        version: '1.0.0',
        status: 'RUNNING',
        inputs: '{"departure_time":"2025-01-15T07:00:00Z","comfort_temp":23}',
        started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        step_results: [
          {
            step_id: 'weather',
            status: 'COMPLETED',
            result: '{"temp":-2,"frost":true}',
            started_at: expect.any(String),
            completed_at: expect.any(String),
            duration_ms: expect.any(Number),
            attempt: 1,
          },
          { step_id: 'defrost', status: 'RUNNING', started_at: expect.any(String) },
        ],
      },
      success: true,
    });
    release();
    const ended = await until(status, hasCompleted);
    expect(ended.json).toMatchObject({ execution: { step_results: [{}, { result: '{"defrosting":true}' }] } });
    expect(services.callsOf('defrost.start').map((call) => call.body)).toEqual([{ target: 23 }]);
  });

  test('inputs as JSON text, as the schema types them, with the default filled in', async () => {
    const answer = await ask(`POST /orchestrator/execute_workflow
{"workflow_name": "morning_prep", "inputs": "{\\"departure_time\\": \\"2025-01-15T07:00:00Z\\"}"}`);
    const { execution_id: id } = answer.json as { readonly execution_id: string };
    await until(() => ask(`GET /orchestrator/get_execution_status?execution_id=${id}`), hasCompleted);
    expect(services.callsOf('defrost.start').at(-1)?.body).toEqual({ target: 22 });
  });

  test.each([
    ['{"comfort_temp": 23}', 422, 'inputs-rejected'],
    ['{"departure_time": "tomorrow"}', 422, 'inputs-rejected'],
    ['{"departure_time": "2025-01-15T07:00:00Z", "comfort_temp": "warm"}', 422, 'inputs-rejected'],
  ])('inputs that do not fit: %s', async (inputs, status, code) => {
    const answer = await ask(
      `POST /orchestrator/execute_workflow\n{"workflow_name": "morning_prep", "inputs": ${inputs}}`,
    );
    expect([answer.status, answer.json]).toMatchObject([status, { success: false, error: { code } }]);
  });

  test('one key, many requests at once: one execution', async () => {
    const body =
      '{"workflow_name": "morning_prep", "inputs": {"departure_time": "2025-01-15T07:00:00Z"}, "idempotency_key": "once"}';
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(`POST /orchestrator/execute_workflow\n${body}`)),
    );
    expect(new Set(answers.map((answer) => (answer.json as { readonly execution_id: Json }).execution_id)).size).toBe(
      1,
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    const other = await ask(`POST /orchestrator/execute_workflow\n${body.replace('07:00', '08:00')}`);
    expect([other.status, other.json]).toMatchObject([422, { error: { code: 'idempotency-key-reused' } }]);
  });

  test('list and get show the definition as it was registered', async () => {
    const { json } = await ask('GET /orchestrator/get_workflow?workflow_name=morning_prep');
    expect(json).toMatchObject({
      found: true,
      workflow: { name: 'morning_prep', version: '1.0.0', input_schema: { type: 'object' } },
    });
    expect((await ask('GET /orchestrator/list_workflows')).json).toMatchObject({
      workflows: [{ name: 'morning_prep' }],
    });
    expect((await ask('GET /orchestrator/get_workflow?workflow_name=evening_prep')).json).toEqual({ found: false });
  });

  test('cancel: once, again, and when there is nothing left to cancel', async () => {
    const cancel = (id: string): Promise<ReceivedAnswer> =>
      ask(`POST /orchestrator/cancel_execution\n{"execution_id": "${id}"}`);
    const ended = await cancel(executionId);
    expect([ended.status, ended.json]).toMatchObject([409, { error: { code: 'execution-ended' } }]);
    expect((await cancel('nobody')).status).toBe(404);
  });
});

describe('the process', () => {
  const children: ChildProcess[] = [];
  afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

  function api(env: NodeJS.ProcessEnv): { readonly child: ChildProcess; readonly output: () => string } {
    const child = fork(join(projectRoot(), 'dist/src/api/main.js'), {
      env: { ...process.env, PORT: '0', BATON_GRACE_MS: '4000', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output };
  }

  async function ready(child: ChildProcess): Promise<number> {
    const [message] = (await once(child, 'message')) as [{ readonly kind: string; readonly address: string }];
    expect(message.kind).toBe('ready');
    return Number(new URL(message.address).port);
  }

  test('Temporal away at the start, and again later: 503 meanwhile, and it recovers by itself', async () => {
    const [away = 0] = await freePorts(1);
    const { child } = api({ TEMPORAL_ADDRESS: `127.0.0.1:${away}`, LOG: 'json' });
    const port = await ready(child);
    const isReady = (): Promise<ReceivedAnswer> => sendRequest(port, { path: '/ready' });

    const before = await isReady();
    expect([before.status, before.json]).toMatchObject([503, { error: { code: 'temporal-unavailable' } }]);
    expect(Number(before.headers['retry-after'])).toBeGreaterThan(0);
    expect((await sendRequest(port, { path: '/health' })).status).toBe(200);
    const refused = await sendRequest(port, { path: '/orchestrator/list_workflows' });
    expect([refused.status, refused.json]).toMatchObject([503, { error: { code: 'temporal-unavailable' } }]);

    const proxy = await startTcpProxy(process.env['TEMPORAL_ADDRESS'] ?? '', away);
    await until(isReady, ({ status }) => status === 200);
    await until(
      () => sendRequest(port, { path: '/orchestrator/list_workflows' }),
      ({ status }) => status === 200,
    );
    await proxy.close();
    await until(isReady, ({ status }) => status === 503);
    const again = await startTcpProxy(process.env['TEMPORAL_ADDRESS'] ?? '', away);
    await until(isReady, ({ status }) => status === 200);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await again.close();
  });

  test('a port that is named twice is listened on once', async () => {
    const { child, output } = api({ PORT: '0,0' });
    await ready(child);
    child.kill('SIGTERM');
    // With all that it has written.
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(output().match(/http:\/\/127\.0\.0\.1:\d+/g) ?? []).toHaveLength(1);
  });

  test.each([
    [{ ORCHESTRATOR_SERVICE_HOST: '0.0.0.0' }, 78, /no authentication yet/],
    [{ ORCHESTRATOR_API_KEY: 'a-key-of-ours' }, 78, /no authentication yet/],
    [{ ORCHESTRATOR_API_KEY: 'your-api-key' }, 78, /placeholder/],
    [{ PORT: 'x' }, 78, /is no port/],
  ])('does not start with %j', async (env, code, message) => {
    const { child, output } = api(env);
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(output()).toMatch(message);
    expect(output()).not.toContain(' at ');
  });

  test('a port that is taken is said in one line', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const { child, output } = api({ PORT: String(taken) });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toBe(`Port ${taken} is in use already. Stop what listens there, or name another by PORT.\n`);
    server.close();
  });

  test('ends when the process that started it is gone', async () => {
    const { child } = api({});
    await ready(child);
    child.disconnect();
    await once(child, 'exit');
  });
});
