import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Json, own } from '../../src/std/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** `/workflows` on the real thing, with services that make their answers of what they are sent. */

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService({
    'source_agent.fetch': (body) => ({ result: { content: `the text at ${textIn(body, 'url')}` } }),
    'source_agent.github/pr': (_body, { path }) => {
      const query = new URLSearchParams(path.split('?')[1]);
      return {
        result: {
          title: `${query.get('repository')} #${query.get('pr_number')}`,
          files: Number(query.get('pr_number')) * 2,
        },
      };
    },
    'analysis_service.analyze': (body) => {
      const content = textIn(body, 'content');
      return { result: { words: content.split(' ').length, shouted: content.toUpperCase() } };
    },
    'analysis_service.calculate_confidence': (body) => {
      const pr = own(body, 'pr_data');
      return { result: { about: textIn(pr, 'title'), confidence: 1 / (1 + Number(own(pr, 'files'))) } };
    },
    'slow_service.wait': { noAnswer: true },
  });
  const names = ['source_agent', 'analysis_service', 'slow_service'];
  const addresses = Object.fromEntries(names.map((name) => [name, services.baseUrl(name)]));
  // Many ask at once here, which has tests of its own.
  stack = await startStack({ services: addresses, env: { BATON_IN_FLIGHT: 'off' } });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

function textIn(value: unknown, key: string): string {
  const text = own(value, key);
  return typeof text === 'string' ? text : `no ${key}`;
}

interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- What it holds is what is tested.
  readonly json: any;
}

