import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** The sandbox of the workers that ship. */

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({});
});
afterAll(async () => await stack?.close());

test('keeps no stack of each promise, and says so to whoever asks', async () => {
  const baton = orchestratorClient(stack.url);
  await baton.register({
    name: 'waits',
    version: '1',
    steps: [{ id: 'door', wait_for: { event: 'opened' } }],
  });
  const id = await baton.start('waits');
  await baton.until(id, ({ status }) => status === 'RUNNING');
  const asked = stack.client.workflow.getHandle(id).query('__stack_trace');
  await expect(asked).rejects.toThrow('Workflow stack traces are not enabled on this worker');
  await baton.post('/orchestrator/send_event', { execution_id: id, event: 'opened' });
  expect((await baton.ended(id)).status).toBe('COMPLETED');
});
