import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Catalog, createCatalog } from '../../src/catalog/index.ts';
import { createExecutions, type Executions, type ExecutionView } from '../../src/executions/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import { type CountedTemporal, countedTemporal } from '../support/counted-temporal.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';
import { type OwnWorker, ownWorker } from '../support/own-worker.ts';

/** What is told of an execution to who asks again and again, beside what Temporal says when it is asked. */

let temporal: OwnNamespace;
let worker: OwnWorker;
let counted: CountedTemporal;
let catalog: Catalog;
let executions: Executions;
const closing = new AbortController();

beforeAll(async () => {
  temporal = await ownNamespace();
  counted = await countedTemporal(temporal.client.options.namespace);
  const { client } = counted;
  catalog = createCatalog({ client });
  executions = createExecutions({ client, catalog, closing: closing.signal });
  worker = await ownWorker(temporal, {});
  const steps = [
    { id: 'first', wait_for: { event: 'one' } },
    { id: 'second', wait_for: { event: 'two' }, depends_on: ['first'] },
    { id: 'third', wait_for: { event: 'three' }, depends_on: ['second'] },
  ];
  await catalog.register(JSON.stringify({ name: 'waits', steps }), 'json');
});

afterAll(async () => {
  closing.abort();
  await worker?.close();
  await counted?.close();
  await temporal?.close();
});

async function until(id: string, isRight: (view: ExecutionView) => boolean): Promise<ExecutionView> {
  for (;;) {
    const view = await onceAnswered(async () => await executions.glance(id));
    if (view !== null && isRight(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function begin(): Promise<string> {
  const { executionId } = await executions.start({ workflowName: 'waits', inputs: {} });
  await until(executionId, ({ steps }) => steps[0]?.status === 'RUNNING');
  return executionId;
}

test('Temporal is not asked each time, and what has come of it is told all the same', async () => {
  const id = await begin();
  const before = counted.asked();
  for (let time = 0; time < 500; time++) await executions.glance(id);
  expect(counted.asked() - before).toBeLessThan(100);

  await executions.sendEvent(id, { name: 'one', value: { n: 1 } });
  const second = await until(id, ({ steps }) => steps[1]?.status === 'RUNNING');
  expect(second).toMatchObject({ status: 'RUNNING', steps: [{ status: 'COMPLETED', result: { n: 1 } }, {}, {}] });
  expect(second).toEqual(await executions.describe(id));

  await executions.pause(id);
  await until(id, ({ status }) => status === 'PAUSED');
  await executions.sendEvent(id, { name: 'two', value: 2 });
  await executions.resume(id);
  await until(id, ({ steps }) => steps[2]?.status === 'RUNNING');
  await executions.cancel(id, 'enough');
  const cancelled = await until(id, ({ status }) => status === 'CANCELLED');
  expect(cancelled).toEqual(await executions.describe(id));
  expect(cancelled.phase).toBe('ended');
});

test('what is told never goes back, and is at last what Temporal says', async () => {
  const id = await begin();
  const told: number[] = [];
  const isOver = new AbortController();
  const telling = (async () => {
    while (!isOver.signal.aborted) {
      const view = await executions.glance(id);
      told.push((view?.steps ?? []).filter(({ status }) => status === 'COMPLETED').length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (const event of ['one', 'two', 'three']) {
    const done = told.at(-1) ?? 0;
    await executions.sendEvent(id, { name: event, value: null });
    while ((told.at(-1) ?? 0) === done) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  isOver.abort();
  await telling;
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect([...new Set(told)]).toEqual([0, 1, 2, 3]);
  expect(await until(id, ({ phase }) => phase === 'ended')).toEqual(await executions.describe(id));
});

test('there is none of an unknown id, however often it is asked for', async () => {
  for (let time = 0; time < 5; time++) expect(await executions.glance('nobody')).toBeNull();
});

test('where Temporal falls silent, nobody is told for long how it was before', async () => {
  const id = await begin();
  await counted.proxy.turn({ kind: 'hanging' });
  let told: unknown = null;
  while (!(told instanceof Refusal)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    told = await executions.glance(id).catch((error: unknown) => error);
  }
  expect(told).toMatchObject({ code: 'temporal-unavailable' });
  await counted.proxy.turn({ kind: 'passing' });
  await executions.sendEvent(id, { name: 'one', value: null });
  expect(await until(id, ({ steps }) => steps[1]?.status === 'RUNNING')).toMatchObject({ status: 'RUNNING' });
});