async function send(method: string, path: string, body?: Json, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${stack.url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}

async function create(document: Json, headers: Record<string, string> = {}): Promise<string> {
  const answer = await send('POST', '/workflows', document, headers);
  expect([answer.status, answer.json]).toEqual([201, expect.objectContaining({ success: true })]);
  return answer.json.workflow_id as string;
}

async function execute(workflowId: string, parameters: Json): Promise<string> {
  const answer = await send('POST', `/workflows/${workflowId}/execute`, { parameters });
  expect([answer.status, answer.json]).toEqual([202, expect.objectContaining({ success: true, status: 'PENDING' })]);
  return answer.json.execution_id as string;
}

async function until(path: string, isThere: (json: Answer['json']) => boolean): Promise<Answer['json']> {
  for (let tries = 1; ; tries++) {
    const { json } = await send('GET', path);
    if (isThere(json)) return json;
    if (tries === 1_000) throw new Error(`${path} stays ${JSON.stringify(json)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const ended = async (id: string): Promise<Answer['json']> =>
  await until(`/workflows/executions/${id}`, ({ completed_at: at }) => at !== undefined);

/** As the seed has them. */
const documentAnalysis = {
  name: 'Document Quality Analysis',
  description: 'Analyze document for quality and insights',
  parameters: [{ name: 'document_url', type: 'string', description: 'Document URL to analyze', required: true }],
  actions: [
    {
      action_id: 'fetch_doc',
      action_type: 'service_call',
      name: 'Fetch Document',
      config: {
        service: 'source_agent',
        endpoint: '/fetch',
        method: 'POST',
        parameters: { url: '{{document_url}}' },
      },
    },
    {
      action_id: 'analyze_quality',
      action_type: 'service_call',
      name: 'Analyze Quality',
      config: {
        service: 'analysis_service',
        endpoint: '/analyze',
        method: 'POST',
        parameters: { content: '{{fetch_doc.response.content}}' },
      },
      depends_on: ['fetch_doc'],
    },
  ],
};

const prConfidence = {
  name: 'PR Confidence Analysis',
  description: 'Analyze PR confidence against requirements',
  parameters: [
    { name: 'pr_number', type: 'integer', required: true },
    { name: 'repository', type: 'string', required: true },
  ],
  actions: [
    {
      action_id: 'fetch_pr',
      action_type: 'service_call',
      name: 'Fetch PR Data',
      config: {
        service: 'source_agent',
        endpoint: '/github/pr',
        method: 'GET',
        parameters: { pr_number: '{{pr_number}}', repository: '{{repository}}' },
      },
    },
    {
      action_id: 'analyze_confidence',
      action_type: 'service_call',
      name: 'Analyze Confidence',
      config: {
        service: 'analysis_service',
        endpoint: '/calculate_confidence',
        method: 'POST',
        parameters: { pr_data: '{{fetch_pr.response}}' },
      },
      depends_on: ['fetch_pr'],
    },
  ],
};

const greeting = {
  name: 'Hello World Workflow',
  description: 'A simple notification workflow',
  parameters: [{ name: 'message', type: 'string', description: 'Message to display', required: true }],
  actions: [
    {
      action_id: 'notify',
      action_type: 'notification',
      name: 'Send Notification',
      description: 'Send completion notification',
      config: { message: '{{message}}', channels: ['log'] },
    },
  ],
};

describe('the three examples', () => {
  test('a document is fetched, and what was fetched is analysed', async () => {
    const workflowId = await create(documentAnalysis, { 'x-user-id': 'user@example.com' });
    expect(workflowId).toMatch(/^document-quality-analysis-[a-z2-9]{6}$/);
    const executionId = await execute(workflowId, {
      document_url: 'https://example.com/doc.pdf',
      analysis_type: 'comprehensive',
    });
    const execution = await ended(executionId);
    expect(execution).toMatchObject({
      workflow_id: workflowId,
      status: 'COMPLETED',
      parameters: { document_url: 'https://example.com/doc.pdf', analysis_type: 'comprehensive' },
      action_results: [
        {
          action_id: 'fetch_doc',
          status: 'COMPLETED',
          response: { content: 'the text at https://example.com/doc.pdf' },
        },
        {
          action_id: 'analyze_quality',
          status: 'COMPLETED',
          response: { words: 4, shouted: 'THE TEXT AT HTTPS://EXAMPLE.COM/DOC.PDF' },
        },
      ],
    });
  });

  test('a pull request is asked for in a query, and its confidence worked out', async () => {
    const executionId = await execute(await create(prConfidence), { pr_number: 12, repository: 'a/b c' });
    const { status, action_results: results } = await ended(executionId);
    expect(status).toBe('COMPLETED');
    expect(results).toMatchObject([
      { response: { title: 'a/b c #12', files: 24 } },
      { response: { about: 'a/b c #12', confidence: 0.04 } },
    ]);
    expect(services.callsOf('source_agent.github/pr').at(-1)).toMatchObject({ verb: 'GET', body: null });
  });

  test('a notification is in the log', async () => {
    const message = 'Hello, World! 4711';
    const { status } = await ended(await execute(await create(greeting), { message }));
    expect(status).toBe('COMPLETED');
    await stack.written(message);
  });
});

test.each(['document_analysis', 'pr_confidence'])('a workflow made from the template %s runs', async (name) => {
  const { templates } = (await send('GET', '/workflows/templates')).json;
  const template = templates.find((each: Answer['json']) => each.template_name === name);
  const made = await send('POST', '/workflows/from-template', {
    template_name: name,
    customizations: { name: `Custom ${name}`, description: 'Customized workflow' },
  });
  expect([made.status, made.json.workflow]).toEqual([
    201,
    expect.objectContaining({ name: `Custom ${name}`, description: 'Customized workflow', version: 1 }),
  ]);
  expect(made.json.workflow.parameters).toEqual(template.parameters);
  const given: Record<string, Json> = { document_url: 'https://example.com/t', pr_number: 2, repository: 'a/b' };
  const parameters = Object.fromEntries(
    template.parameters.map((each: Answer['json']) => [each.name, given[each.name] ?? null]),
  );
  const execution = await ended(await execute(made.json.workflow_id, parameters));
  expect([execution.status, execution.parameters]).toEqual(['COMPLETED', parameters]);
  const [, { response }] = execution.action_results;
  expect(response).toMatchObject(
    name === 'pr_confidence'
      ? { about: 'a/b #2', confidence: 0.2 }
      : { words: 4, shouted: 'THE TEXT AT HTTPS://EXAMPLE.COM/T' },
  );
});

describe('what is refused', () => {
  test('parameters, each by its name', async () => {
    const workflowId = await create(prConfidence);
    const { status, json } = await send('POST', `/workflows/${workflowId}/execute`, {
      parameters: { pr_number: 'twelve' },
    });
    expect([status, json.error.code, json.message]).toEqual([
      422,
      'inputs-rejected',
      `2 problems in the parameters of ${workflowId}`,
    ]);
    expect(json.error.details).toMatchObject([
      { path: 'parameters.pr_number', message: 'the parameter `pr_number` must be a whole number, not "twelve"' },
      { path: 'parameters.repository', message: 'the parameter `repository` is required' },
    ]);
  });

  test('a document, in its own words and places', async () => {
    const text = JSON.stringify(documentAnalysis, null, 2).replace('fetch_doc.response', 'fetch_dok.response');
    const answer = await fetch(`${stack.url}/workflows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const { error } = (await answer.json()) as Answer['json'];
    expect([answer.status, error.code]).toEqual([422, 'definition-rejected']);
    const [found, ...more] = error.details;
    const line = text.split('\n').findIndex((each) => each.includes('fetch_dok')) + 1;
    expect([more, found.path, found.line]).toEqual([[], 'actions[1].config.parameters.content', line]);
    expect(found.message).toContain('fetch_doc');
  });

  test('a change that would break it, which then makes no version', async () => {
    const workflowId = await create(greeting);
    const actions = [{ ...greeting.actions[0], config: { message: '{{massage}}' } }];
    const { status, json } = await send('PUT', `/workflows/${workflowId}`, { actions });
    expect([status, json.error.code, json.error.details[0].path]).toEqual([
      422,
      'definition-rejected',
      'actions[0].config.message',
    ]);
    expect(json.error.details[0]).not.toHaveProperty('line');
    expect((await send('GET', `/workflows/${workflowId}`)).json.version).toBe(1);
  });

  test('a definition of ours: it is registered elsewhere', async () => {
    const definition = { name: 'prep', steps: [{ id: 'a', service: 'source_agent', method: 'fetch' }] };
    expect((await send('POST', '/workflows', definition)).status).toBe(422);
  });
});

