import { afterAll, describe, expect, test } from '@jest/globals';
import { allRoutes } from '../../src/api/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { runningView } from '../support/running-view.ts';
import { type ReceivedAnswer, sendRequest, type SentRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

/** Every successful answer is held to the shape that its route declares. */
async function ask(sent: SentRequest): Promise<ReceivedAnswer> {
  const answer = await sendRequest(api.port, sent);
  const route = allRoutes.find(({ path }) => path === sent.path.replace(/\?.*$/, ''));
  route?.gives[answer.status]?.parse(answer.json);
  return answer;
}

const register = (body: SentRequest['body'], type = 'application/json'): Promise<ReceivedAnswer> =>
  ask({ path: '/orchestrator/register_workflow', body: body ?? '', headers: { 'content-type': type } });
const workflow = (name: string, version?: string): object => ({
  name,
  ...(version !== undefined && { version }),
  steps: [],
});
const textOf = (value: object): string => JSON.stringify(value);

describe('register_workflow', () => {
  test('a new version is 201, the same again 200 and unchanged, other content 409', async () => {
    const first = await register(textOf({ workflow: workflow('prep', '1.0') }));
    expect([first.status, first.json]).toEqual([
      201,
      {
        success: true,
        message: 'prep 1.0 is registered',
        name: 'prep',
        version: '1.0',
        unchanged: false,
        warnings: [],
      },
    ]);
    const again = await register(textOf({ workflow: workflow('prep', '1.0') }));
    expect([again.status, again.json]).toMatchObject([200, { success: true, unchanged: true }]);
    const other = await register(textOf({ workflow: { ...workflow('prep', '1.0'), description: 'other' } }));
    expect([other.status, other.json]).toMatchObject([409, { success: false, error: { code: 'version-conflict' } }]);
  });

  test("the catalog gets the caller's own text, to the letter", async () => {
    const text = '{ "workflow" :\n\t{"name": "letter", "version": 1.0, "version": 2}}';
    await register(text);
    expect(api.ports.registered.at(-1)).toEqual({ text, format: 'json' });
    for (const type of ['application/yaml', 'text/yaml', 'application/x-yaml; charset=utf-8']) {
      await register('name: x # as it is\n', type);
      expect(api.ports.registered.at(-1)).toEqual({ text: 'name: x # as it is\n', format: 'yaml' });
    }
  });

  test('what cannot be read is 400, with the place in the text', async () => {
    const answer = await register('first line\nsecond', 'application/yaml');
    expect([answer.status, answer.json]).toMatchObject([
      400,
      {
        error: {
          code: 'definition-rejected',
          details: [{ code: 'invalid-json', severity: 'error', line: 2, column: 1 }],
        },
      },
    ]);
  });
});

describe('execute_workflow', () => {
  const execute = (body: object, headers: Record<string, string> = {}): Promise<ReceivedAnswer> =>
    ask({
      path: '/orchestrator/execute_workflow',
      body: textOf(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  test('inputs as JSON, as JSON text, and none', async () => {
    await register(textOf(workflow('inputs')));
    const inputs = { departure_time: '2025-01-15T07:00:00Z', comfort_temp: 23 };
    const answer = await execute({ workflow_name: 'inputs', inputs });
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { execution_id: expect.any(String), success: true, message: expect.any(String) },
    ]);
    await execute({ workflow_name: 'inputs', inputs: textOf(inputs) });
    await execute({ workflow_name: 'inputs' });
    await execute({ workflow_name: 'inputs', inputs: '' });
    expect(api.ports.started.slice(-4).map((each) => each.inputs)).toEqual([inputs, inputs, {}, {}]);
  });

  test('the newest version, unless one is named', async () => {
    await register(textOf(workflow('versions', '1.10')));
    await register(textOf(workflow('versions', '1.9')));
    const newest = await execute({ workflow_name: 'versions' });
    const named = await execute({ workflow_name: 'versions', version: '1.10' });
    expect([newest.json, named.json]).toMatchObject([{ version: '1.9' }, { version: '1.10' }]);
  });

  test('the same key with the same request is the same execution, from the header or the body', async () => {
    await register(textOf(workflow('keys')));
    const first = await execute({ workflow_name: 'keys' }, { 'idempotency-key': 'k1' });
    const second = await execute({ workflow_name: 'keys' }, { 'idempotency-key': 'k1' });
    const third = await execute({ workflow_name: 'keys', idempotency_key: 'k1' });
    expect([second.json, third.json]).toMatchObject([{ execution_id: idOf(first) }, { execution_id: idOf(first) }]);
    const other = await execute({ workflow_name: 'keys', inputs: { a: 1 } }, { 'idempotency-key': 'k1' });
    expect([other.status, other.json]).toMatchObject([422, { error: { code: 'idempotency-key-reused' } }]);
    const two = await execute({ workflow_name: 'keys', idempotency_key: 'k1' }, { 'idempotency-key': 'k2' });
    expect([two.status, two.json]).toMatchObject([422, { error: { code: 'request-rejected' } }]);
  });

  test("an id of the caller's own; taken, it is 409", async () => {
    await register(textOf(workflow('ids')));
    expect(idOf(await execute({ workflow_name: 'ids', execution_id: 'my-exec.1' }))).toBe('my-exec.1');
    expect((await execute({ workflow_name: 'ids', execution_id: 'my-exec.1' })).status).toBe(409);
  });

  test('100,000 elements are inputs like others', async () => {
    await register(textOf(workflow('many')));
    const inputs = { items: Array.from({ length: 100_000 }, (_, i) => i % 10) };
    expect((await execute({ workflow_name: 'many', inputs })).status).toBe(200);
    expect(api.ports.started.at(-1)?.inputs).toEqual(inputs);
  });
});

describe('get_execution_status and cancel_execution', () => {
  test('GET and POST answer the same', async () => {
    api.ports.show(runningView('exec~a~1', { workflowName: 'w' }));
    const byQuery = await ask({ path: '/orchestrator/get_execution_status?execution_id=exec~a~1' });
    const byBody = await ask({ path: '/orchestrator/get_execution_status', body: { execution_id: 'exec~a~1' } });
    expect(byQuery.status).toBe(200);
    expect(byBody.json).toEqual(byQuery.json);
    const head = await sendRequest(api.port, {
      method: 'HEAD',
      path: '/orchestrator/get_execution_status?execution_id=exec~a~1',
    });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  test('cancelling twice is 200 both times, an ended execution 409', async () => {
    const view = { workflowName: 'w', version: '1', inputs: {}, steps: [], startedAt: T0 } as const;
    api.ports.show({ ...view, executionId: 'going', status: 'RUNNING', phase: 'running' });
    api.ports.show({ ...view, executionId: 'gone', status: 'COMPLETED', phase: 'ended', completedAt: T0 + 1 });
    const cancel = (body: object): Promise<ReceivedAnswer> =>
      ask({ path: '/orchestrator/cancel_execution', body: { ...body } });
    const first = await cancel({ execution_id: 'going', reason: 'rain' });
    expect([first.status, first.json]).toEqual([200, { success: true, message: 'going is being cancelled' }]);
    expect((await cancel({ execution_id: 'going' })).status).toBe(200);
    expect(api.ports.cancelled).toEqual([{ executionId: 'going', reason: 'rain' }, { executionId: 'going' }]);
    const gone = await cancel({ execution_id: 'gone' });
    expect([gone.status, gone.json]).toMatchObject([409, { error: { code: 'execution-ended' } }]);
  });
});

describe('pause_execution, resume_execution and send_event', () => {
  const view = { workflowName: 'w', version: '1', inputs: {}, steps: [], startedAt: T0 } as const;
  const post = (method: string, body: object): Promise<ReceivedAnswer> =>
    ask({ path: `/orchestrator/${method}`, body: { ...body } });

  test('reach the execution', async () => {
    api.ports.show({ ...view, executionId: 'e~wait', status: 'RUNNING', phase: 'running' });
    const paused = await post('pause_execution', { execution_id: 'e~wait' });
    expect([paused.status, paused.json]).toEqual([200, { success: true, message: 'e~wait is being paused' }]);
    const resumed = await post('resume_execution', { execution_id: 'e~wait' });
    expect([resumed.status, resumed.json]).toEqual([200, { success: true, message: 'e~wait goes on' }]);
    const sent = await post('send_event', {
      execution_id: 'e~wait',
      event: 'door.opened',
      value: { door: [1, null] },
      correlation: 'car 7',
      id: 'e1',
    });
    expect([sent.status, sent.json]).toEqual([200, { success: true, message: 'e~wait has door.opened' }]);
    await post('send_event', { execution_id: 'e~wait', event: 'ping' });
    expect(api.ports.told).toEqual([
      { executionId: 'e~wait', what: 'pause' },
      { executionId: 'e~wait', what: 'resume' },
      {
        executionId: 'e~wait',
        what: { name: 'door.opened', value: { door: [1, null] }, correlation: 'car 7', id: 'e1' },
      },
      { executionId: 'e~wait', what: { name: 'ping', value: null } },
    ]);
  });

  test.each([
    [{ execution_id: 'e~wait' }, 422, 'missing-field'],
    [{ execution_id: 'e~wait', event: '' }, 422, 'unfit-field'],
    [{ execution_id: 'e~wait', event: 'x'.repeat(257) }, 422, 'unfit-field'],
    [{ execution_id: 'e~wait', event: 'x', id: 7 }, 422, 'unfit-field'],
    [{ execution_id: 'e~wait', event: 'x', vlaue: 1 }, 422, 'unknown-field'],
  ])('send_event refuses %j', async (body, status, code) => {
    const answer = await post('send_event', body);
    expect([answer.status, answer.json]).toMatchObject([status, { error: { details: [{ code }] } }]);
  });

  test.each(['pause_execution', 'resume_execution', 'send_event'])(
    '%s: nobody is 404, ended is 409',
    async (method) => {
      api.ports.show({ ...view, executionId: 'over', status: 'COMPLETED', phase: 'ended', completedAt: T0 + 1 });
      const body = method === 'send_event' ? { event: 'x' } : {};
      expect((await post(method, { ...body, execution_id: 'nobody' })).status).toBe(404);
      expect((await post(method, { ...body, execution_id: 'over' })).status).toBe(409);
      expect((await post(method, { ...body, execution_id: 'a b' })).status).toBe(400);
    },
  );
});

describe('list_workflows and get_workflow', () => {
  test('definitions come back as they were registered; `found` says whether there is one', async () => {
    const definition = {
      name: 'seen',
      version: '2.0',
      description: 'd',
      steps: [{ id: 'a', service: 's', method: 'm', parameters: '{"t": {{inputs.t}}}' }],
    };
    await register(textOf({ workflow: definition }));
    expect((await ask({ path: '/orchestrator/get_workflow?workflow_name=seen' })).json).toEqual({
      workflow: definition,
      found: true,
    });
    expect(
      (await ask({ path: '/orchestrator/get_workflow', body: { workflow_name: 'seen', version: '2.0' } })).json,
    ).toMatchObject({ found: true });
    for (const query of ['workflow_name=unseen', 'workflow_name=seen&version=3']) {
      const missing = await ask({ path: `/orchestrator/get_workflow?${query}` });
      expect([missing.status, missing.json]).toEqual([200, { found: false }]);
    }
    const listed = (await ask({ path: '/orchestrator/list_workflows' })).json as {
      workflows: readonly object[];
      notations: object;
    };
    expect(listed.workflows).toContainEqual(definition);
    expect(listed.notations).toMatchObject({ seen: 'definition' });
    expect((await ask({ method: 'POST', path: '/orchestrator/list_workflows' })).json).toEqual(listed);
    expect((await ask({ path: '/orchestrator/list_workflows', body: {} })).json).toEqual(listed);
  });

  test('one that was registered without a version shows the one it was given', async () => {
    await register(textOf(workflow('unversioned')));
    expect((await ask({ path: '/orchestrator/get_workflow?workflow_name=unversioned' })).json).toMatchObject({
      workflow: { version: '1' },
    });
  });
});

describe('registry and health', () => {
  test('one address or several', async () => {
    const one = await ask({ path: '/registry/register', body: { name: 'weather', base_url: 'http://127.0.0.1:9000' } });
    expect([one.status, one.json]).toMatchObject([
      201,
      { success: true, service: { name: 'weather', base_urls: ['http://127.0.0.1:9000'] } },
    ]);
    await ask({
      path: '/registry/register',
      body: { name: 'seat', base_urls: ['http://127.0.0.1:1', 'http://127.0.0.1:2'] },
    });
    expect((await ask({ path: '/registry' })).json).toEqual({
      services: [
        {
          name: 'weather',
          base_urls: ['http://127.0.0.1:9000'],
          health: 'unknown',
          origin: 'registered',
          registered_at: '2025-01-15T06:30:00.000Z',
        },
        {
          name: 'seat',
          base_urls: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
          health: 'unknown',
          origin: 'registered',
          registered_at: '2025-01-15T06:30:00.000Z',
        },
      ],
    });
  });

  test("health has the seed's keys", async () => {
    const { json } = await ask({ path: '/health' });
    expect(json).toEqual({
      status: 'healthy',
      service: 'orchestrator',
      redis: 'not_configured',
      timestamp: expect.any(String),
    });
  });
});

function idOf(answer: ReceivedAnswer): string {
  return (answer.json as { readonly execution_id: string }).execution_id;
}
