import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/std/index.ts';
import { type ExecutionAnswer, orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { quietRuntime, replay } from '../support/replays.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { toldEvents } from '../support/told-events.ts';

/** Each construct of the language on the real thing. At the end each history is replayed, and each event that a worker
 * told is held to what the history tells. */

const told = toldEvents();
let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  quietRuntime();
  services = await startRecordingService();
  stack = await startStack({
    services: { svc: services.baseUrl('svc') },
    env: { BATON_NOTIFY_URL: `${services.url}/hooks/notify?token=1`, ...told.env },
  });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
  told.remove();
});

const started: string[] = [];

async function run(definition: string, inputs: JsonObject = {}): Promise<string> {
  const name = /^name: (\S+)/m.exec(definition)?.[1] ?? '';
  const registered = await baton.register(definition);
  if (registered.status >= 300) throw new Error(JSON.stringify(registered.body));
  const id = await baton.start(name, inputs);
  started.push(id);
  return id;
}

const step = (execution: ExecutionAnswer, id: string) => execution.step_results.find((each) => each.step_id === id);
const isRunning =
  (id: string) =>
  (execution: ExecutionAnswer): boolean =>
    step(execution, id)?.status === 'RUNNING';

/** Method and key, the execution's own id left out. */
function callsOf(id: string, prefix = ''): readonly (readonly [string, string])[] {
  return services.calls
    .filter(({ key, method }) => key.startsWith(id) && method.startsWith(prefix))
    .map(({ method, key }) => [method, key.slice(id.length)] as const);
}

async function send(id: string, event: string, more: JsonObject = {}): Promise<void> {
  const answer = await baton.post('/orchestrator/send_event', { execution_id: id, event, ...more });
  expect([answer.status, answer.body]).toMatchObject([200, { success: true }]);
}

