import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createCatalog } from '../../src/catalog/index.ts';
import { createExecutions, createOutcomeAttribute, createResolve } from '../../src/executions/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { type ExecutionAnswer, orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { replay } from '../support/replays.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type ForeignWorker, type Language, languages } from './foreign-workers.ts';

/** Both directions with the real SDKs: their workflows start definitions, definitions call their activities and workflows. */

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;
const workers = new Map<Language['name'], ForeignWorker>();
const queueOf = (language: Language): string => `team ${language.name}`;

beforeAll(async () => {
  const logging = { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } as const;
  // A call of what no worker has is an error to it, and here one of the tests.
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger, telemetryOptions: { logging } });
  // One after the other: each takes all cores the first time.
  for (const language of languages) await language.prepare();
  services = await startRecordingService();
  stack = await startStack({ services: { svc: services.baseUrl('svc') } });
  baton = orchestratorClient(stack.url);
  for (const language of languages) {
    workers.set(language.name, await language.start(stack.namespace, queueOf(language)));
  }
  for (const version of ['1', '2']) {
    await register(`
name: departure_prep
version: "${version}"
inputs: {departure_time: {type: string, required: true}}
steps:
  - {id: climate, service: svc, method: start_climate, compensate_method: stop_climate}
  - {id: seats, service: svc, method: warm_seats, parameters: {at: "{{inputs.departure_time}}"}, depends_on: [climate]}
outputs: {climate: "{{steps.climate.result}}", at: "{{inputs.departure_time}}", version: "{{context.version}}"}
`);
  }
  services.answer('svc.start_climate', { result: { on: true } });
}, 400_000);

afterAll(async () => {
  for (const worker of workers.values()) await worker.stop();
  await stack?.close();
  await services?.close();
});

const started: string[] = [];

async function register(definition: string): Promise<void> {
  const registered = await baton.register(definition);
  if (registered.status >= 300) throw new Error(JSON.stringify(registered.body));
}

async function run(definition: string, inputs: JsonObject = {}): Promise<string> {
  await register(definition);
  const id = await baton.start(/^name: (\S+)/m.exec(definition)?.[1] ?? '', inputs);
  started.push(id);
  return id;
}

const step = (execution: ExecutionAnswer, id: string) => execution.step_results.find((each) => each.step_id === id);
const resultOf = (execution: ExecutionAnswer, id: string): Json =>
  JSON.parse(step(execution, id)?.result ?? 'null') as Json;

/** The foreign worker's own list of what it has given back. */
async function refundedBy(language: Language): Promise<Json> {
  const id = await run(`
name: look_${language.name}
steps: [{id: look, task_queue: "${queueOf(language)}", activity: refunds}]
`);
  return resultOf(await baton.ended(id), 'look');
}

