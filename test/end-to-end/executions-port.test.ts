import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createCatalog } from '../../src/catalog/index.ts';
import { taskQueue } from '../../src/driver/index.ts';
import { createExecutions, type Executions, type ExecutionView } from '../../src/executions/index.ts';
import { freePorts } from '../../src/devstack/index.ts';
import { createServiceRegistry } from '../../src/services/index.ts';
import type { Json } from '../../src/std/index.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { ownExecutions, type Step } from '../support/own-executions.ts';

const large = 'x'.repeat(200_000);

const { temporal, services, catalog, executions, startWorker, stopWorker, close, ...own } = await ownExecutions({
  ok: { result: { ok: true } },
  echo: (body) => ({ result: body }),
  fail: { status: 400, result: { why: 'no' } },
  hang: { noAnswer: true },
  large: { result: { large } },
});
afterAll(close);

beforeAll(async () => {
  await startWorker();
  await register('simple', '1', [{ id: 'a', method: 'ok' }]);
});

async function register(name: string, version: string, steps: readonly Step[], more: object = {}): Promise<void> {
  await own.register(name, steps, { version, ...more });
}

async function until(id: string, holds: (view: ExecutionView) => boolean, by = executions): Promise<ExecutionView> {
  let view: ExecutionView | null = null;
  for (const begun = Date.now(); Date.now() - begun < 100_000;) {
    view = await onceAnswered(async () => await by.describe(id));
    if (view !== null && holds(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it never came about: ${JSON.stringify(view).slice(0, 2000)}`);
}

const hasEnded = (view: ExecutionView): boolean => view.phase === 'ended';
const ended = async (id: string): Promise<ExecutionView> => await until(id, hasEnded);
const start = async (workflowName: string, inputs = {}): Promise<string> =>
  (await executions.start({ workflowName, inputs })).executionId;
const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => 'no refusal',
    (error: unknown) => error,
  );
/** As a process that has just started. */
const restarted = (): Executions => {
  const client = temporal.anotherClient();
  return createExecutions({ client, catalog: createCatalog({ client }) });
};

describe('starting', () => {
  test('acknowledges what can be looked at from then on, by every process', async () => {
    const started = await executions.start({ workflowName: 'simple', inputs: {} });
    expect(started).toMatchObject({ workflowName: 'simple', version: '1', isNew: true });
    expect(started.executionId).toMatch(/^exec_[0-9a-f]{20}$/);
    for (const each of [executions, restarted()]) {
      expect(await each.describe(started.executionId)).toMatchObject({
        executionId: started.executionId,
        workflowName: 'simple',
      });
    }
    const view = await ended(started.executionId);
    expect(view).toMatchObject({ status: 'COMPLETED', result: { a: { ok: true } } });
    expect(await until(started.executionId, hasEnded, restarted())).toEqual(view);
  });

  test('takes the newest version, or the one named', async () => {
    await register('versions', '1.0', [{ id: 'first', method: 'ok' }]);
    await register('versions', '2.0', [{ id: 'second', method: 'ok' }]);
    expect(await executions.start({ workflowName: 'versions', inputs: {} })).toMatchObject({ version: '2.0' });
    const old = await executions.start({ workflowName: 'versions', version: '1.0', inputs: {} });
    expect(await ended(old.executionId)).toMatchObject({ version: '1.0', steps: [{ id: 'first' }] });
  });

  test('refuses a workflow or a version that is not on record, with the nearest name', async () => {
    expect(await refusal(start('simpel'))).toMatchObject({
      code: 'workflow-not-found',
      message: expect.stringContaining('did you mean `simple`?') as unknown,
    });
    expect(await refusal(executions.start({ workflowName: 'simple', version: '9', inputs: {} }))).toMatchObject({
      code: 'workflow-not-found',
      message: expect.stringContaining('9') as unknown,
    });
  });

  test('checks inputs and fills in defaults', async () => {
    const inputs = { t: { type: 'number', required: true }, unit: { type: 'string', default: 'C' } };
    await register(
      'inputs',
      '1',
      [{ id: 'a', method: 'echo', parameters: { t: '{{inputs.t}}', unit: '{{inputs.unit}}' } }],
      { inputs },
    );
    expect(await refusal(start('inputs', { temp: 1 }))).toMatchObject({
      code: 'inputs-rejected',
      diagnostics: [{ code: 'unknown-input' }, { code: 'input-missing' }],
    });
    const view = await ended(await start('inputs', { t: 21 }));
    expect(view).toMatchObject({ inputs: { t: 21, unit: 'C' }, result: { a: { t: 21, unit: 'C' } } });
  });

  test.each(['a b', '', 'x'.repeat(129), 'def:simple', 'svc:svc', 'baton.x', 'a/b', 'a~b'])(
    'refuses the id %j',
    async (executionId) => {
      expect(await refusal(executions.start({ workflowName: 'simple', inputs: {}, executionId }))).toMatchObject({
        code: 'invalid-execution-id',
      });
    },
  );

  test('gives an id that was chosen to one execution only, also after it has ended', async () => {
    const request = { workflowName: 'simple', inputs: {}, executionId: 'chosen.1' };
    expect(await executions.start(request)).toMatchObject({ executionId: 'chosen.1', isNew: true });
    expect(await refusal(executions.start(request))).toMatchObject({ code: 'execution-exists' });
    await ended('chosen.1');
    expect(await refusal(restarted().start(request))).toMatchObject({ code: 'execution-exists' });
  });

  test('makes one execution of a request that comes again under its key, at once or later', async () => {
    await register('keyed', '1', [{ id: 'a', method: 'ok' }]);
    const request = { workflowName: 'keyed', inputs: { a: 1, b: 2 }, idempotencyKey: 'order 7' };
    const processes = [executions, restarted(), restarted()];
    const started = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => await processes[i % 3]?.start(request)),
    );
    expect(new Set(started.map((each) => each?.executionId)).size).toBe(1);
    expect(started.filter((each) => each?.isNew)).toHaveLength(1);
    // Whatever is on record by then, and however the keys of the inputs are ordered.
    await register('keyed', '2', [{ id: 'b', method: 'ok' }], {
      inputs: { other: { type: 'string', required: true } },
    });
    const again = await restarted().start({ ...request, inputs: { b: 2, a: 1 } });
    expect(again).toEqual({ executionId: started[0]?.executionId, workflowName: 'keyed', version: '1', isNew: false });
  });

  test('refuses another request under a key, whatever differs in it, and a key beside an id', async () => {
    await register('simple_too', '1', [{ id: 'a', method: 'ok' }]);
    const request = { workflowName: 'simple', inputs: { a: 1 }, idempotencyKey: 'k' };
    const { executionId } = await executions.start(request);
    for (const other of [
      { ...request, inputs: { a: 2 } },
      { ...request, version: '1' },
      { ...request, workflowName: 'simple_too' },
    ]) {
      expect(await refusal(executions.start(other))).toMatchObject({ code: 'idempotency-key-reused' });
    }
    expect(await executions.start(request)).toMatchObject({ executionId, isNew: false });
    // One key could start several executions, if each request came with an id of its own.
    const chosen = { ...request, executionId: 'chosen.keyed' };
    expect(await refusal(executions.start(chosen))).toMatchObject({ code: 'request-rejected' });
    expect(await executions.describe('chosen.keyed')).toBeNull();
  });

  test('with bare inputs, by whoever speaks Temporal, runs the newest definition', async () => {
    await register('bare', '1.5', [{ id: 'a', method: 'echo', parameters: { n: '{{inputs.n}}', at: '{{ now() }}' } }]);
    const { workflow } = temporal.client;
    await workflow.start('bare', { taskQueue, workflowId: 'bare-1', args: [{ n: 7 }] });
    const view = await ended('bare-1');
    expect(view).toMatchObject({ version: '1.5', status: 'COMPLETED', inputs: { n: 7 } });
    // The very millisecond that the workflow had.
    expect(view.result).toEqual({ a: { n: 7, at: new Date(view.steps[0]?.startedAt ?? 0).toISOString() } });
    await workflow.start('unheard_of', { taskQueue, workflowId: 'bare-2', args: [{}] });
    expect(await ended('bare-2')).toMatchObject({
      status: 'FAILED',
      steps: [],
      failure: { code: 'workflow-unresolved', message: expect.stringContaining('unheard_of') as unknown },
    });
  });
});

describe('describing', () => {
  test.each(['nothing', '', 'def:simple', 'def:simple@1', 'svc:svc', 'x'.repeat(2000)])(
    'knows no execution %j',
    async (id) => {
      expect(await executions.describe(id)).toBeNull();
    },
  );

  test('does not take a foreign workflow for an execution', async () => {
    await temporal.client.workflow.start('foreign', { taskQueue: 'elsewhere', workflowId: 'foreign-1' });
    expect(await executions.describe('foreign-1')).toBeNull();
    expect(await refusal(executions.cancel('foreign-1'))).toMatchObject({ code: 'execution-not-found' });
  });

  test('lists every step from the start, and follows each', async () => {
    await register('follow', '1', [
      { id: 'b', method: 'hang', depends_on: ['a'] },
      { id: 'a', method: 'ok' },
      { id: 'c', method: 'ok', depends_on: ['b'] },
      { id: 'd', method: 'ok', when: false },
    ]);
    const id = await start('follow');
    const view = await until(id, ({ steps }) => steps.some((step) => step.id === 'b' && step.status === 'RUNNING'));
    expect(view).toMatchObject({ status: 'RUNNING', phase: 'running' });
    expect(view.steps.map((step) => [step.id, step.status])).toEqual([
      ['b', 'RUNNING'],
      ['a', 'COMPLETED'],
      ['c', 'PENDING'],
      ['d', 'SKIPPED'],
    ]);
    expect(view.steps[1]).toMatchObject({ result: { ok: true }, attempts: 1 });
    expect(view.steps[2]).toEqual({ id: 'c', status: 'PENDING' });
    expect(view).not.toHaveProperty('completedAt');
    await temporal.client.workflow.getHandle(id).terminate('enough');
    const last = await executions.describe(id);
    expect(last).toMatchObject({
      status: 'FAILED',
      phase: 'ended',
      failure: { code: 'terminated', message: expect.stringContaining('enough') as unknown },
    });
    expect(last?.steps.map(({ status }) => status)).toEqual(['FAILED', 'COMPLETED', 'PENDING', 'SKIPPED']);
  });

  test('shows what failed, what was undone, and why', async () => {
    await register('undone', '1', [
      { id: 'a', method: 'ok', compensate_method: 'undo_a' },
      { id: 'b', method: 'fail', depends_on: ['a'] },
    ]);
    const view = await ended(await start('undone'));
    expect(view).toMatchObject({ status: 'FAILED', failure: { code: 'service-error', step: 'b' } });
    expect(view.steps).toMatchObject([
      { id: 'a', status: 'COMPLETED', compensation: { status: 'done', attempts: 1 } },
      { id: 'b', status: 'FAILED', failure: { code: 'service-error' } },
    ]);
    expect(view).not.toHaveProperty('result');
    expect(view.completedAt).toBeGreaterThanOrEqual(view.startedAt);
  });

  test('reads a history of many megabytes', async () => {
    const parameters = { large: '{{inputs.large}}' };
    await register(
      'heavy',
      '1',
      Array.from({ length: 35 }, (_, i) => ({ id: `s${i}`, method: 'ok', parameters })),
    );
    const id = await start('heavy', { large });
    expect(await ended(id)).toMatchObject({ status: 'COMPLETED', result: { s34: { ok: true } } });
    const { historySize = 0 } = await temporal.client.workflow.getHandle(id).describe();
    expect(historySize).toBeGreaterThan(6_000_000);
  });

  test('results that together are too large end the execution with a code, before Temporal does without one', async () => {
    await register(
      'heavier',
      '1',
      Array.from({ length: 12 }, (_, i) => ({ id: `s${i}`, method: 'large' })),
    );
    const view = await ended(await start('heavier'));
    expect(view).toMatchObject({ status: 'FAILED', failure: { code: 'results-too-large' } });
    expect(view.steps.filter(({ status }) => status === 'COMPLETED')).toHaveLength(7);
  });
});

describe('with no worker', () => {
  test('an execution can be started and looked at, and waits; cancelled, it has done nothing', async () => {
    await register('careful', '1', [{ id: 'a', method: 'ok', compensate_method: 'undo' }]);
    await stopWorker();
    const seen = services.calls.length;
    const id = await start('careful');
    const [before] = [await executions.describe(id), await executions.cancel(id, 'not wanted any more')];
    const asked = await executions.describe(id);
    await startWorker();
    expect(before).toMatchObject({ status: 'PENDING', steps: [{ id: 'a', status: 'PENDING' }] });
    expect(asked).toMatchObject({ status: 'PENDING' });
    expect(await ended(id)).toMatchObject({ status: 'CANCELLED', steps: [{ id: 'a', status: 'PENDING' }] });
    expect(services.calls).toHaveLength(seen);
  });
});

describe('cancelling', () => {
  test('is asked for once, however often; what has ended otherwise or is not there is refused', async () => {
    await register('slow', '1', [{ id: 'a', method: 'hang' }]);
    const id = await start('slow');
    await until(id, ({ steps }) => steps[0]?.status === 'RUNNING');
    await Promise.all([executions.cancel(id, 'first'), restarted().cancel(id), executions.cancel(id)]);
    expect(await ended(id)).toMatchObject({ status: 'CANCELLED', failure: { code: 'cancelled' } });
    const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
    expect(events?.filter((event) => Boolean(event.workflowExecutionCancelRequestedEventAttributes))).toHaveLength(1);
    await executions.cancel(id);

    const done = await start('simple');
    await ended(done);
    expect(await refusal(executions.cancel(done))).toMatchObject({ code: 'execution-ended' });
    expect(await refusal(executions.cancel('nothing'))).toMatchObject({ code: 'execution-not-found' });
    expect(await refusal(executions.cancel('def:slow'))).toMatchObject({ code: 'execution-not-found' });
  });
});

describe('telling', () => {
  test('a pause, a resume or an event reaches only an execution that runs', async () => {
    const done = await start('simple');
    await ended(done);
    const event = { name: 'x', value: 1 };
    await temporal.client.workflow.start('foreign', { taskQueue: 'elsewhere', workflowId: 'foreign-told' });
    for (const id of ['nothing', 'def:simple', 'foreign-told']) {
      expect(await refusal(executions.pause(id))).toMatchObject({ code: 'execution-not-found' });
      expect(await refusal(executions.resume(id))).toMatchObject({ code: 'execution-not-found' });
      expect(await refusal(executions.sendEvent(id, event))).toMatchObject({ code: 'execution-not-found' });
    }
    expect(await refusal(executions.pause(done))).toMatchObject({ code: 'execution-ended' });
    expect(await refusal(executions.resume(done))).toMatchObject({ code: 'execution-ended' });
    expect(await refusal(executions.sendEvent(done, event))).toMatchObject({ code: 'execution-ended' });
  });

  test('an event is no larger than a result; the largest arrives whole, whoever sends it', async () => {
    const text = { name: 'waiting', version: '1', steps: [{ id: 'a', wait_for: { event: 'x' } }] };
    await catalog.register(JSON.stringify(text), 'json');
    const id = await start('waiting');
    const value = 'y'.repeat(262_142);
    expect(await refusal(executions.sendEvent(id, { name: 'x', value: `${value}y` }))).toMatchObject({
      code: 'request-rejected',
      diagnostics: [{ code: 'unfit-field', path: 'value' }],
    });
    const deep: Json = Array.from({ length: 100 }).reduce<Json>((inner) => [inner], [1]);
    expect(await refusal(executions.sendEvent(id, { name: 'x', value: 1, correlation: deep }))).toMatchObject({
      diagnostics: [{ path: 'correlation' }],
    });
    await executions.sendEvent(id, { name: 'x', value });
    expect(await ended(id)).toMatchObject({ status: 'COMPLETED', result: { a: value } });
  });

  test('a start with inputs that nobody can read fails, and is not tried for ever', async () => {
    await temporal.client.workflowService.startWorkflowExecution({
      namespace: temporal.client.options.namespace,
      workflowId: 'unreadable-1',
      workflowType: { name: 'simple' },
      taskQueue: { name: taskQueue },
      requestId: 'unreadable-1',
      input: { payloads: [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') }] },
    });
    expect(await ended('unreadable-1')).toMatchObject({ status: 'FAILED', failure: { code: 'workflow-unresolved' } });
  });
});

describe('asking again', () => {
  test('what has been read of a history before is the same as if it is read anew, however much has come since', async () => {
    const names = ['x', 'y', 'z'];
    const waits = names.map((event, at) => ({
      id: event,
      wait_for: { event },
      ...(at > 0 && { depends_on: [names[at - 1]] }),
    }));
    await catalog.register(JSON.stringify({ name: 'waiting_thrice', version: '1', steps: waits }), 'json');
    const id = await start('waiting_thrice');
    const anew = async (): Promise<ExecutionView | null> =>
      await createExecutions({ client: temporal.client, catalog }).describe(id);
    const statusOf = (view: ExecutionView, step: number): string | undefined => view.steps[step]?.status;

    const begun = await until(id, (view) => statusOf(view, 0) === 'RUNNING');
    expect(begun).toEqual(await anew());
    await executions.sendEvent(id, { name: 'x', value: 1 });
    const one = await until(id, (view) => statusOf(view, 1) === 'RUNNING');
    expect(one).toEqual(await anew());
    // What was told does not change with what comes.
    expect(statusOf(begun, 0)).toBe('RUNNING');

    // More than is read at once from the end of a history; nothing waits for these.
    const many = Array.from({ length: 50 }, (_, at) => at);
    // Not all at once: on a busy machine Temporal would take longer than it is waited for.
    for (let group = 0; group < 12; group++) {
      await Promise.all(many.map((at) => executions.sendEvent(id, { name: 'other', value: 50 * group + at })));
    }
    await executions.sendEvent(id, { name: 'y', value: 2 });
    const two = await until(id, (view) => statusOf(view, 2) === 'RUNNING');
    expect(two).toEqual(await anew());
    await executions.sendEvent(id, { name: 'z', value: 3 });
    const all = await ended(id);
    expect(all).toEqual(await anew());
    expect(all).toMatchObject({ status: 'COMPLETED', result: { x: 1, y: 2, z: 3 } });
  });
});

describe('with Temporal away', () => {
  test('every port refuses within its deadline, and says so', async () => {
    const [port] = await freePorts(1);
    const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
    const client = new Client({ connection });
    const away = createCatalog({ client });
    const none = createExecutions({ client, catalog: away });
    const registry = createServiceRegistry({ client, env: {} });
    const outcomes = await Promise.all([
      refusal(away.register('{"name": "a", "steps": [{"id": "a", "service": "s", "method": "m"}]}', 'json')),
      refusal(away.find('a')),
      refusal(away.list()),
      refusal(none.start({ workflowName: 'a', inputs: {} })),
      refusal(none.describe('a')),
      refusal(none.cancel('a')),
      refusal(none.pause('a')),
      refusal(none.sendEvent('a', { name: 'x', value: 1 })),
      refusal(registry.find('a')),
      refusal(registry.register({ name: 'a', baseUrls: ['http://a.example'] })),
      refusal(registry.list()),
    ]);
    // The connection is left to itself: a list asks two questions at once, and the one that is refused later may yet be
    // about to be tried again, which throws out of a timer of the SDK's where the connection is closed.
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ code: 'temporal-unavailable' }) as unknown));
  });
});