describe('versions', () => {
  test('many changes at once: each that is taken is a version, all others are told', async () => {
    const workflowId = await create(greeting, { 'x-user-id': 'ann' });
    const asked = Array.from({ length: 12 }, (_, i) =>
      send('PUT', `/workflows/${workflowId}`, { description: `by ${i}` }, { 'x-user-id': `user${i}` }),
    );
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const taken = answers.filter(({ status }) => status === 200).map(({ json }) => json.workflow);
    const versions = (await send('GET', `/workflows/${workflowId}/versions`)).json;
    expect(versions.total).toBe(taken.length + 1);
    for (const { version, updated_by: by, description } of taken) {
      expect(description).toBe(`by ${String(by).slice('user'.length)}`);
      expect(versions.versions[versions.total - version]).toMatchObject({ version, changed_by: by });
      expect((await send('GET', `/workflows/${workflowId}?version=${version}`)).json.description).toBe(description);
    }
    expect(versions.versions.at(-1)).toMatchObject({ version: 1, changed_by: 'ann' });
  });

  test('what runs keeps its own, what is started later takes the newest', async () => {
    const workflowId = await create(greeting);
    const first = await execute(workflowId, { message: 'one' });
    const actions = [{ ...greeting.actions[0], action_id: 'tell' }];
    await send('PUT', `/workflows/${workflowId}`, { actions });
    const second = await execute(workflowId, { message: 'two' });
    expect([await ended(first), await ended(second)]).toMatchObject([
      { version: '1', action_results: [{ action_id: 'notify' }] },
      { version: '2', action_results: [{ action_id: 'tell' }] },
    ]);
    // Tags and names are no part of what runs; they are versions all the same.
    const tagged = await send('PUT', `/workflows/${workflowId}`, { tags: ['a'], name: 'Another Name' });
    expect(tagged.json.workflow).toMatchObject({ version: 3, name: 'Another Name', workflow_id: workflowId });
  });
});

