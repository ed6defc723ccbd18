import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const at = '2025-01-15T06:30:00.000Z';

const greeting = {
  name: 'Hello World',
  description: 'My first workflow',
  parameters: [{ name: 'message', type: 'string', required: true }],
  actions: [
    { action_id: 'greet', action_type: 'notification', name: 'Send Greeting', config: { message: '{{message}}' } },
  ],
};

interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- What it holds is what is tested.
  readonly json: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = {
    method,
    path,
    headers: { ...type, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  return (await sendRequest(api.port, sent)) as Answer;
}

async function create(more: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const answer = await send('POST', '/workflows', { ...greeting, ...more }, headers);
  expect([answer.status, answer.json]).toEqual([201, expect.objectContaining({ success: true })]);
  return answer.json.workflow_id as string;
}

describe('creating a workflow', () => {
  test('answers what was written, and what is known of it', async () => {
    const { status, json, headers } = await send('POST', '/workflows', greeting, { 'x-user-id': 'user@example.com' });
    expect(status).toBe(201);
    expect(json.workflow_id).toMatch(/^hello-world-[a-z2-9]{6}$/);
    expect(json).toEqual({
      success: true,
      message: `${json.workflow_id} is created`,
      workflow_id: json.workflow_id,
      workflow: {
        ...greeting,
        workflow_id: json.workflow_id,
        version: 1,
        status: 'active',
        tags: [],
        created_by: 'user@example.com',
        created_by_verified: false,
        created_at: at,
        updated_by: 'user@example.com',
        updated_at: at,
      },
      warnings: [],
    });
    expect(headers).toMatchObject({ etag: '"1"', location: `/workflows/${json.workflow_id}` });
    const got = await send('GET', `/workflows/${json.workflow_id}`);
    expect([got.status, got.json, got.headers['etag']]).toEqual([200, json.workflow, '"1"']);
  });

  test('names are not unique, ids are', async () => {
    expect(await create()).not.toBe(await create());
  });

  test('the same key creates one workflow, and refuses another', async () => {
    const key = { 'idempotency-key': 'k1' };
    const one = await create({}, key);
    const again = await send('POST', '/workflows', greeting, key);
    expect([again.status, again.json.workflow_id, again.json.message]).toEqual([
      201,
      one,
      `this request has created ${one} before`,
    ]);
    const other = await send('POST', '/workflows', { ...greeting, description: 'Another' }, key);
    expect([other.status, other.json.error.code]).toEqual([422, 'idempotency-key-reused']);
    const named = await send('POST', '/workflows', { ...greeting, name: 'Another' }, key);
    expect([named.status, named.json.error.code]).toEqual([422, 'idempotency-key-reused']);
    const template = { template_name: 'document_analysis' };
    const made = await send('POST', '/workflows/from-template', template, key);
    expect([made.status, made.json.error.code]).toEqual([422, 'idempotency-key-reused']);
    await send('DELETE', `/workflows/${one}`);
    const gone = await send('POST', '/workflows', greeting, key);
    expect([gone.json.message, gone.json.workflow.status]).toEqual([
      `this request has created ${one} before; it was deleted since`,
      'deleted',
    ]);
  });

  test.each([['a\tb'], ['x'.repeat(201)], [' a']])('nobody is called %j', async (user) => {
    const headers = { 'content-type': 'application/json', 'x-user-id': user };
    const answer = await sendRequest(api.port, {
      method: 'POST',
      path: '/workflows',
      headers,
      body: JSON.stringify(greeting),
    });
    // A blank before a value is no part of it.
    expect(answer.status).toBe(user === ' a' ? 201 : 400);
  });
});

describe('a change', () => {
  let id: string;
  beforeAll(async () => {
    id = await create({ tags: ['first'] }, { 'x-user-id': 'ann' });
  });

  test('replaces what is given, and makes the next version', async () => {
    const change = { description: 'Updated description', tags: ['updated', 'v2'] };
    const { status, json, headers } = await send('PUT', `/workflows/${id}`, change, { 'x-user-id': 'bob' });
    expect([status, json.message, headers['etag']]).toEqual([200, `${id} is at version 2`, '"2"']);
    const workflow = { ...greeting, ...change, version: 2, created_by: 'ann', updated_by: 'bob' };
    expect(json.workflow).toMatchObject(workflow);
    expect((await send('GET', `/workflows/${id}?version=1`)).json).toMatchObject({ version: 1, tags: ['first'] });
    expect((await send('GET', `/workflows/${id}`)).json).toEqual(json.workflow);
  });

  test('that changes nothing makes no version', async () => {
    const { status, json } = await send('PUT', `/workflows/${id}`, { tags: ['updated', 'v2'] });
    expect([status, json.message]).toEqual([200, `nothing has changed: ${id} is at version 2`]);
    expect((await send('PUT', `/workflows/${id}`, {})).json.workflow.version).toBe(2);
  });

  test('of a version that is not the newest any more is refused', async () => {
    const stale = await send('PUT', `/workflows/${id}`, { description: 'Mine' }, { 'if-match': '"1"' });
    expect([stale.status, stale.json.error.code]).toEqual([409, 'workflow-changed']);
    expect(stale.json.message).toContain(`${id} has been changed by bob and is at version 2`);
    const gone = await send('DELETE', `/workflows/${id}`, undefined, { 'if-match': '"1"' });
    expect([gone.status, gone.json.error.code]).toEqual([409, 'workflow-changed']);
  });

  test('with null takes a member away', async () => {
    const { json } = await send('PUT', `/workflows/${id}`, { tags: null }, { 'if-match': '"2"' });
    expect([json.workflow.version, json.workflow.tags, json.workflow.updated_by]).toEqual([3, [], null]);
  });

  test('back to an earlier content is a version of its own', async () => {
    const { json } = await send('PUT', `/workflows/${id}`, { tags: ['updated', 'v2'] }, { 'if-match': '*' });
    expect(json.workflow.version).toBe(4);
    expect((await send('GET', `/workflows/${id}`)).json.version).toBe(4);
  });

  test.each(['2', 'W/"2"', '""', '"0"', '"1", "2"'])('no version is %s', async (match) => {
    const answer = await send('PUT', `/workflows/${id}`, { description: 'Mine' }, { 'if-match': match });
    expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid-header']);
  });

  test('may be the whole answer, sent back', async () => {
    const { json: all } = await send('GET', `/workflows/${id}`);
    const { version } = all;
    const same = await send('PUT', `/workflows/${id}`, all);
    expect([same.status, same.json.workflow]).toEqual([200, all]);
    const other = await send('PUT', `/workflows/${id}`, { ...all, created_by: 'me', status: 'deleted' });
    expect([other.status, other.json.error.details]).toEqual([
      422,
      [
        expect.objectContaining({ path: 'status', message: '`status` is not to be changed: it is "active"' }),
        expect.objectContaining({ path: 'created_by', message: '`created_by` is not to be changed: it is "ann"' }),
      ],
    ]);
    const elsewhere = await send('PUT', `/workflows/${id}`, { workflow_id: 'other-abcdef', name: 'Other' });
    expect([elsewhere.status, elsewhere.json.error.details[0].path]).toEqual([422, 'workflow_id']);
    const stale = await send('PUT', `/workflows/${id}`, { ...all, version: version - 1, updated_at: 'long ago' });
    expect([stale.status, stale.json.error.code]).toEqual([409, 'workflow-changed']);
    expect((await send('GET', `/workflows/${id}`)).json).toEqual(all);
  });

  test('is told of, the newest first', async () => {
    const { json } = await send('GET', `/workflows/${id}/versions?limit=3`);
    expect(json).toEqual({
      workflow_id: id,
      total: 4,
      versions: [
        { version: 4, changed_by: null, changed_at: at, changed: ['tags'] },
        { version: 3, changed_by: null, changed_at: at, changed: ['tags'] },
        { version: 2, changed_by: 'bob', changed_at: at, changed: ['description', 'tags'] },
      ],
    });
  });
});

describe('a deleted workflow', () => {
  test('is hidden, cannot be started or changed, and is still told of', async () => {
    const id = await create({}, { 'x-user-id': 'ann' });
    const deleted = await send('DELETE', `/workflows/${id}`, undefined, { 'x-user-id': 'bob' });
    expect([deleted.status, deleted.json.message]).toEqual([200, `${id} is deleted`]);
    expect(deleted.json.workflow).toMatchObject({ status: 'deleted', deleted_by: 'bob', deleted_at: at });
    const again = await send('DELETE', `/workflows/${id}`, undefined, { 'if-match': '"9"' });
    expect([again.status, again.json.message]).toEqual([200, `${id} was deleted already`]);

    expect((await send('GET', `/workflows/${id}`)).json).toEqual(deleted.json.workflow);
    expect((await send('GET', `/workflows/${id}/versions`)).json).toMatchObject({ total: 1, deleted_by: 'bob' });
    expect((await send('PUT', `/workflows/${id}`, { description: 'Back' })).status).toBe(404);
    const started = await send('POST', `/workflows/${id}/execute`, { parameters: { message: 'Hi' } });
    expect([started.status, started.json.error.code]).toEqual([404, 'workflow-not-found']);
    expect((await send('GET', `/workflows/${id}/executions`)).json).toMatchObject({ executions: [], total: 0 });
    const ids = async (query: string) =>
      (await send('GET', `/workflows?${query}`)).json.workflows.map(
        (each: { workflow_id: string }) => each.workflow_id,
      );
    expect(await ids('page_size=100')).not.toContain(id);
    expect(await ids('page_size=100&status=deleted')).toContain(id);
  });
});

describe('a list', () => {
  test('has numbered pages, and filters', async () => {
    const mine = { 'x-user-id': 'lister' };
    const ids = [await create({ tags: ['t'] }, mine), await create({}, mine), await create({ tags: ['t'] }, mine)];
    const page = async (query: string) => (await send('GET', `/workflows?created_by=lister&${query}`)).json;
    const first = await page('page_size=2');
    expect(first).toMatchObject({ total: 3, page: 1, page_size: 2, total_pages: 2 });
    const second = await page('page_size=2&page=2');
    const shown = [...first.workflows, ...second.workflows].map(
      ({ workflow_id }: { workflow_id: string }) => workflow_id,
    );
    expect(shown.toSorted()).toEqual(ids.toSorted());
    expect(await page('page=3&page_size=2')).toMatchObject({ workflows: [], total: 3, page: 3 });
    expect(await page('tag=t')).toMatchObject({ total: 2, total_pages: 1, page_size: 50 });
    expect((await send('GET', '/workflows?created_by=nobody')).json).toMatchObject({ total: 0, total_pages: 0 });
  });

  test.each(['page=0', 'page_size=101', 'status=gone', 'sort=name', 'page=1e3'])('takes no %s', async (query) => {
    expect((await send('GET', `/workflows?${query}`)).status).toBe(400);
  });

  test.each([
    ['page=0', '`page`: a page is a number from 1 to 999999999'],
    ['page_size=many', '`page_size`: a page size is a number from 1 to 100'],
    ['page_size=0', '`page_size`: a page size is a number from 1 to 100'],
  ])('says of %s what is wrong, once', async (query, message) => {
    const { json } = await send('GET', `/workflows?${query}`);
    expect(json.error.details.map((each: { message: string }) => each.message)).toEqual([message]);
    const id = await create();
    expect((await send('GET', `/workflows/${id}?version=0`)).json.message).toContain('a version is a number from 1');
  });

  test('a search finds by every word, and counts what it does not show', async () => {
    await create({ name: 'Zebra Analysis' });
    const id = await create({ name: 'Something', description: 'about a zebra' });
    const { json } = await send('GET', '/workflows/search?q=zebra&limit=1');
    expect([json.total, json.results.map(({ name }: { name: string }) => name)]).toEqual([2, ['Zebra Analysis']]);
    expect((await send('GET', '/workflows/search?q=zebra+about')).json.results[0].workflow_id).toBe(id);
    expect((await send('GET', '/workflows/search')).status).toBe(400);
  });
});

describe('a workflow from a template', () => {
  const from = (customizations?: object, template = 'document_analysis') =>
    send('POST', '/workflows/from-template', {
      template_name: template,
      ...(customizations !== undefined && { customizations }),
    });

  test('has what is given in the place of what the template has', async () => {
    const { json: all } = await send('GET', '/workflows/templates');
    const [template] = all.templates;
    const plain = await from();
    expect([plain.status, plain.json.workflow.name]).toEqual([201, template.name]);
    const { json } = await from({ name: 'Mine', description: null, tags: ['a'] });
    expect(json.workflow_id).toMatch(/^mine-/);
    expect(json.workflow).toMatchObject({ name: 'Mine', description: '', tags: ['a'], version: 1 });
    expect(json.workflow.actions).toEqual(plain.json.workflow.actions);
    expect(json.workflow.parameters).toEqual(template.parameters);
  });

  test.each([
    [{ nmae: 'Mine' }, 'nmae'],
    [{ actions: [] }, 'actions'],
    [{ parameters: [] }, 'actions[0].config.parameters.url'],
  ])('that would be wrong with %j is refused', async (customizations, path) => {
    const { status, json } = await from(customizations);
    expect([status, json.error.code, json.error.details[0]?.path]).toEqual([422, 'definition-rejected', path]);
    expect(json.error.details[0]).not.toHaveProperty('line');
  });

  test('that there is not: the nearest is named', async () => {
    const { status, json } = await from(undefined, 'document-analysis');
    expect([status, json.error.code]).toEqual([404, 'template-not-found']);
    expect(json.message).toContain('did you mean `document_analysis`?');
  });
});

describe('what is not there', () => {
  test.each([
    ['GET', '/workflows/nowhere-abcdef', undefined],
    ['GET', '/workflows/nowhere-abcdef/versions', undefined],
    ['PUT', '/workflows/nowhere-abcdef', {}],
    ['DELETE', '/workflows/nowhere-abcdef', undefined],
    ['POST', '/workflows/nowhere-abcdef/execute', {}],
    ['GET', '/workflows/nowhere-abcdef/executions', undefined],
  ])('%s %s', async (method, path, body) => {
    const answer = await send(method, path, body);
    expect([answer.status, answer.json.error.code]).toEqual([404, 'workflow-not-found']);
  });

  test.each(['a%20b', 'a.b', '1a', '..%2Fhealth', `a${'b'.repeat(128)}`])('%s can be no id', async (id) => {
    const answer = await send('GET', `/workflows/${id}`);
    expect([answer.status, answer.json.error.code]).toEqual([400, 'unreadable-request']);
  });

  test('a version', async () => {
    const id = await create();
    expect((await send('GET', `/workflows/${id}?version=2`)).status).toBe(404);
  });

  test('a definition is none of these, but is started and counted with them', async () => {
    await api.ports.catalog.register(JSON.stringify({ name: 'prep', version: '1.0.0', steps: [] }), 'json');
    expect((await send('GET', '/workflows/prep')).status).toBe(404);
    const started = await send('POST', '/workflows/prep/execute', { parameters: '{"a": 1}' });
    expect([started.status, started.json]).toEqual([
      202,
      expect.objectContaining({ workflow_id: 'prep', version: '1.0.0', status: 'PENDING' }),
    ]);
    expect(api.ports.started.at(-1)).toEqual({ workflowName: 'prep', inputs: { a: 1 } });
    expect((await send('GET', '/workflows/prep/executions')).json).toMatchObject({ total: 1 });
  });
});

describe('a document that is registered', () => {
  test('has the name that it is given beside, or one made of its title', async () => {
    const register = async (headers: Record<string, string>) =>
      (await send('POST', '/orchestrator/register_workflow', greeting, headers)).json;
    expect(await register({ 'workflow-name': 'hello' })).toMatchObject({ name: 'hello', version: '1' });
    expect(await register({})).toMatchObject({ name: 'hello-world', version: '1' });
    expect((await register({ 'workflow-name': '1st' })).error.code).toBe('invalid-header');
  });
});

describe('an execution', () => {
  test('is told of in the words of actions', async () => {
    const id = await create();
    const started = await send('POST', `/workflows/${id}/execute`, { parameters: { message: 'Hello' } });
    expect(started.status).toBe(202);
    const executionId = started.json.execution_id as string;
    api.ports.show({
      executionId,
      workflowName: id,
      version: '1',
      status: 'FAILED',
      phase: 'ended',
      outcome: 'failed',
      inputs: { message: 'Hello' },
      startedAt: T0,
      completedAt: T0 + 2000,
      failure: { code: 'service-error', message: 'it answered 500', step: 'second' },
      steps: [
        { id: 'first', status: 'COMPLETED', result: null, startedAt: T0, completedAt: T0 + 1000, attempts: 1 },
        {
          id: 'second',
          status: 'FAILED',
          failure: { code: 'service-error', message: 'it answered 500' },
          startedAt: T0 + 1000,
          completedAt: T0 + 2000,
        },
        { id: 'third', status: 'SKIPPED' },
      ],
    });
    const { json } = await send('GET', `/workflows/executions/${executionId}`);
    expect(json).toEqual({
      execution_id: executionId,
      workflow_id: id,
      version: '1',
      status: 'FAILED',
      outcome: 'failed',
      parameters: { message: 'Hello' },
      action_results: [
        {
          action_id: 'first',
          status: 'COMPLETED',
          response: null,
          started_at: at,
          completed_at: '2025-01-15T06:30:01.000Z',
          duration_ms: 1000,
          attempt: 1,
        },
        expect.objectContaining({ action_id: 'second', error: { code: 'service-error', message: 'it answered 500' } }),
        { action_id: 'third', status: 'SKIPPED' },
      ],
      started_at: at,
      completed_at: '2025-01-15T06:30:02.000Z',
      duration_ms: 2000,
      error_message: 'it answered 500',
      error: { code: 'service-error', message: 'it answered 500', step: 'second' },
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const { executions, total } = (await send('GET', `/workflows/${id}/executions?limit=10`)).json;
    expect([executions.length, total, executions[0].trace_id]).toEqual([1, 1, json.trace_id]);
    expect((await send('POST', `/workflows/executions/${executionId}/cancel`)).status).toBe(409);
  });

  test('is started once by one key', async () => {
    const id = await create();
    const key = { 'idempotency-key': 'run-1' };
    const one = await send('POST', `/workflows/${id}/execute`, { parameters: { message: 'a' } }, key);
    const again = await send('POST', `/workflows/${id}/execute`, { parameters: { message: 'a' } }, key);
    expect([again.status, again.json.execution_id]).toEqual([202, one.json.execution_id]);
    const other = await send('POST', `/workflows/${id}/execute`, { parameters: { message: 'b' } }, key);
    expect([other.status, other.json.error.code]).toEqual([422, 'idempotency-key-reused']);
  });

  test('is cancelled, with a reason or without a body', async () => {
    const id = await create();
    const { execution_id: one } = (await send('POST', `/workflows/${id}/execute`, {})).json;
    const answer = await send('POST', `/workflows/executions/${one}/cancel`, { reason: 'no need' });
    expect([answer.status, answer.json]).toEqual([
      200,
      { success: true, message: `${one} is being cancelled`, execution_id: one },
    ]);
    expect(api.ports.cancelled.at(-1)).toEqual({ executionId: one, reason: 'no need' });
    expect((await send('POST', `/workflows/executions/${one}/cancel`)).status).toBe(200);
    expect((await send('POST', '/workflows/executions/none/cancel')).status).toBe(404);
    expect((await send('GET', '/workflows/executions/a%20b')).status).toBe(400);
  });

  test('of any workflow is in the history, page by page, and in the statistics', async () => {
    const { json: all } = await send('GET', '/workflows/history?limit=1000');
    expect(all.total).toBe(all.executions.length);
    const { json: first } = await send('GET', '/workflows/history?limit=2');
    const { json: second } = await send('GET', `/workflows/history?limit=2&cursor=${first.next_cursor}`);
    expect([...first.executions, ...second.executions]).toEqual(all.executions.slice(0, 4));
    const { json: counted } = await send('GET', '/workflows/statistics');
    const byStatus: number[] = Object.values(counted.executions_by_status);
    expect(byStatus.reduce((sum, each) => sum + each, 0)).toBe(counted.total_executions);
    expect(counted).toMatchObject({ total_executions: all.total, success_rate: 0, average_duration_ms: null });
    const { json: active } = await send('GET', '/workflows');
    const { json: deleted } = await send('GET', '/workflows?status=deleted');
    expect([counted.active_workflows, counted.total_workflows]).toEqual([active.total, active.total + deleted.total]);
    expect((await send('GET', '/workflows/health')).json).toEqual({
      status: 'healthy',
      temporal: 'connected',
      active_workflows: active.total,
    });
  });
});