describe.each(languages.map((language) => [language.name, language] as const))('%s', (name, language) => {
  const queue = queueOf(language);
  const journey = async (departureTime: string) =>
    await stack.client.workflow.start('journey', {
      taskQueue: queue,
      workflowId: `journey-${randomUUID()}`,
      args: [{ departure_time: departureTime }],
    });

  describe('a definition as a child', () => {
    test('is started by its name with bare inputs and gives its outputs as a plain map', async () => {
      services.answer('svc.warm_seats', { result: 3 });
      const handle = await journey('2025-01-15T07:00:00Z');
      expect(await handle.result()).toEqual({ climate: { on: true }, at: '2025-01-15T07:00:00Z', version: '2' });
    });

    test('fails with its code and message, undone', async () => {
      services.answer('svc.warm_seats', { status: 409 });
      const before = services.callsOf('svc.stop_climate').length;
      const handle = await journey('07:00');
      expect(await handle.result()).toEqual({
        failed: 'service-error',
        why: 'step seats: svc.warm_seats answered 409',
      });
      expect(services.callsOf('svc.stop_climate')).toHaveLength(before + 1);
    });

    test('is refused with its reason where the inputs do not fit', async () => {
      const handle = await stack.client.workflow.start('journey', {
        taskQueue: queue,
        workflowId: `journey-${randomUUID()}`,
        args: [{ departure_time: '7', wheels: 4 }],
      });
      const result = await handle.result();
      // A struct of Go's leaves out what it does not know.
      if (name === 'go') expect(result).toMatchObject({ failed: 'service-error' });
      else expect(result).toMatchObject({ failed: 'inputs-rejected', why: expect.stringContaining('wheels') });
    });

    test('is cancelled with its caller, and undoes what it did before the caller ends', async () => {
      services.answer('svc.warm_seats', { noAnswer: true });
      const before = services.callsOf('svc.stop_climate').length;
      const asked = services.callsOf('svc.warm_seats').length;
      const handle = await journey('08:00');
      await services.until((calls) => calls.filter((each) => each.name === 'svc.warm_seats').length > asked);
      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(services.callsOf('svc.stop_climate')).toHaveLength(before + 1);
    });
  });

  describe('an activity as a step', () => {
    test('gets its parameters and gives its result', async () => {
      const id = await run(
        `
name: pay_${name}
inputs: {amount: integer}
steps:
  - {id: pay, task_queue: "${queue}", activity: charge, parameters: {amount: "{{inputs.amount}}"}}
  - id: each
    for_each: [1, 2, 3]
    task_queue: "${queue}"
    activity: charge
    parameters: {amount: "{{item}}", card: "{{steps.pay.result.by}}"}
outputs: {receipt: "{{steps.pay.result.receipt}}", receipts: "{{steps.each.result}}"}
`,
        { amount: 12 },
      );
      const execution = await baton.ended(id);
      expect([execution.status, execution.error]).toEqual(['COMPLETED', undefined]);
      expect(execution.outputs).toEqual({
        receipt: 'pay-12',
        receipts: [1, 2, 3].map((n) => ({ receipt: `each[${n - 1}]-${n}`, by: name })),
      });
    });

    test('is retried by Temporal, and fails for good where it says so', async () => {
      const id = await run(`
name: retried_${name}
steps:
  - {id: flaky, task_queue: "${queue}", activity: charge, parameters: {amount: 1, card: flaky}, retry_count: 2, retry_delay_ms: 100}
  - {id: refused, task_queue: "${queue}", activity: charge, parameters: {amount: 1, card: refused}, retry_count: 2, retry_delay_ms: 60000, continue_on_failure: true}
  - {id: bytes, task_queue: "${queue}", activity: scan, continue_on_failure: true}
  - {id: unknown, task_queue: "${queue}", activity: nothing_of_that_name, timeout_ms: 5000, continue_on_failure: true}
`);
      const execution = await baton.ended(id);
      expect(execution.step_results.map(({ status }) => status)).toEqual(['COMPLETED', 'FAILED', 'FAILED', 'FAILED']);
      expect(step(execution, 'refused')?.error).toEqual({
        code: 'foreign-failed',
        message: 'charge failed: the card was refused (CardRefused)',
        step: 'refused',
      });
      expect(step(execution, 'bytes')?.error).toMatchObject({ code: 'response-not-json' });
      expect(step(execution, 'unknown')?.error).toMatchObject({
        code: 'foreign-failed',
        message: expect.stringContaining('nothing_of_that_name'),
      });
    });

    test('is undone by an activity, with its result', async () => {
      services.answer('svc.open_gate', { status: 409 });
      const id = await run(`
name: undone_${name}
steps:
  - id: pay
    task_queue: "${queue}"
    activity: charge
    parameters: {amount: 7}
    compensate_activity: refund
    compensate_parameters: {receipt: "{{result.receipt}} of {{context.execution_id}}"}
  - {id: open, service: svc, method: open_gate, depends_on: [pay]}
`);
      const execution = await baton.ended(id);
      expect([execution.status, step(execution, 'pay')?.compensation?.status]).toEqual(['FAILED', 'done']);
      expect(await refundedBy(language)).toContain(`pay-7 of ${id}`);
    });

    test('is told to stop when the execution is cancelled, and undone', async () => {
      const id = await run(`
name: cancelled_${name}
steps:
  - id: pay
    task_queue: "${queue}"
    activity: charge
    parameters: {amount: 7, card: slow}
    compensate_activity: refund
    compensate_parameters: {receipt: "whatever became of {{context.execution_id}}"}
`);
      await baton.until(id, (execution) => step(execution, 'pay')?.status === 'RUNNING');
      await baton.post('/orchestrator/cancel_execution', { execution_id: id });
      const execution = await baton.ended(id);
      expect([execution.status, step(execution, 'pay')]).toMatchObject([
        'CANCELLED',
        { status: 'FAILED', error: { code: 'cancelled' }, compensation: { status: 'done' } },
      ]);
      expect(await refundedBy(language)).toContain(`whatever became of ${id}`);
    });
  });

  describe('a workflow as a step', () => {
    test('gets its parameters and gives its result, under an id of the execution', async () => {
      const id = await run(`
name: settled_${name}
steps:
  - {id: settle, task_queue: "${queue}", workflow_type: settle, parameters: {amount: 5}, for_each: [1]}
  - {id: refused, task_queue: "${queue}", workflow_type: settle, parameters: {amount: 5, card: refused}, continue_on_failure: true}
`);
      const execution = await baton.ended(id);
      expect(resultOf(execution, 'settle')).toEqual([{ settled: 5, id: `${id}~settle~0` }]);
      expect(step(execution, 'refused')?.error).toEqual({
        code: 'foreign-failed',
        message: 'settle failed: nothing to settle (NothingToSettle)',
        step: 'refused',
      });
    });

    test('is told to stop when its time is up, and when the execution is cancelled', async () => {
      const definition = (kind: string, timeout: string) => `
name: ${kind}_settle_${name}
steps:
  - id: settle
    task_queue: "${queue}"
    workflow_type: settle
    parameters: {amount: 5, card: slow}
    ${timeout}
    compensate_activity: refund
    compensate_parameters: {receipt: "{{step.id}} of {{context.execution_id}}"}
`;
      const late = await run(definition('late', 'timeout_ms: 1000'));
      const cancelled = await run(definition('cancelled', ''));
      const child = stack.client.workflow.getHandle(`${cancelled}~settle`);
      await baton.until(cancelled, (execution) => step(execution, 'settle')?.status === 'RUNNING');
      await baton.post('/orchestrator/cancel_execution', { execution_id: cancelled });
      const [first, second] = [await baton.ended(late), await baton.ended(cancelled)];
      expect([first.status, first.error?.code]).toEqual(['FAILED', 'step-timed-out']);
      expect([second.status, step(second, 'settle')?.error?.code]).toEqual(['CANCELLED', 'cancelled']);
      expect((await child.describe()).status.name).toBe('CANCELLED');
      // Whether it has taken back what it did is its own affair.
      expect(await refundedBy(language)).toEqual(
        expect.arrayContaining([`settle of ${late}`, `settle of ${cancelled}`]),
      );
    });
  });
});