describe("Temporal's own pages", () => {
  test('say which version runs and how it gets on', async () => {
    const id = await run(`
name: looked_at
version: "2.1"
steps:
  - {id: did, service: svc, method: did}
  - {id: waits, wait_for: {event: looked}, depends_on: [did]}
`);
    await baton.until(id, isRunning('waits'));
    const handle = stack.client.workflow.getHandle(id);
    const description = await handle.describe();
    expect([description.type, await description.staticSummary()]).toEqual(['looked_at', 'version 2.1']);
    const metadata: { readonly currentDetails?: string } = await handle.query('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toBe('1 of 2 steps have ended: 1 completed\n\nRunning: `waits`');
    await send(id, 'looked');
    await baton.ended(id);
  });
});

describe('for_each', () => {
  test('calls for 25 elements, four at a time, and gives their results in order', async () => {
    let inFlight = 0;
    let most = 0;
    let open: () => void = () => undefined;
    const four = new Promise<void>((resolve) => (open = resolve));
    services.answer('svc.square', async (body) => {
      most = Math.max(most, ++inFlight);
      if (most === 4) open();
      // A fifth would have come by then.
      await four;
      await new Promise((resolve) => setTimeout(resolve, 20));
      inFlight--;
      const { n } = body as { readonly n: number };
      return { result: n * n };
    });
    const items = Array.from({ length: 25 }, (_, i) => i);
    const id = await run(
      `
name: squares
version: "1"
steps:
  - {id: each, service: svc, method: square, for_each: "{{inputs.items}}", max_parallel: 4, parameters: {n: "{{item}}", i: "{{index}}"}}
  - {id: total, service: svc, method: echo, parameters: {sum: "{{sum(steps.each.result)}}"}}
`,
      { items },
    );
    const execution = await baton.ended(id);
    expect(execution.status).toBe('COMPLETED');
    expect(JSON.parse(step(execution, 'each')?.result ?? '')).toEqual(items.map((n) => n * n));
    expect(step(execution, 'each')?.elements).toEqual({ total: 25, completed: 25, running: 0, failed: 0 });
    expect(most).toBe(4);
    expect(new Set(callsOf(id, 'square').map(([, key]) => key))).toEqual(new Set(items.map((i) => `_each:${i}`)));
    expect(services.callsOf('svc.echo').at(-1)?.body).toEqual({ sum: 4900 });
  });

  test('undoes what its elements did, last first, where one fails', async () => {
    services.answer('svc.pick', (body) =>
      (body as { readonly n: number }).n === 2 ? { status: 400, result: 'no' } : { result: body },
    );
    const id = await run(`
name: picks
version: "1"
steps:
  - {id: pick, service: svc, method: pick, for_each: [0, 1, 2, 3], max_parallel: 1, parameters: {n: "{{item}}"}, compensate_method: put_back}
`);
    const execution = await baton.ended(id);
    expect(execution).toMatchObject({ status: 'FAILED', error: { code: 'service-error', step: 'pick' } });
    expect(execution.error_message).toMatch(/^\[2\]: svc\.pick answered 400/);
    expect(callsOf(id)).toEqual([
      ['pick', '_pick:0'],
      ['pick', '_pick:1'],
      ['pick', '_pick:2'],
      ['put_back', '_pick:1:undo'],
      ['put_back', '_pick:0:undo'],
    ]);
    expect(step(execution, 'pick')).toMatchObject({
      status: 'FAILED',
      elements: { total: 4, completed: 2, running: 0, failed: 1 },
      compensation: { status: 'done', attempt: 2 },
    });
  });
});

describe('waits', () => {
  test('a delay is a timer that Temporal shows by the name of its step', async () => {
    const id = await run(`
name: rest
version: "1"
timeout_ms: 60000
steps:
  - {id: nap, delay_ms: 300}
  - {id: wake, service: svc, method: wake, depends_on: [nap], priority: 1}
`);
    const execution = await baton.ended(id);
    expect(execution.status).toBe('COMPLETED');
    expect(step(execution, 'nap')).toMatchObject({ status: 'COMPLETED', result: 'null' });
    const { events = [] } = await stack.client.workflow.getHandle(id).fetchHistory();
    const summaries = (events ?? [])
      .filter((event) => event.timerStartedEventAttributes)
      .map((event) => JSON.parse(Buffer.from(event.userMetadata?.summary?.data ?? []).toString()) as unknown);
    expect(summaries).toEqual(['workflow timeout', 'nap']);
    const calls = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
    expect(calls.map(({ activityType, priority }) => [activityType?.name, priority?.priorityKey])).toEqual([
      ['svc.wake', 1],
    ]);
  });

  const door = (name: string): string => `
name: ${name}
version: "1"
steps:
  - {id: before, service: svc, method: before}
  - id: door
    depends_on: [before]
    wait_for: {event: opened, condition: "{{value.angle > 10}}", correlation: "{{inputs.car}}"}
outputs: {angle: "{{steps.door.result.angle}}"}
`;

  test('an event that comes while a step waits is its result; others are not', async () => {
    const id = await run(door('door_after'), { car: 7 });
    await baton.until(id, isRunning('door'));
    await send(id, 'closed', { value: { angle: 90 }, correlation: 7 });
    await send(id, 'opened', { value: { angle: 91 }, correlation: 8 });
    await send(id, 'opened', { value: { angle: 5 }, correlation: 7 });
    await send(id, 'opened', { value: { angle: 92 }, correlation: 7 });
    expect(await baton.ended(id)).toMatchObject({ status: 'COMPLETED', outputs: { angle: 92 } });
  });

  test('an event that comes before a step waits for it is kept, and so is one before the first task', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    services.answer('svc.before', async () => {
      await held;
      return { result: 1 };
    });
    const id = await run(door('door_before'), { car: 7 });
    await send(id, 'opened', { value: { angle: 5 }, correlation: 7, id: 'twice' });
    await send(id, 'opened', { value: { angle: 50 }, correlation: 7, id: 'twice' });
    await send(id, 'opened', { value: { angle: 60 }, correlation: 7 });
    release();
    expect(await baton.ended(id)).toMatchObject({ status: 'COMPLETED', outputs: { angle: 60 } });
    services.answer('svc.before', { result: 1 });

    // What a worker has told of these and not written yet would be lost with it.
    await told.asInHistory(baton);
    // With no worker there is nobody yet who could hear it.
    await stack.killWorker();
    const unborn = await run(door('door_unborn'), { car: 7 });
    await baton.post('/orchestrator/pause_execution', { execution_id: unborn });
    await send(unborn, 'opened', { value: { angle: 70 }, correlation: 7 });
    expect((await baton.status(unborn)).status).toBe('PENDING');
    await stack.startWorker();
    const paused = await baton.until(unborn, ({ status }) => status === 'PAUSED');
    expect(paused.step_results.map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
    await baton.post('/orchestrator/resume_execution', { execution_id: unborn });
    expect(await baton.ended(unborn)).toMatchObject({ status: 'COMPLETED', outputs: { angle: 70 } });
  });

  test('a wait has an end, and so has a delay that a cancel meets', async () => {
    const wait = await run(`
name: short_wait
version: "1"
steps: [{id: door, wait_for: {event: opened, timeout_ms: 200}}]
`);
    expect(await baton.ended(wait)).toMatchObject({
      status: 'FAILED',
      error: { code: 'step-timed-out', step: 'door' },
    });
    const delay = await run(`
name: long_delay
version: "1"
steps:
  - {id: made, service: svc, method: make, compensate_method: unmake}
  - {id: nap, delay_ms: 3600000, depends_on: [made]}
`);
    await baton.until(delay, isRunning('nap'));
    await baton.post('/orchestrator/cancel_execution', { execution_id: delay });
    const execution = await baton.ended(delay);
    expect(execution.status).toBe('CANCELLED');
    expect(step(execution, 'nap')).toMatchObject({ status: 'FAILED', error: { code: 'cancelled' } });
    expect(callsOf(delay)).toEqual([
      ['make', '_made'],
      ['unmake', '_made:undo'],
    ]);
  });

  test('signals that nobody can read change nothing', async () => {
    const id = await run(door('door_noise'), { car: 7 });
    await baton.until(id, isRunning('door'));
    const { namespace } = stack.client.options;
    const strange = [
      { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') },
      { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"name": "opened"') },
      { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('[1, 2]') },
    ];
    for (const signalName of ['baton.event', 'somebody.else']) {
      for (const payload of strange) {
        await stack.client.workflowService.signalWorkflowExecution({
          namespace,
          workflowExecution: { workflowId: id },
          signalName,
          input: { payloads: [payload] },
        });
      }
    }
    await send(id, 'opened', { value: { angle: 45 }, correlation: 7 });
    expect(await baton.ended(id)).toMatchObject({ status: 'COMPLETED', outputs: { angle: 45 } });
  });
});

describe('a workflow that calls another', () => {
  const trip = `
name: trip
version: "1"
steps:
  - {id: hotel, service: svc, method: hotel, parameters: {city: "{{inputs.city}}"}, compensate_method: unbook}
  - {id: flight, service: svc, method: flight, depends_on: [hotel], compensate_method: unfly}
outputs: {hotel: "{{steps.hotel.result}}"}
`;

  test('gets its result, and undoes it by its own list where a later step fails', async () => {
    services.answer('svc.hotel', { result: { room: 7 } });
    services.answer('svc.pay', { status: 402, result: 'no money' });
    await baton.register(trip);
    const id = await run(`
name: holiday
version: "1"
steps:
  - {id: travel, workflow: trip, version: "1", inputs: {city: Oslo}}
  - {id: pay, service: svc, method: pay, parameters: {room: "{{steps.travel.result.hotel.room}}"}}
`);
    const execution = await baton.ended(id);
    expect(execution).toMatchObject({ status: 'FAILED', error: { code: 'service-error', step: 'pay' } });
    expect(services.callsOf('svc.pay').at(-1)?.body).toEqual({ room: 7 });
    expect(step(execution, 'travel')).toMatchObject({
      status: 'COMPLETED',
      result: '{"hotel":{"room":7}}',
      compensation: { status: 'done' },
    });
    expect(callsOf(id)).toEqual([
      ['hotel', '~travel_hotel'],
      ['flight', '~travel_flight'],
      ['pay', '_pay'],
      ['unfly', expect.stringContaining('undo')],
      ['unbook', expect.stringContaining('undo')],
    ]);
    expect(services.callsOf('svc.unbook').at(-1)?.body).toEqual({ city: 'Oslo', result: { room: 7 } });
    // The called execution itself ended well, and shows its result like any other.
    started.push(`${id}~travel`);
    expect(await baton.status(`${id}~travel`)).toMatchObject({
      status: 'COMPLETED',
      workflow_name: 'trip',
      version: '1',
      outputs: { hotel: { room: 7 } },
      step_results: [{ status: 'COMPLETED' }, { status: 'COMPLETED' }],
    });
  });

  test('fails with what went wrong there: a step, a workflow that nobody knows, an id that is taken', async () => {
    services.answer('svc.flight', { status: 409, result: 'full' });
    const id = await run(`
name: holiday_full
version: "1"
steps: [{id: travel, workflow: trip, inputs: {city: Oslo}}]
`);
    const full = await baton.ended(id);
    expect(full).toMatchObject({ status: 'FAILED', error: { code: 'sub-workflow-failed', step: 'travel' } });
    expect(full.error_message).toBe(`${id}~travel: step flight: svc.flight answered 409: "full"`);
    expect(callsOf(id).map(([method]) => method)).toEqual(['hotel', 'flight', 'unbook']);
    services.answer('svc.flight', { result: {} });

    const unknown = await baton.ended(
      await run('name: nobody\nversion: "1"\nsteps: [{id: a, workflow: tirp, continue_on_failure: true}]'),
    );
    expect(unknown.status).toBe('COMPLETED');
    expect(step(unknown, 'a')?.error).toMatchObject({ code: 'sub-workflow-failed' });
    expect(step(unknown, 'a')?.error_message).toContain('did you mean `trip`?');

    await stack.client.workflow.start('trip', { taskQueue: 'elsewhere', workflowId: 'taken~a' });
    await baton.register('name: takes\nversion: "1"\nsteps: [{id: a, workflow: trip, inputs: {city: x}}]');
    await baton.post('/orchestrator/execute_workflow', { workflow_name: 'takes', execution_id: 'taken' });
    started.push('taken');
    const taken = await baton.ended('taken');
    expect(taken.error_message).toBe('taken~a: there is an execution of that id already');
  });

  test('that is cancelled cancels what it called, which undoes its own', async () => {
    services.answer('svc.flight', { noAnswer: true });
    const id = await run(`
name: holiday_off
version: "1"
steps:
  - {id: pack, service: svc, method: pack, compensate_method: unpack}
  - {id: travel, workflow: trip, inputs: {city: Oslo}, depends_on: [pack]}
`);
    await services.until((calls) => calls.some(({ method, key }) => method === 'flight' && key.startsWith(id)));
    await baton.post('/orchestrator/cancel_execution', { execution_id: id });
    expect((await baton.ended(id)).status).toBe('CANCELLED');
    expect((await baton.status(`${id}~travel`)).status).toBe('CANCELLED');
    expect(callsOf(id).map(([method]) => method)).toEqual(['pack', 'hotel', 'flight', 'unfly', 'unbook', 'unpack']);
    services.answer('svc.flight', { result: {} });
  });

  test('bounds its time', async () => {
    services.answer('svc.flight', { noAnswer: true });
    const id = await run(`
name: holiday_short
version: "1"
steps: [{id: travel, workflow: trip, inputs: {city: Oslo}, timeout_ms: 5000}]
`);
    expect(await baton.ended(id)).toMatchObject({ error: { code: 'step-timed-out', step: 'travel' } });
    expect((await baton.ended(`${id}~travel`)).status).toBe('CANCELLED');
    services.answer('svc.flight', { result: {} });
  });
});

describe('a service that takes its time', () => {
  test('is polled until the condition holds', async () => {
    services.answer('svc.jobs', { result: { id: 12 } });
    services.answer('svc.state', [
      { result: { state: 'queued' } },
      { status: 503 },
      { result: { state: 'running' } },
      { result: { state: 'done', pages: 3 } },
    ]);
    const id = await run(`
name: polled
version: "1"
steps:
  - id: job
    service: svc
    method: jobs
    poll: {endpoint: /state, verb: GET, parameters: {id: "{{response.id}}"}, interval_ms: 100, until: "{{response.state == 'done'}}"}
outputs: {pages: "{{steps.job.result.pages}}"}
`);
    expect(await baton.ended(id)).toMatchObject({ status: 'COMPLETED', outputs: { pages: 3 } });
    const asked = services.callsOf('svc.state');
    expect(asked.map(({ verb, path, key }) => [verb, path, key])).toEqual(
      Array.from({ length: 4 }, () => ['GET', '/svc/state?id=12', '']),
    );
    expect(services.callsOf('svc.jobs')).toHaveLength(1);
  });

  test('may answer 202 and say where its answer will be', async () => {
    services.answer('svc.report', { status: 202, headers: { location: '/svc/reports/9?full=1', 'retry-after': '0' } });
    services.answer('svc.reports/9', [{ status: 202, headers: { 'retry-after': '0' } }, { result: { pages: 5 } }]);
    const id = await run('name: accepted\nversion: "1"\nsteps: [{id: report, service: svc, method: report}]');
    expect(await baton.ended(id)).toMatchObject({ status: 'COMPLETED', outputs: { report: { pages: 5 } } });
    expect(services.callsOf('svc.reports/9').map(({ verb, path }) => [verb, path])).toEqual([
      ['GET', '/svc/reports/9?full=1'],
      ['GET', '/svc/reports/9?full=1'],
    ]);
  });
});

describe('pause and resume', () => {
  test('nothing begins while it is paused, and what has begun ends', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    services.answer('svc.first', async () => {
      await held;
      return { result: 1 };
    });
    const id = await run(`
name: paused
version: "1"
timeout_ms: 30000
steps:
  - {id: first, service: svc, method: first}
  - {id: second, service: svc, method: second, depends_on: [first]}
`);
    await services.until((calls) => calls.some(({ key }) => key === `${id}_first`));
    expect(await baton.post('/orchestrator/pause_execution', { execution_id: id })).toMatchObject({ status: 200 });
    const paused = await baton.until(id, ({ status }) => status === 'PAUSED');
    expect(paused.phase).toBe('paused');
    release();
    await baton.until(id, (execution) => step(execution, 'first')?.status === 'COMPLETED');
    expect(await baton.status(id)).toMatchObject({ status: 'PAUSED', step_results: [{}, { status: 'PENDING' }] });
    expect(callsOf(id)).toEqual([['first', '_first']]);
    expect(await baton.post('/orchestrator/resume_execution', { execution_id: id })).toMatchObject({ status: 200 });
    expect((await baton.ended(id)).status).toBe('COMPLETED');
    // Its own time stood still meanwhile: stopped, and started again with what was left.
    const { events = [] } = await stack.client.workflow.getHandle(id).fetchHistory();
    const times = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? [Number(timer.startToFireTimeout?.seconds ?? 0)] : [],
    );
    expect(times).toEqual([30, expect.any(Number)]);
    expect(times[1]).toBeLessThan(30);
    expect(events?.filter((event) => event.timerCanceledEventAttributes)).toHaveLength(1);
    expect(await baton.post('/orchestrator/pause_execution', { execution_id: id })).toMatchObject({
      status: 409,
      body: { error: { code: 'execution-ended' } },
    });
  });
});

describe('what a step does when it has ended', () => {
  test('somebody is told of a failure before anything is undone', async () => {
    services.answer('hooks.notify', { html: '<p>thanks</p>' });
    services.answer('svc.brakes', { status: 400, result: 'worn' });
    const id = await run(`
name: told
version: "1"
steps:
  - {id: made, service: svc, method: make, compensate_method: unmake}
  - id: brakes
    service: svc
    method: brakes
    depends_on: [made]
    on_failure:
      - {notify: "{{step.id}}: {{error_code}}"}
      - {service: svc, method: alarm, parameters: {why: "{{error}}"}}
`);
    const execution = await baton.ended(id);
    expect(execution).toMatchObject({ status: 'FAILED', error: { step: 'brakes' } });
    expect(services.callsOf('hooks.notify').map(({ path, body }) => [path, body])).toEqual([
      ['/hooks/notify?token=1', { execution: id, step: 'brakes', text: 'brakes: service-error' }],
    ]);
    expect(callsOf(id, 'alarm')).toEqual([['alarm', '_brakes:on_failure.1']]);
    expect(callsOf(id).at(-1)).toEqual(['unmake', '_made:undo']);
    expect(step(execution, 'brakes')?.actions).toEqual([
      { on: 'on_failure', index: 0, status: 'done', attempt: 1 },
      { on: 'on_failure', index: 1, status: 'done', attempt: 1 },
    ]);
  });
});

test('a cancel stops what steps do, and neither what they do when they have ended nor what undoes them', async () => {
  services.answer('svc.hang', { noAnswer: true });
  services.answer('svc.tell', { result: 'told', delayMs: 1500 });
  services.answer('svc.unmake', { delayMs: 300, result: null });
  const id = await run(`
name: telling
version: "1"
steps:
  - {id: made, service: svc, method: make, compensate_method: unmake, on_success: {service: svc, method: tell}}
  - {id: hang, service: svc, method: hang}
`);
  const isOf = (method: string) => (call: { readonly method: string; readonly key: string }) =>
    call.method === method && call.key.startsWith(id);
  await services.until((calls) => calls.some(isOf('tell')) && calls.some(isOf('hang')));
  await baton.post('/orchestrator/cancel_execution', { execution_id: id });
  const execution = await baton.ended(id);
  expect(execution.status).toBe('CANCELLED');
  const aborted = Object.fromEntries(
    services.calls.filter(({ key }) => key.startsWith(id)).map((call) => [call.method, call.aborted]),
  );
  expect(aborted).toEqual({ make: false, tell: false, hang: true, unmake: false });
  expect(step(execution, 'made')).toMatchObject({ actions: [{ status: 'done' }], compensation: { status: 'done' } });
});

test('every one of these histories replays', async () => {
  expect(started.length).toBeGreaterThan(15);
  for (const id of started) {
    const history = await stack.client.workflow.getHandle(id).fetchHistory();
    await replay(history, id);
  }
});

test('what was told of each of them is what its history tells', async () => {
  expect((await told.asInHistory(baton)).length).toBeGreaterThan(started.length);
});
