import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { outcomeAttribute, taskQueue } from '../../src/driver/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { openStream } from '../support/event-source.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { bundleCode } from '../support/altered-bundle.ts';
import { quietRuntime, refusedOf, replayed } from '../support/replays.ts';
import { type ShortHistories, startShortHistories } from '../support/short-histories.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { toldEvents } from '../support/told-events.ts';

/** On a server that thinks histories long after thirty events, executions leave theirs again and again; whoever looks at
 * them from outside must not notice. */

let services: RecordingService;
const told = toldEvents();
const started: string[] = [];
let server: ShortHistories;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  quietRuntime();
  [services, server] = await Promise.all([startRecordingService(), startShortHistories(30)]);
  stack = await startStack({ services: { svc: services.baseUrl('svc') }, address: server.address, env: told.env });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await Promise.all([services?.close(), server?.close()]);
  told.remove();
});

async function run(definition: string, inputs: JsonObject = {}): Promise<string> {
  const name = /^name: (\S+)/m.exec(definition)?.[1] ?? '';
  const registered = await baton.register(definition);
  if (registered.status >= 300) throw new Error(JSON.stringify(registered.body));
  const id = await baton.start(name, inputs);
  started.push(id);
  return id;
}

/** Events of each of its histories, the first one first. */
async function historiesOf(workflowId: string): Promise<readonly number[]> {
  return (await allHistories(workflowId)).map(({ events }) => events?.length ?? 0);
}

async function allHistories(workflowId: string): Promise<readonly temporal.api.history.v1.IHistory[]> {
  const histories: temporal.api.history.v1.IHistory[] = [];
  const { runId } = await stack.client.workflow.getHandle(workflowId).describe();
  for (let at: string | null = runId; at !== null && at !== '';) {
    const history: temporal.api.history.v1.IHistory = await stack.client.workflow
      .getHandle(workflowId, at)
      .fetchHistory();
    histories.unshift(history);
    at = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? null;
  }
  return histories;
}