test('a definition of a version, from TypeScript', async () => {
  services.answer('svc.warm_seats', { result: 3 });
  const workflowId = `child-${randomUUID()}`;
  const result = await stack.client.workflow.execute('earlierJourney', {
    taskQueue: 'team typescript',
    workflowId: `journey-${randomUUID()}`,
    args: [{ departure_time: '7' }, '1', workflowId],
  });
  expect(result).toMatchObject({ version: '1' });
  expect((await baton.status(workflowId)).version).toBe('1');
});

test('a result that is too large fails the step, which is undone', async () => {
  const id = await run(`
name: too_large
steps:
  - id: buy
    task_queue: team typescript
    activity: catalogue
    compensate_activity: refund
    compensate_parameters: {receipt: "{{context.execution_id}}"}
`);
  const execution = await baton.ended(id);
  expect([execution.error?.code, step(execution, 'buy')?.compensation?.status]).toEqual(['response-too-large', 'done']);
});

test('other code does not notice that our workers die', async () => {
  const id = await run(`
name: weighed
steps: [{id: weigh, task_queue: team typescript, activity: weigh, compensate_activity: refund}]
`);
  await baton.until(id, (execution) => step(execution, 'weigh')?.status === 'RUNNING');
  await stack.killWorker();
  await stack.startWorker();
  const execution = await baton.ended(id);
  expect([execution.status, resultOf(execution, 'weigh')]).toEqual(['COMPLETED', 1]);
});

