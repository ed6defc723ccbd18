import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordQueue } from '../../src/driver/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { orchestratorClient, type Answered, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** An event to everybody, on the real thing. */

let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  stack = await startStack();
  baton = orchestratorClient(stack.url);
});

afterAll(async () => await stack?.close());

const send = async (event: JsonObject): Promise<Answered> => await baton.post('/orchestrator/send_event', event);
const started = async (name: string, inputs: JsonObject = {}): Promise<string> => await baton.start(name, inputs);
const outputs = async (id: string): Promise<unknown> => (await baton.ended(id)).outputs;

describe('send_event without an execution', () => {
  test('reaches all that wait for it, of every version, and no others', async () => {
    await baton.register('name: gate\nversion: "1"\nsteps: [{id: a, wait_for: {event: opened}}]');
    const old = await started('gate');
    // This version waits for something else; executions of the one before still run.
    await baton.register('name: gate\nversion: "2"\nsteps: [{id: a, wait_for: {event: closed}}]');
    await baton.register('name: door\nsteps: [{id: a, wait_for: {event: opened, correlation: "{{inputs.which}}"}}]');
    await baton.register('name: other\nsteps: [{id: a, wait_for: {event: unrelated}}]');
    const [left, right, other] = [
      await started('door', { which: 'left' }),
      await started('door', { which: 'right' }),
      await started('other'),
    ];
    const answer = await send({ event: 'opened', value: 7, correlation: 'left', id: 'e1' });
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, id: 'e1', sent: 3, full: 0, next_cursor: null },
    });
    expect(await outputs(old)).toEqual({ a: 7 });
    expect(await outputs(left)).toEqual({ a: 7 });
    expect((await baton.until(right, ({ status }) => status !== 'PENDING')).status).toBe('RUNNING');
    // The same again is the same event: whoever keeps it, keeps one.
    await send({ event: 'opened', value: 8, correlation: 'left', id: 'e1' });
    await send({ event: 'opened', value: 9, correlation: 'right', id: 'e2' });
    expect(await outputs(right)).toEqual({ a: 9 });
    const history = await stack.client.workflow.getHandle(other).fetchHistory();
    expect(history.events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toEqual([]);
  });

  test('is kept by one that does not wait for it yet, and is not missed by one that was acknowledged a moment before', async () => {
    await baton.register(
      'name: late\nsteps: [{id: rest, delay_ms: 4000}, {id: a, wait_for: {event: ring}, depends_on: [rest]}]',
    );
    const ids = await Promise.all(Array.from({ length: 30 }, async () => await started('late')));
    const { body } = await send({ event: 'ring', value: 'now' });
    expect(body).toMatchObject({ sent: 30, id: expect.stringMatching(/^evt_/) });
    for (const id of ids) expect(await outputs(id)).toEqual({ rest: null, a: 'now' });
  });

  test('finds the event names of a workflow whose record does not say them', async () => {
    await baton.register('name: ancient\nversion: "1"\nsteps: [{id: a, wait_for: {event: fire}}]');
    const id = await started('ancient');
    const registeredAt = Date.now();
    await stack.client.workflow.start('baton.newest', {
      workflowId: 'def:ancient',
      taskQueue: recordQueue,
      startDelay: '1 day',
      memo: { version: '1', registeredAt },
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    });
    // Its own writes of a moment ago hide what this process would read.
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    expect((await send({ event: 'fire', value: 1 })).body).toMatchObject({ sent: 1 });
    expect(await outputs(id)).toEqual({ a: 1 });
  });

  test('to nobody is told so, and what is no cursor is refused', async () => {
    expect(await send({ event: 'nobody_waits' })).toMatchObject({ status: 200, body: { sent: 0 } });
    for (const cursor of ['x', Buffer.from('{"id":1}').toString('base64url')]) {
      expect(await send({ event: 'opened', cursor })).toMatchObject({
        status: 422,
        body: { error: { details: [{ path: 'cursor' }] } },
      });
    }
    expect(await send({ event: 'opened', cursor: 'abc', execution_id: 'e' })).toMatchObject({ status: 422 });
  });
});
