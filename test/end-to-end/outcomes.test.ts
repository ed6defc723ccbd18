import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { outcomeAttribute, taskQueue } from '../../src/driver/index.ts';
import { createExecutions, createOutcomeAttribute } from '../../src/executions/index.ts';
import { ownNamespace } from '../support/own-namespace.ts';
import { ownExecutions, type Step } from '../support/own-executions.ts';

/** What Temporal itself can say of executions by the attribute that they write. */

const key = defineSearchAttributeKey(outcomeAttribute, SearchAttributeType.KEYWORD);

/** Calls that are answered when the test has seen what it wants to see. */
let answerSlow: () => void = () => undefined;
let answerUndo: () => void = () => undefined;
const slowMayEnd = new Promise<void>((resolve) => (answerSlow = resolve));
const undoMayEnd = new Promise<void>((resolve) => (answerUndo = resolve));

const { temporal, catalog, executions, register, startWorker, close } = await ownExecutions({
  ok: { result: 1 },
  fail: { status: 400 },
  hang: { noAnswer: true },
  slow: async () => {
    await slowMayEnd;
    return { result: 1 };
  },
  undo: { result: null },
  slow_undo: async () => {
    await undoMayEnd;
    return { result: null };
  },
  bad_undo: { status: 409 },
});
afterAll(close);

beforeAll(async () => {
  await startWorker();
  // Whoever finds none because Temporal was late does without for a minute.
  while (!(await createOutcomeAttribute(temporal.client).exists()))
    await new Promise((resolve) => setTimeout(resolve, 100));
});

async function run(name: string, steps: readonly Step[], more: object = {}): Promise<string> {
  await register(name, steps, more);
  return (await executions.start({ workflowName: name, inputs: {} })).executionId;
}

async function written(id: string): Promise<string | undefined> {
  return (await temporal.client.workflow.getHandle(id).describe()).typedSearchAttributes.get(key);
}

async function untilWritten(id: string, word: string | undefined): Promise<void> {
  while ((await written(id)) !== word) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function ended(
  id: string,
): Promise<{ status: string; outcome: string | undefined; written: string | undefined }> {
  for (;;) {
    const view = await executions.describe(id);
    if (view?.phase === 'ended') return { status: view.status, outcome: view.outcome, written: await written(id) };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const made = { id: 'made', method: 'ok', compensate_method: 'undo' };

async function upserts(id: string): Promise<number> {
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter((event) => event.upsertWorkflowSearchAttributesEventAttributes).length;
}

describe('an execution that ends', () => {
  test('well writes nothing: Temporal says it already', async () => {
    const id = await run('well', [made]);
    expect(await ended(id)).toEqual({ status: 'COMPLETED', outcome: 'completed', written: undefined });
    expect(await upserts(id)).toBe(0);
  });

  test.each([
    ['failed', [{ id: 'bad', method: 'fail' }]],
    ['compensated', [made, { id: 'bad', method: 'fail', depends_on: ['made'] }]],
    [
      'compensation-failed',
      [
        { id: 'a', method: 'ok', compensate_method: 'bad_undo' },
        { id: 'bad', method: 'fail', depends_on: ['a'] },
      ],
    ],
  ])('badly says what became of what it had done: %s', async (outcome, steps) => {
    const id = await run(`badly_${outcome.replace('-', '_')}`, steps);
    expect(await ended(id)).toEqual({ status: 'FAILED', outcome, written: outcome });
  });

  test.each([
    ['cancelled', [{ id: 'wait', service: undefined, wait_for: { event: 'never' } }]],
    ['compensated', [made, { id: 'wait', service: undefined, wait_for: { event: 'never' }, depends_on: ['made'] }]],
  ])('by a cancel says it too: %s', async (outcome, steps) => {
    const id = await run(`cancel_${outcome}`, steps);
    while ((await executions.describe(id))?.steps.at(-1)?.status !== 'RUNNING')
      await new Promise((resolve) => setTimeout(resolve, 20));
    await executions.cancel(id);
    expect(await ended(id)).toEqual({ status: 'CANCELLED', outcome, written: outcome });
  });

  test('by another hand, in Temporal, is terminated', async () => {
    const id = await run('by_hand', [{ id: 'wait', service: undefined, wait_for: { event: 'never' } }]);
    await temporal.client.workflow.getHandle(id).terminate('enough');
    expect(await ended(id)).toEqual({ status: 'FAILED', outcome: 'terminated', written: undefined });
  });
});

describe('an execution that runs', () => {
  test('says that it is paused, and no more when it goes on', async () => {
    const id = await run('pausing', [{ id: 'wait', service: undefined, wait_for: { event: 'go' } }]);
    expect(await written(id)).toBeUndefined();
    await executions.pause(id);
    await untilWritten(id, 'paused');
    await executions.resume(id);
    await untilWritten(id, undefined);
    await executions.sendEvent(id, { name: 'go', value: 1 });
    expect(await ended(id)).toEqual({ status: 'COMPLETED', outcome: 'completed', written: undefined });
  });

  test('says that it is stopping, held, compensating', async () => {
    const id = await run(
      'holding',
      [
        { id: 'made', method: 'ok', compensate_method: 'slow_undo' },
        { id: 'bad', method: 'fail', depends_on: ['made'] },
        { id: 'slow', method: 'slow', depends_on: ['made'] },
      ],
      { on_failure: 'hold' },
    );
    await untilWritten(id, 'stopping');
    answerSlow();
    await untilWritten(id, 'held');
    await executions.decide(id, 'compensate');
    await untilWritten(id, 'compensating');
    answerUndo();
    expect(await ended(id)).toEqual({ status: 'FAILED', outcome: 'compensated', written: 'compensated' });
    expect(await upserts(id)).toBe(4);
  });

  test('does so whoever started it: another execution, a client with bare inputs, a retry', async () => {
    const below = await run('below', [{ id: 'bad', method: 'fail' }]);
    const above = await run('above', [{ id: 'it', service: undefined, workflow: 'below' }]);
    expect((await ended(above)).written).toBe('failed');
    expect((await ended(`${above}~it`)).written).toBe('failed');
    await temporal.client.workflow.start('below', { workflowId: 'bare', taskQueue, args: [{}] });
    expect((await ended('bare')).written).toBe('failed');
    await ended(below);
    const { executionId } = await executions.retry(below);
    expect((await ended(executionId)).written).toBe('failed');
  });
});

test('where there is no such attribute, nothing is written and everything works', async () => {
  const without = createExecutions({
    client: temporal.client,
    catalog,
    outcomes: { exists: async () => await Promise.resolve(false) },
  });
  await run('badly_without', [made, { id: 'bad', method: 'fail', depends_on: ['made'] }]);
  const { executionId: id } = await without.start({ workflowName: 'badly_without', inputs: {} });
  expect(await ended(id)).toEqual({ status: 'FAILED', outcome: 'compensated', written: undefined });
  expect(await upserts(id)).toBe(0);
});

test('an attribute of that name that is none of ours is left alone', async () => {
  const other = await ownNamespace();
  const { client } = other;
  const { namespace } = client.options;
  const text = 1;
  await client.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { [outcomeAttribute]: text },
  });
  expect(await createOutcomeAttribute(client).exists()).toBe(false);
  expect(await createOutcomeAttribute(temporal.client).exists()).toBe(true);
  await other.close();
});