test('queues that are not allowed any more: nothing is registered, started, called by name or retried', async () => {
  const definition = `
name: forbidden
steps: [{id: pay, task_queue: nobody at all, activity: charge, queue_timeout_ms: 100}]
`;
  const id = await run(definition);
  expect((await baton.ended(id)).error?.code).toBe('foreign-unclaimed');

  const { client } = stack;
  const allowedQueues = new Set(['billing']);
  const catalog = createCatalog({ client, allowedQueues });
  const executions = createExecutions({ client, catalog, allowedQueues });
  const refusal = (code: string, found: string) => ({ code, diagnostics: [{ code: found }] });
  await expect(catalog.register(definition, 'yaml')).rejects.toMatchObject(
    refusal('definition-rejected', 'task-queue-refused'),
  );
  const start = executions.start({ workflowName: 'forbidden', inputs: {} });
  await expect(start).rejects.toMatchObject(refusal('definition-rejected', 'task-queue-refused'));
  const resolve = createResolve({ catalog, allowedQueues, outcomes: createOutcomeAttribute(client) })({
    name: 'forbidden',
    inputs: {},
  });
  await expect(resolve).rejects.toMatchObject({ type: 'definition-rejected' });
  await expect(executions.retry(id)).rejects.toMatchObject({ code: 'not-retryable' });
});

/** Its result, once there is such a workflow. */
async function untilThere(handle: WorkflowHandle): Promise<unknown> {
  for (;;) {
    try {
      return await handle.result();
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a failure that is held runs again under the same id', async () => {
  const id = await run(`
name: held_foreign
on_failure: hold
steps:
  - {id: pay, task_queue: team typescript, activity: charge, parameters: {amount: 1, card: flaky}, retry_count: 1, retry_delay_ms: 500}
  - {id: settle, task_queue: team typescript, workflow_type: settle, parameters: {amount: 2, card: refused}}
`);
  await baton.until(id, ({ phase }) => phase === 'held');
  await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'retry' });
  const again = stack.client.workflow.getHandle(`${id}~settle~again1`);
  await expect(untilThere(again)).rejects.toThrow('Workflow execution failed');
  await baton.until(id, ({ phase }) => phase === 'held');
  await baton.post('/orchestrator/decide_execution', { execution_id: id, decision: 'skip' });
  expect((await baton.ended(id)).status).toBe('COMPLETED');
});

test('an activity that nobody takes fails in time, and is not undone', async () => {
  const id = await run(`
name: nobody
steps:
  - {id: lost, task_queue: nobody at all, activity: charge, queue_timeout_ms: 500, compensate_activity: refund}
`);
  const execution = await baton.ended(id);
  expect(execution.error).toEqual({
    code: 'foreign-unclaimed',
    message: 'charge was taken by no worker in time',
    step: 'lost',
  });
  expect(step(execution, 'lost')?.compensation).toBeUndefined();
});

test('every history is replayed', async () => {
  for (const id of started) {
    const history = await stack.client.workflow.getHandle(id).fetchHistory();
    await replay(history, id);
  }
  expect(started.length).toBeGreaterThan(20);
});