describe('a deleted workflow', () => {
  test('is started by nobody, and its executions are still told of', async () => {
    const workflowId = await create(greeting);
    const executionId = await execute(workflowId, { message: 'once' });
    await ended(executionId);
    expect((await send('DELETE', `/workflows/${workflowId}`, undefined, { 'x-user-id': 'bob' })).status).toBe(200);
    const started = await send('POST', '/orchestrator/execute_workflow', {
      workflow_name: workflowId,
      inputs: { message: 'again' },
    });
    expect([started.status, started.json.error.code]).toEqual([404, 'workflow-not-found']);
    expect(started.json.message).toContain(`\`${workflowId}\` was deleted by bob on 2`);
    const names = (await send('GET', '/orchestrator/list_workflows')).json.workflows.map(
      ({ name }: { name: string }) => name,
    );
    expect(names).not.toContain(workflowId);
    expect((await send('GET', `/workflows/executions/${executionId}`)).json.status).toBe('COMPLETED');
    // Lists follow with a delay.
    const { executions } = await until(
      `/workflows/${workflowId}/executions`,
      ({ executions: some }) => some?.length > 0,
    );
    expect(executions).toMatchObject([{ execution_id: executionId }]);
    expect((await send('GET', `/workflows/${workflowId}`)).json).toMatchObject({
      status: 'deleted',
      deleted_by: 'bob',
    });
  });
});

describe('of a deleted workflow', () => {
  test('an execution that failed can be retried: it finishes what was begun', async () => {
    const workflowId = await create({
      name: 'Begun',
      actions: [
        {
          action_id: 'call',
          action_type: 'service_call',
          name: 'Call',
          config: { service: 'slow_service', endpoint: '/wait', method: 'POST' },
          timeout_seconds: 0.1,
        },
      ],
    });
    const executionId = await execute(workflowId, {});
    expect((await ended(executionId)).status).toBe('FAILED');
    await send('DELETE', `/workflows/${workflowId}`);
    const retried = await send('POST', '/orchestrator/retry_execution', { execution_id: executionId });
    expect([retried.status, retried.json.execution_id]).toEqual([200, `${executionId}~retry1`]);
    expect(await ended(`${executionId}~retry1`)).toMatchObject({ status: 'FAILED', workflow_id: workflowId });
  });

  test('a definition that calls it is warned', async () => {
    const workflowId = await create({ ...greeting, name: 'Called' });
    const warnings = async (version: string) => {
      const steps = [{ id: 'call', workflow: workflowId, inputs: { message: 'Hi' } }];
      const workflow = { name: 'caller_of_deleted', version, steps };
      const answer = await send('POST', '/orchestrator/register_workflow', { workflow });
      return answer.json.warnings.map(({ code }: { code: string }) => code);
    };
    expect(await warnings('1')).toEqual([]);
    await send('DELETE', `/workflows/${workflowId}`);
    expect(await warnings('2')).toEqual(['unregistered-workflow']);
  });
});

describe('the other surfaces', () => {
  test('list it, show what it comes to, and run it', async () => {
    const workflowId = await create(documentAnalysis);
    const shown = await send('GET', `/orchestrator/get_workflow?workflow_name=${workflowId}`);
    expect(shown.json).toMatchObject({ found: true, workflow: { name: workflowId, version: '1' } });
    const started = await send('POST', '/orchestrator/execute_workflow', {
      workflow_name: workflowId,
      inputs: { document_url: 'https://example.com/x' },
      wait_ms: 60_000,
    });
    expect(started.json).toMatchObject({ ended: true, execution: { status: 'COMPLETED' } });
    expect((await send('GET', `/workflows/executions/${started.json.execution_id}`)).json).toMatchObject({
      action_results: [{}, { response: { shouted: 'THE TEXT AT HTTPS://EXAMPLE.COM/X' } }],
    });
  });

  test('take it into a schedule', async () => {
    const workflowId = await create(greeting);
    const parameters = { workflow_name: workflowId, inputs: { message: 'from a schedule' } };
    const schedule_id = 'greeting';
    const made = await send('POST', '/orchestrator/schedule_workflow', {
      title: 'Greeting',
      schedule_id,
      service: 'ifex-orchestrator',
      method: 'execute_workflow',
      parameters,
      recurrence_rule: '30 6 1 1 *',
    });
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ success: true })]);
    await send('POST', '/orchestrator/trigger_schedule', { schedule_id });
    const { executions } = await until(
      `/workflows/${workflowId}/executions`,
      ({ executions: some }) => some?.[0]?.status === 'COMPLETED',
    );
    expect(executions).toHaveLength(1);
  });
});

