import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** execute_workflow with wait_ms and priority, on the real thing. */

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  services = await startRecordingService({ 'svc.ok': { result: { ok: true } } });
  stack = await startStack({ services: { svc: services.baseUrl('svc') } });
  baton = orchestratorClient(stack.url);
  await baton.register('name: short\nsteps: [{id: a, service: svc, method: ok}]');
  await baton.register('name: long\nsteps: [{id: a, wait_for: {event: never}}]');
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

const execute = async (body: object): ReturnType<OrchestratorClient['post']> =>
  await baton.post('/orchestrator/execute_workflow', body as never);

test('answers with the outcome where it ends in time', async () => {
  expect(await execute({ workflow_name: 'short', wait_ms: 60_000 })).toMatchObject({
    status: 200,
    body: { success: true, ended: true, execution: { status: 'COMPLETED', outputs: { a: { ok: true } } } },
  });
});

test('answers with how it stands where it does not', async () => {
  const long = { workflow_name: 'long', idempotency_key: 'does-not-end' };
  const { body: begun } = await execute(long);
  const execution_id = begun['execution_id'] as string;
  // Before a worker has taken it up it stands otherwise.
  await baton.until(execution_id, ({ status }) => status === 'RUNNING');
  const { body } = await execute({ ...long, wait_ms: 300 });
  expect(body).toMatchObject({ ended: false, execution: { execution_id, status: 'RUNNING' } });
  const { body: atOnce } = await execute({ workflow_name: 'long', wait_ms: 0 });
  expect(atOnce).toMatchObject({ ended: false });
  expect(await execute({ workflow_name: 'long' })).not.toHaveProperty('body.ended');
});

test('is told while it waits: a cancel ends the wait', async () => {
  const waiting = execute({ workflow_name: 'long', wait_ms: 60_000, execution_id: 'is_cancelled' });
  await baton.until('is_cancelled', ({ status }) => status === 'RUNNING').catch(() => undefined);
  while ((await baton.post('/orchestrator/cancel_execution', { execution_id: 'is_cancelled' })).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect((await waiting).body).toMatchObject({ ended: true, execution: { status: 'CANCELLED' } });
});

test('a caller that leaves is waited for no longer, and the execution goes on', async () => {
  const leaving = new AbortController();
  const asked = fetch(`${stack.url}/orchestrator/execute_workflow`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ workflow_name: 'long', wait_ms: 60_000, execution_id: 'is_left' }),
    signal: leaving.signal,
  }).catch(() => 'left');
  for (let status = 404; status !== 200;) {
    ({ status } = await baton.get('/orchestrator/get_execution_status?execution_id=is_left'));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  leaving.abort();
  expect(await asked).toBe('left');
  expect((await baton.status('is_left')).status).not.toBe('FAILED');
});

test('a priority is Temporal’s, and a retry has it too', async () => {
  const priorityOf = async (id: string): Promise<number | undefined> =>
    (await stack.client.workflow.getHandle(id).describe()).priority?.priorityKey;
  await execute({ workflow_name: 'long', priority: 'high', execution_id: 'goes_first' });
  expect(await priorityOf('goes_first')).toBe(1);
  await execute({ workflow_name: 'long', priority: 4, execution_id: 'goes_late' });
  expect(await priorityOf('goes_late')).toBe(4);
  await baton.post('/orchestrator/cancel_execution', { execution_id: 'goes_late' });
  await baton.ended('goes_late');
  const { body } = await baton.post('/orchestrator/retry_execution', { execution_id: 'goes_late' });
  expect(await priorityOf(body['execution_id'] as string)).toBe(4);
  const refused = await execute({ workflow_name: 'long', priority: 'urgent', wait_ms: 60_001 });
  expect(refused).toMatchObject({
    status: 422,
    body: { error: { details: [{ path: 'wait_ms' }, { path: 'priority' }] } },
  });
});
