import { expect, test } from '@jest/globals';
import { allRoutes, createMethodCalls, methodOperations } from '../../src/api/index.ts';
import { readOperations } from '../../src/language/index.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';

const ports = portsInMemory();
const bugs: unknown[] = [];
const call = createMethodCalls(ports, allRoutes, (bug) => bugs.push(bug));
const about = { caller: 'exec_above', left: new AbortController().signal };
const prep = { name: 'prep', version: '1', steps: [] };

test('every method can be told to the checker, and says what it takes and answers', () => {
  const operations = methodOperations(allRoutes);
  const read = readOperations(operations);
  expect(read).toMatchObject({ ok: true });
  expect(Object.keys(operations)).toEqual(
    expect.arrayContaining(['register_workflow', 'execute_workflow', 'get_workflow', 'send_event', 'retry_execution']),
  );
  expect(operations['execute_workflow']).toMatchObject({
    parameters: { properties: { workflow_name: { type: 'string' } } },
    result: { properties: { execution_id: { type: 'string' } } },
  });
  // A stream is no answer to a step.
  expect(operations).not.toHaveProperty('events');
});

test('a method is its route: the same checks, the same answer, the key of the call', async () => {
  expect(
    await call({ ...about, method: 'register_workflow', parameters: { workflow: prep }, key: 'k1' }),
  ).toMatchObject({
    status: 201,
    body: { success: true, name: 'prep' },
  });
  const start = { ...about, method: 'execute_workflow', parameters: { workflow_name: 'prep' }, key: 'e_s' };
  expect(await call(start)).toMatchObject({ status: 200, body: { success: true } });
  expect(ports.started).toEqual([
    expect.objectContaining({ workflowName: 'prep', idempotencyKey: 'e_s', startedBy: 'exec_above' }),
  ]);
  // An id makes it unique by itself.
  await call({ ...start, parameters: { workflow_name: 'prep', execution_id: 'mine' } });
  expect(ports.started[1]).not.toHaveProperty('idempotencyKey');
});

test('an event has the id of its call, so that it counts once', async () => {
  const event = { execution_id: 'mine', event: 'go' };
  await call({ ...about, method: 'send_event', parameters: event, key: 'e_s' });
  await call({ ...about, method: 'send_event', parameters: { ...event, id: 'own' }, key: 'e_s' });
  expect(ports.told.map(({ what }) => what)).toEqual([
    expect.objectContaining({ id: 'e_s' }),
    expect.objectContaining({ id: 'own' }),
  ]);
});

test('what is refused is an answer with a status', async () => {
  const wrong = await call({ ...about, method: 'execute_workflow', parameters: { workflow: 'prep' } });
  expect(wrong).toMatchObject({ status: 422, body: { error: { code: 'request-rejected' } } });
  const unknown = await call({ ...about, method: 'execute_workflw', parameters: {} });
  expect(unknown).toMatchObject({
    status: 404,
    body: { message: 'ifex-orchestrator has no method `execute_workflw`; did you mean `execute_workflow`?' },
  });
  ports.fail(new Error('a bug'));
  expect(await call({ ...about, method: 'list_workflows', parameters: {} })).toMatchObject({ status: 500 });
  expect(bugs).toEqual([new Error('a bug')]);
  ports.fail(null);
});