describe('executions', () => {
  test('one key starts one', async () => {
    const workflowId = await create(greeting);
    const key = { 'idempotency-key': 'once-and-for-all' };
    const body = { parameters: { message: 'once' } };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send('POST', `/workflows/${workflowId}/execute`, body, key)),
    );
    expect(new Set(answers.map(({ json }) => json.execution_id)).size).toBe(1);
    const other = await send('POST', `/workflows/${workflowId}/execute`, { parameters: { message: 'two' } }, key);
    expect([other.status, other.json.error.code]).toEqual([422, 'idempotency-key-reused']);
    // One key creates one workflow as well, however many ask at once.
    const created = await Promise.all(
      Array.from({ length: 5 }, () => create(greeting, { 'idempotency-key': 'made-once' })),
    );
    expect(new Set(created).size).toBe(1);
  });

  test('one that is cancelled stops, and is counted as such', async () => {
    const before = (await send('GET', '/workflows/statistics')).json;
    const waiting = {
      name: 'Waiting',
      actions: [
        {
          action_id: 'wait',
          action_type: 'service_call',
          name: 'Wait',
          config: { service: 'slow_service', endpoint: '/wait', method: 'POST', parameters: {} },
        },
      ],
    };
    const { length: earlier } = services.callsOf('slow_service.wait');
    const executionId = await execute(await create(waiting), {});
    await services.until(() => services.callsOf('slow_service.wait').length > earlier);
    const cancelled = await send('POST', `/workflows/executions/${executionId}/cancel`, {});
    expect([cancelled.status, cancelled.json.message]).toEqual([200, `${executionId} is being cancelled`]);
    expect(await ended(executionId)).toMatchObject({ status: 'CANCELLED', error: { code: 'cancelled' } });
    const again = await send('POST', `/workflows/executions/${executionId}/cancel`);
    expect([again.status, again.json.message]).toEqual([200, `${executionId} was cancelled already`]);
    let after: Answer['json'];
    let history: Answer['json'];
    // Both are counted where what happens is seen with a delay.
    do {
      after = await until(
        '/workflows/statistics',
        ({ executions_by_status: by }) => by?.CANCELLED > before.executions_by_status.CANCELLED,
      );
      history = await until('/workflows/history?limit=5', ({ total }) => total !== undefined);
    } while (history.total !== after.total_executions);
    expect(after.total_executions).toBeGreaterThan(before.total_executions);
    const ones: number[] = Object.values(after.executions_by_status);
    expect(ones.reduce((sum, each) => sum + each, 0)).toBe(after.total_executions);
    const { COMPLETED, FAILED, CANCELLED } = after.executions_by_status;
    expect(after.success_rate).toBe(COMPLETED / (COMPLETED + FAILED + CANCELLED));
    expect(after.average_duration_ms).toBeGreaterThan(0);
    expect(history.executions).toHaveLength(5);
    expect(history.executions[0]).toMatchObject({ execution_id: executionId, status: 'CANCELLED' });
  });
});

test('one key creates one workflow, whatever the names of those sent at once', async () => {
  const key = { 'idempotency-key': 'created-once' };
  const names = ['One', 'Two', 'Three'];
  const answers = await Promise.all(names.map((name) => send('POST', '/workflows', { ...greeting, name }, key)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422]);
  const first = answers.findIndex(({ status }) => status === 201);
  const workflowId = answers[first]?.json.workflow_id as string;
  await send('DELETE', `/workflows/${workflowId}`);
  const again = await send('POST', '/workflows', { ...greeting, name: names[first] ?? '' }, key);
  expect([again.status, again.json.workflow_id, again.json.workflow.status]).toEqual([201, workflowId, 'deleted']);
});

test('what was created is found and listed at once', async () => {
  const mine = { 'x-user-id': 'finder' };
  const workflowId = await create({ ...greeting, name: 'Quokka Watch', tags: ['zoo'] }, mine);
  for (const path of [
    '/workflows/search?q=QUOKKA&limit=50',
    '/workflows?page=1&page_size=50&status=active&created_by=finder',
    '/workflows?tag=zoo',
  ]) {
    const { json } = await send('GET', path);
    const shown = (json.results ?? json.workflows) as readonly Answer['json'][];
    expect([path, json.total, shown.map((each) => each.workflow_id)]).toEqual([path, 1, [workflowId]]);
  }
  expect((await send('GET', '/workflows/health')).json).toMatchObject({ status: 'healthy', temporal: 'connected' });
});
