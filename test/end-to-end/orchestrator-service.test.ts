import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/std/index.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** The orchestrator as a service that steps call, on a stack that knows no service at all. */

let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  stack = await startStack({ env: { BATON_SECRET_TOKEN: 'correct horse' } });
  baton = orchestratorClient(stack.url);
  await baton.register(
    'name: inner\nversion: "1"\ninputs: {n: {type: number}}\nsteps: [{id: a, delay_ms: 1}]\noutputs: {n: "{{inputs.n}}"}',
  );
});

afterAll(async () => {
  await stack?.close();
});

const registered = async (name: string, steps: string): Promise<JsonObject> => {
  const { body } = await baton.register(`name: ${name}\nversion: "1"\nsteps:\n${steps}`);
  return body;
};
const orchestrator = (id: string, method: string, parameters: string): string =>
  `  - {id: ${id}, service: ifex-orchestrator, method: ${method}, parameters: ${parameters}}\n`;

describe('a step calls the orchestrator', () => {
  test('to start an execution, once for each call, and to look at it', async () => {
    const body = await registered(
      'starts',
      `${orchestrator('start', 'execute_workflow', '{workflow_name: inner, inputs: {n: 7}, wait_ms: 25000}')}` +
        `${orchestrator('look', 'get_execution_status', '{execution_id: "{{steps.start.result.execution_id}}"}')}` +
        'outputs: {started: "{{steps.start.result.execution_id}}", status: "{{steps.look.result.execution.status}}"}',
    );
    expect(body).toMatchObject({ success: true, warnings: [] });
    const id = await baton.start('starts');
    const execution = await baton.ended(id);
    const key = createHash('sha256').update(`${id}_start`).digest('hex').slice(0, 32);
    expect(execution.outputs).toEqual({ started: `exec_${key}`, status: 'COMPLETED' });
    expect((await baton.status(`exec_${key}`)).outputs).toEqual({ n: 7 });
  });

  test('to put a definition on record and to run it', async () => {
    await registered(
      'writes',
      orchestrator(
        'write',
        'register_workflow',
        '{workflow: {name: written, version: "1", steps: [{id: ask, service: ifex-orchestrator, method: list_workflows}]}}',
      ) +
        '  - {id: run, depends_on: [write], service: ifex-orchestrator, method: execute_workflow, parameters: {workflow_name: written}}',
    );
    expect((await baton.ended(await baton.start('writes'))).status).toBe('COMPLETED');
  });

  test('and what is refused fails it, with what was wrong', async () => {
    await registered('wrong', orchestrator('start', 'execute_workflow', '{workflow_name: iner}'));
    const { status, error } = await baton.ended(await baton.start('wrong'));
    expect([status, error?.code]).toEqual(['FAILED', 'service-error']);
    expect(error?.message).toContain('no workflow `iner` is on record; did you mean `inner`?');
  });

  test('and none that holds a secret', async () => {
    await registered(
      'tells',
      orchestrator('start', 'execute_workflow', '{workflow_name: inner, inputs: {n: "{{secrets.token}}"}}'),
    );
    expect((await baton.ended(await baton.start('tells'))).error?.code).toBe('secret-refused');
  });

  test('and an execution that starts itself, and so on, ends', async () => {
    await registered('again', orchestrator('start', 'execute_workflow', '{workflow_name: again}'));
    const ids = [await baton.start('again')];
    for (let n = 0; n < 10; n++) {
      const key = createHash('sha256')
        .update(`${ids.at(-1)}_start`)
        .digest('hex')
        .slice(0, 32);
      ids.push(`exec_${key}`);
      expect((await baton.ended(ids.at(-2) ?? '')).status).toBe('COMPLETED');
    }
    const last = await baton.ended(ids.at(-1) ?? '');
    expect(last.error?.message).toContain('below 10 executions that started each other');
  });
});

describe('the service is known', () => {
  test('by its methods and their results, before anything runs', async () => {
    const wrong = await registered(
      'typed',
      orchestrator('start', 'execute_workflow', '{workflow_name: inner}') +
        'outputs: {id: "{{steps.start.result.execution}}{{steps.start.result.execution_idd}}"}',
    );
    expect(JSON.stringify(wrong)).toContain('did you mean `steps.start.result.execution_id`?');
    const near = await registered('near', orchestrator('start', 'execute_workflw', '{workflow_name: inner}'));
    expect(JSON.stringify(near['warnings'])).toContain('execute_workflow');
  });

  test('to the registry, and nobody takes its name', async () => {
    const { body } = await baton.get('/registry');
    expect(body['services']).toContainEqual(
      expect.objectContaining({
        name: 'ifex-orchestrator',
        origin: 'built-in',
        base_urls: [],
        operations: expect.arrayContaining(['register_workflow', 'execute_workflow', 'cancel_execution']),
      }),
    );
    for (const name of ['ifex-orchestrator', 'IFEX_Orchestrator']) {
      const taken = await baton.post('/registry/register', { name, base_url: 'http://127.0.0.1:9' });
      expect(taken).toMatchObject({ status: 422, body: { error: { code: 'invalid-service-name' } } });
    }
  });
});
