import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** What an operator does with an execution that went wrong, on the real thing. */

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  services = await startRecordingService();
  stack = await startStack({
    services: { svc: services.baseUrl('svc') },
    env: { SERVICE_MY_SVC_URL: services.baseUrl('svc') },
  });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

let isBroken = true;

async function run(name: string, more: string): Promise<string> {
  isBroken = true;
  services.answer('svc.book', () => (isBroken ? { status: 409, result: 'closed' } : { result: { booked: true } }));
  const registered = await baton.register(`
name: ${name}
version: "1"
${more}
steps:
  - {id: pay, service: svc, method: pay}
  - {id: book, service: svc, method: book, depends_on: [pay], parameters: {paid: "{{steps.pay.status}}"}}
  - {id: tell, service: svc, method: tell, depends_on: [book], parameters: {booked: "{{steps.book.result.booked}}", status: "{{steps.book.status}}"}}
`);
  expect(registered.status).toBe(201);
  return await baton.start(name);
}

const callsOf = (id: string): readonly string[] =>
  services.calls.filter(({ key }) => key.startsWith(`${id}_`)).map(({ key }) => key.slice(id.length));

describe('retry_execution', () => {
  test('runs a failed execution again, without the steps that completed', async () => {
    const id = await run('again', '');
    expect((await baton.ended(id)).status).toBe('FAILED');
    isBroken = false;
    const answer = await baton.post('/orchestrator/retry_execution', { execution_id: id });
    const retry = `${id}~retry1`;
    expect(answer).toMatchObject({ status: 200, body: { success: true, execution_id: retry, carried: ['pay'] } });
    const ended = await baton.ended(retry);
    expect(ended).toMatchObject({
      status: 'COMPLETED',
      step_results: [
        { step_id: 'pay', status: 'COMPLETED' },
        { step_id: 'book', status: 'COMPLETED' },
        { step_id: 'tell', status: 'COMPLETED' },
      ],
    });
    expect(callsOf(id)).toEqual(['_pay', '_book']);
    expect(callsOf(retry)).toEqual(['_book', '_tell']);
    // The one that failed stays as it was.
    expect((await baton.status(id)).status).toBe('FAILED');
    const once = await baton.post('/orchestrator/retry_execution', { execution_id: retry });
    expect(once).toMatchObject({ status: 409, body: { error: { code: 'not-retryable' } } });
    // The same request again does not do again what its first did.
    const resent = await baton.post('/orchestrator/retry_execution', { execution_id: id });
    expect(resent).toMatchObject({ status: 409, body: { error: { code: 'not-retryable' } } });
  });

  test('of what is not there, or runs, is refused', async () => {
    const none = await baton.post('/orchestrator/retry_execution', { execution_id: 'nobody' });
    expect(none).toMatchObject({ status: 404, body: { error: { code: 'execution-not-found' } } });
  });
});

describe('on_failure: hold', () => {
  const held = async (name: string): Promise<string> => {
    const id = await run(name, 'on_failure: hold');
    const execution = await baton.until(id, ({ phase }) => phase === 'held');
    expect(execution.status).toBe('PAUSED');
    return id;
  };

  test('retry goes on in the same execution, under the same keys', async () => {
    const id = await held('held_retry');
    isBroken = false;
    const answer = await baton.post('/orchestrator/retry_execution', { execution_id: id });
    expect(answer).toMatchObject({ status: 200, body: { execution_id: id, carried: [] } });
    expect((await baton.ended(id)).status).toBe('COMPLETED');
    expect(callsOf(id)).toEqual(['_pay', '_book', '_book', '_tell']);
  });

  test('skip lets what depends on it run', async () => {
    const id = await held('held_skip');
    await baton.post('/orchestrator/skip_execution', { execution_id: id });
    expect((await baton.ended(id)).status).toBe('COMPLETED');
    expect(services.callsOf('svc.tell').at(-1)?.body).toEqual({ booked: null, status: 'skipped' });
  });

  test('compensate ends it', async () => {
    const id = await held('held_compensate');
    await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'compensate' });
    expect(await baton.ended(id)).toMatchObject({ status: 'FAILED', error: { step: 'book' } });
    const late = await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'skip' });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'execution-ended' } } });
  });

  test('only an execution that is held waits for a decision', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    services.answer('svc.slow', async () => {
      await released;
      return {};
    });
    await baton.register('name: slow\nversion: "1"\nsteps: [{id: a, service: svc, method: slow}]');
    const id = await baton.start('slow');
    const answer = await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'skip' });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'not-held' } } });
    const running = await baton.post('/orchestrator/retry_execution', { execution_id: id });
    expect(running).toMatchObject({ status: 409, body: { error: { code: 'not-retryable' } } });
    release();
    expect((await baton.ended(id)).status).toBe('COMPLETED');
  });
});

test('an endpoint longer than what Temporal takes as a type is called all the same', async () => {
  const endpoint = `/${'long/'.repeat(200)}end`;
  await baton.register(`name: long_path\nversion: "1"\nsteps: [{id: a, service: svc, endpoint: ${endpoint}}]`);
  const ended = await baton.ended(await baton.start('long_path'));
  expect(ended.status).toBe('COMPLETED');
});

describe('operations on record', () => {
  test('a definition that reads what a method does not answer is refused', async () => {
    const operations = { forecast: { result: { type: 'object', properties: { frost: { type: 'number' } } } } };
    const registered = await baton.post('/registry/register', { name: 'typed', base_url: services.url, operations });
    expect(registered).toMatchObject({ status: 201, body: { service: { operations: ['forecast'] } } });
    const refused = await baton.register(`
name: reader
steps:
  - {id: ask, service: typed, method: forecast}
  - {id: tell, service: svc, method: tell, parameters: {x: "{{steps.ask.result.frst}}"}}
`);
    expect(refused).toMatchObject({ status: 422, body: { error: { details: [{ code: 'unknown-name' }] } } });
    // Known by its variable, whose name is in capitals and can't tell a hyphen.
    const configured = await baton.register('name: hyphen\nsteps: [{id: a, service: my-svc, method: m}]');
    expect(configured).toMatchObject({ status: 201, body: { warnings: [] } });
    const unknown = await baton.register(`
name: caller
steps:
  - {id: a, workflow: nobody_registered}
`);
    expect(unknown).toMatchObject({ status: 201, body: { warnings: [{ code: 'unregistered-workflow' }] } });
  });
});