/** At the latest when it has nothing to do but to wait. */
async function untilMoved(executionId: string): Promise<void> {
  while ((await historiesOf(executionId)).length === 1) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** By events that nobody waits for. */
async function leaveHistory(executionId: string): Promise<void> {
  const before = (await historiesOf(executionId)).length;
  while ((await historiesOf(executionId)).length === before) {
    await baton.post('/orchestrator/send_event', { execution_id: executionId, event: 'another', value: 1 });
  }
}

describe('an execution on short histories', () => {
  test('goes through a list of 100 elements, and every element is called once', async () => {
    const id = await run(
      `
name: long_list
steps:
  - {id: each, service: svc, method: one, for_each: "{{inputs.items}}", max_parallel: 4, parameters: {n: "{{item}}"}}
  - {id: after, service: svc, method: after, parameters: {count: "{{length(steps.each.result)}}"}}
`,
      { items: Array.from({ length: 100 }, (_, i) => i) },
    );
    const stream = await openStream(`${stack.url}/orchestrator/events/${id}`);
    const execution = await baton.ended(id);
    expect(execution.status).toBe('COMPLETED');
    const { body } = await baton.get(`/infrastructure/events/history?execution_id=${id}`);
    expect((await stream.ended).slice(0, -1).map(({ data }) => data)).toEqual(body['events']);
    const called = services.callsOf('svc.one').filter(({ key }) => key.startsWith(id));
    expect(called.map(({ key }) => key).toSorted()).toEqual([...new Set(called.map(({ key }) => key))].toSorted());
    expect(called).toHaveLength(100);
    expect(services.callsOf('svc.after').find(({ key }) => key.startsWith(id))?.body).toEqual({ count: 100 });
    const lengths = await historiesOf(id);
    // How many, and how long they are, depends on how much comes at once.
    expect(lengths.length).toBeGreaterThan(2);
    expect(Math.max(...lengths)).toBeLessThan(150);
  });

  test('undoes what it did in other histories, in the plan’s order backwards', async () => {
    services.answer('svc.last', { status: 422, result: null });
    const id = await run(
      `
name: long_undo
steps:
  - {id: each, service: svc, method: make, for_each: "{{inputs.items}}", max_parallel: 3, parameters: {n: "{{item}}"}, compensate_method: unmake}
  - {id: last, service: svc, method: last, depends_on: [each]}
`,
      { items: Array.from({ length: 24 }, (_, i) => i) },
    );
    const execution = await baton.ended(id);
    expect([execution.status, execution.error?.code]).toEqual(['FAILED', 'service-error']);
    const undone = services.callsOf('svc.unmake').filter(({ key }) => key.startsWith(id));
    expect(undone.map(({ body }) => body)).toEqual(Array.from({ length: 24 }, (_, i) => ({ n: 23 - i, result: {} })));
    expect((await historiesOf(id)).length).toBeGreaterThan(4);

    // Of all its histories a list shows one.
    const listed = async () =>
      (await baton.get('/orchestrator/list_executions?workflow_name=long_undo')).body['executions'];
    const { started_at, completed_at } = execution;
    const row = { execution_id: id, version: '1', status: 'FAILED', outcome: 'compensated', started_at, completed_at };
    expect(await listed()).toEqual([expect.objectContaining(row)]);
  });

  test('cancelled after it has moved, ends as cancelled, and undoes', async () => {
    const id = await run(
      `
name: long_cancel
steps:
  - {id: each, service: svc, method: made, for_each: "{{inputs.items}}", max_parallel: 2, parameters: {n: "{{item}}"}, compensate_method: unmade}
  - {id: wait, wait_for: {event: never}, depends_on: [each]}
`,
      { items: Array.from({ length: 20 }, (_, i) => i) },
    );
    await baton.until(id, (each) =>
      each.step_results.some(({ step_id, status }) => step_id === 'wait' && status === 'RUNNING'),
    );
    await untilMoved(id);
    await baton.post('/orchestrator/cancel_execution', { execution_id: id });
    const execution = await baton.ended(id);
    expect(execution.status).toBe('CANCELLED');
    expect(services.callsOf('svc.unmade').filter(({ key }) => key.startsWith(id))).toHaveLength(20);
    const described = await stack.client.workflow.getHandle(id).describe();
    expect(described.status.name).toBe('CANCELLED');
  });

  test('waits for events one after another, and takes each in the order in which they were sent', async () => {
    const id = await run(
      `
name: long_waits
steps:
  - {id: each, wait_for: {event: next}, for_each: "{{inputs.items}}", max_parallel: 1}
`,
      { items: Array.from({ length: 50 }, (_, i) => i) },
    );
    for (let value = 0; value < 50; value++) {
      const sent = await baton.post('/orchestrator/send_event', { execution_id: id, event: 'next', value });
      expect([sent.status, sent.body['error']]).toEqual([200, undefined]);
      // Now and then it is waited for: all at once would fit into one task, and into one history.
      if (value % 5 === 4 && value < 49) {
        await baton.until(id, ({ step_results: [each] }) => (each?.elements?.completed ?? 0) > value);
      }
    }
    const execution = await baton.ended(id);
    expect([execution.status, execution.step_results[0]?.result]).toEqual([
      'COMPLETED',
      JSON.stringify(Array.from({ length: 50 }, (_, i) => i)),
    ]);
    expect((await historiesOf(id)).length).toBeGreaterThan(2);
  });

  test('keeps its timers, its time, its long call, its polling and its sub-workflow while a list goes on beside them', async () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    services.answer('svc.slow', async () => {
      await held;
      return { result: 'slow' };
    });
    let asked = 0;
    services.answer('svc.job', () => ({ result: { done: ++asked > 0 && isReleased } }));
    let isReleased = false;
    await baton.register(`
name: long_below
steps:
  - {id: go, wait_for: {event: go}}
  - {id: did, service: svc, method: did, depends_on: [go], compensate_method: undid}
`);
    const id = await run(
      `
name: long_company
timeout_ms: 4000000
steps:
  - {id: slow, service: svc, method: slow, timeout_ms: 3600000}
  - {id: poll, service: svc, method: begin, poll: {method: job, interval_ms: 50, until: "{{response.done}}"}}
  - {id: below, workflow: long_below}
  - {id: delay, delay_ms: 2500}
  - {id: patience, wait_for: {event: never, timeout_ms: 2000}, continue_on_failure: true}
  - {id: each, service: svc, method: beside, for_each: "{{inputs.items}}", max_parallel: 3}
`,
      { items: Array.from({ length: 90 }, (_, i) => i) },
    );
    const stepIs =
      (name: string, status: string) =>
      (each: { readonly step_results: readonly { readonly step_id: string; readonly status: string }[] }) =>
        each.step_results.some((step) => step.step_id === name && step.status === status);
    // The list was not held up by any of them.
    const between = await baton.until(id, stepIs('each', 'COMPLETED'));
    expect(between.step_results.map(({ step_id, status }) => `${step_id} ${status}`)).toEqual(
      expect.arrayContaining(['slow RUNNING', 'poll RUNNING', 'below RUNNING']),
    );
    expect((await historiesOf(id)).length).toBeGreaterThan(2);
    isReleased = true;
    release?.();
    await baton.post('/orchestrator/send_event', { execution_id: `${id}~below`, event: 'go', value: null });
    const execution = await baton.ended(id);
    const results = Object.fromEntries(
      execution.step_results.map(({ step_id, status, result }) => [
        step_id,
        [status, JSON.parse(result ?? 'null') as unknown],
      ]),
    );
    expect(results).toMatchObject({
      slow: ['COMPLETED', 'slow'],
      poll: ['COMPLETED', { done: true }],
      below: ['COMPLETED', { go: null, did: {} }],
      delay: ['COMPLETED', null],
      patience: ['FAILED', null],
      each: ['COMPLETED', expect.any(Array)],
    });
    expect(execution.status).toBe('COMPLETED');
    expect(services.callsOf('svc.slow').filter(({ key }) => key.startsWith(id))).toHaveLength(1);
    expect(services.callsOf('svc.begin').filter(({ key }) => key.startsWith(id))).toHaveLength(1);
  });

  test('as a sub-workflow that has moved hears its caller’s cancel', async () => {
    await baton.register(`
name: long_deaf
steps:
  - {id: each, service: svc, method: laid, for_each: "{{inputs.items}}", max_parallel: 3, compensate_method: lifted}
  - {id: wait, wait_for: {event: never}, depends_on: [each]}
`);
    const id = await run(
      `
name: long_asker
steps:
  - {id: child, workflow: long_deaf, inputs: {items: "{{inputs.items}}"}}
`,
      { items: Array.from({ length: 20 }, (_, i) => i) },
    );
    await baton.until(id, (each) => each.step_results[0]?.status === 'RUNNING');
    await baton.until(`${id}~child`, (each) =>
      each.step_results.some(({ step_id, status }) => step_id === 'wait' && status === 'RUNNING'),
    );
    await untilMoved(`${id}~child`);
    await baton.post('/orchestrator/cancel_execution', { execution_id: id });
    expect((await baton.ended(id)).status).toBe('CANCELLED');
    expect((await baton.ended(`${id}~child`)).status).toBe('CANCELLED');
    expect(services.callsOf('svc.lifted').filter(({ key }) => key.startsWith(id))).toHaveLength(20);
  });

  test('as a sub-workflow hands over what would undo it', async () => {
    services.answer('svc.fails', { status: 422, result: null });
    await baton.register(`
name: long_called
steps:
  - {id: each, service: svc, method: placed, for_each: "{{inputs.items}}", max_parallel: 3, parameters: {n: "{{item}}"}, compensate_method: removed}
`);
    const id = await run(
      `
name: long_caller
steps:
  - {id: child, workflow: long_called, inputs: {items: "{{inputs.items}}"}}
  - {id: fails, service: svc, method: fails, depends_on: [child]}
`,
      { items: Array.from({ length: 40 }, (_, i) => i) },
    );
    const execution = await baton.ended(id);
    expect(execution.status).toBe('FAILED');
    const removed = services.callsOf('svc.removed').filter(({ key }) => key.startsWith(id));
    expect(removed.map(({ body }) => (body as { readonly n: number }).n)).toEqual(
      Array.from({ length: 40 }, (_, i) => 39 - i),
    );
    expect((await historiesOf(`${id}~child`)).length).toBeGreaterThan(1);
  });

  test('keeps the search attributes that others have given it, and its own word no longer than that holds', async () => {
    const team = defineSearchAttributeKey('Team', SearchAttributeType.KEYWORD);
    const { namespace, client } = stack;
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { [team.name]: 2 } });
    await baton.register(`
name: long_marked
steps:
  - {id: go, wait_for: {event: go}}
`);
    const id = 'marked';
    for (;;) {
      try {
        await client.workflow.start('long_marked', {
          taskQueue,
          workflowId: id,
          args: [{}],
          typedSearchAttributes: [{ key: team, value: 'blue' }],
        });
        break;
      } catch (error) {
        // Temporal learns of a new attribute when it next looks.
        if (!/no mapping|not defined|not valid|not registered/i.test(String((error as Error).cause ?? error)))
          throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    const attributes = async () => {
      const { typedSearchAttributes } = await client.workflow.getHandle(id).describe();
      const word = defineSearchAttributeKey(outcomeAttribute, SearchAttributeType.KEYWORD);
      return [typedSearchAttributes.get(team), typedSearchAttributes.get(word)];
    };
    const leave = async () => await leaveHistory(id);
    await baton.until(id, ({ step_results }) => step_results[0]?.status === 'RUNNING');
    await baton.post('/orchestrator/pause_execution', { execution_id: id });
    await leave();
    expect(await attributes()).toEqual(['blue', 'paused']);
    await baton.post('/orchestrator/resume_execution', { execution_id: id });
    await leave();
    expect(await attributes()).toEqual(['blue', undefined]);
    await leave();
    expect(await attributes()).toEqual(['blue', undefined]);
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go', value: 1 });
    expect((await baton.ended(id)).status).toBe('COMPLETED');
    started.push(id);
  });
});

test('a list has each execution once, also one that leaves its history between two pages', async () => {
  await baton.register('name: long_listed\nsteps:\n  - {id: go, wait_for: {event: go}}\n');
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) ids.push(await baton.start('long_listed'));
  started.push(...ids);
  for (const id of ids) await baton.until(id, ({ step_results }) => step_results[0]?.status === 'RUNNING');
  const [oldest = '', , middle = '', , , newest = ''] = ids;
  const found: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`;
    const { body } = await baton.get(`/orchestrator/list_executions?workflow_name=long_listed&limit=2${more}`);
    const page = body['executions'] as readonly { readonly execution_id: string; readonly status: string }[];
    expect(page.map(({ status }) => status)).toEqual(page.map(() => 'RUNNING'));
    found.push(...page.map(({ execution_id: id }) => id));
    if (cursor === undefined) for (const id of [oldest, middle, newest]) await leaveHistory(id);
    cursor = body['next_cursor'] as string | null;
  }
  expect(found).toEqual(ids.toReversed());
  for (const id of ids) await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go', value: 1 });
  for (const id of ids) await baton.ended(id);
});

test('what was told of each of them is what its histories tell together', async () => {
  expect((await told.asInHistory(baton)).length).toBeGreaterThan(5);
});

test('an execution goes on with another worker, whatever it had joined with the one that died', async () => {
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  services.answer('svc.lasting', async () => {
    await held;
    return { result: 'lasting' };
  });
  await baton.register(`
name: long_patient
steps:
  - {id: go, wait_for: {event: go}}
`);
  const id = await run(
    `
name: long_killed
steps:
  - {id: lasting, service: svc, method: lasting, timeout_ms: 3600000}
  - {id: below, workflow: long_patient}
  - {id: each, service: svc, method: aside, for_each: "{{inputs.items}}", max_parallel: 3}
  - {id: second, service: svc, method: aside, for_each: "{{inputs.items}}", max_parallel: 3, depends_on: [below]}
`,
    { items: Array.from({ length: 45 }, (_, i) => i) },
  );
  await baton.until(id, (each) =>
    each.step_results.some(({ step_id, status }) => step_id === 'each' && status === 'COMPLETED'),
  );
  const moved = (await historiesOf(id)).length;
  expect(moved).toBeGreaterThan(1);
  await stack.killWorker();
  await baton.post('/orchestrator/send_event', { execution_id: `${id}~below`, event: 'go', value: 'gone on' });
  await stack.startWorker();
  release?.();
  const execution = await baton.ended(id);
  expect(execution.step_results.map(({ step_id, status }) => `${step_id} ${status}`)).toEqual([
    'lasting COMPLETED',
    'below COMPLETED',
    'each COMPLETED',
    'second COMPLETED',
  ]);
  expect((await historiesOf(id)).length).toBeGreaterThan(moved);
  const keys = services.callsOf('svc.lasting').map(({ key }) => key);
  expect(new Set(keys)).toEqual(new Set([`${id}_lasting`]));
  expect(services.callsOf('svc.aside').filter(({ key }) => key.startsWith(id))).toHaveLength(90);
});

test('each of these histories replays by itself', async () => {
  const all = await Promise.all(
    started.map(async (workflowId) => (await allHistories(workflowId)).map((history) => ({ workflowId, history }))),
  );
  const results = await replayed(bundleCode(), all.flat());
  expect(refusedOf(results)).toEqual([]);
  expect(results.length).toBeGreaterThan(30);
});
