import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService();
  stack = await startStack({ services: { lab: services.baseUrl('lab') } });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

describe('what has come together', () => {
  test('is told together: an event does not begin what the time-out beside it stops', async () => {
    const baton = orchestratorClient(stack.url);
    await baton.register(`
name: late
version: "1"
timeout_ms: 10000
steps:
  - {id: door, wait_for: {event: opened}}
  - {id: after, service: lab, method: after, depends_on: [door], compensate_method: unafter}
`);
    const id = await baton.start('late');
    await baton.until(id, ({ step_results: [door] }) => door?.status === 'RUNNING');
    await stack.killWorker();
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'opened' });
    const handle = stack.client.workflow.getHandle(id);
    const hasFired = async (): Promise<boolean> =>
      (await handle.fetchHistory()).events?.some((event) => Boolean(event.timerFiredEventAttributes)) ?? false;
    while (!(await hasFired())) await new Promise((resolve) => setTimeout(resolve, 100));
    await stack.startWorker();
    const execution = await baton.ended(id);
    expect(execution).toMatchObject({ status: 'FAILED', error: { code: 'workflow-timed-out' } });
    expect(execution.step_results.map(({ status }) => status)).toEqual(['FAILED', 'PENDING']);
    expect(services.callsOf('lab.unafter')).toEqual([]);
    // Nor is anything of it in the history.
    const { events = [] } = await handle.fetchHistory();
    expect(events?.filter((event) => event.activityTaskScheduledEventAttributes)).toEqual([]);
  });
});

describe('a worker killed while an execution waits for everything that one can wait for', () => {
  test('costs nothing: the poll goes on with the time that is left, and no call is made twice', async () => {
    let isDone = false;
    services.answer('lab.state', () => ({ result: { done: isDone } }));
    services.answer('lab.slow', () => ({ result: 'slow', delayMs: 300 }));
    const baton = orchestratorClient(stack.url);
    await baton.register(`
name: slow_part
version: "1"
steps: [{id: slow, service: lab, method: slow}, {id: nap, delay_ms: 20000, depends_on: [slow]}]
`);
    const registered = await baton.register(`
name: waits
version: "1"
timeout_ms: 150000
steps:
  - {id: nap, delay_ms: 20000}
  - {id: door, wait_for: {event: opened, timeout_ms: 140000}}
  - {id: part, workflow: slow_part}
  - id: job
    service: lab
    method: begin
    poll: {method: state, interval_ms: 200, until: "{{response.done}}", timeout_ms: 140000}
  - {id: last, service: lab, method: last, depends_on: [nap, door, part, job], parameters: {door: "{{steps.door.result}}"}}
`);
    expect(registered.status).toBe(201);
    const id = await baton.start('waits');
    await services.until(() => services.callsOf('lab.state').length >= 3 && services.callsOf('lab.slow').length > 0);
    await baton.until(`${id}~part`, ({ step_results: steps }) => steps[1]?.status === 'RUNNING');

    await stack.killWorker();
    const asked = services.callsOf('lab.state').length;
    // Nobody works, and yet it can be told and looked at.
    const sent = await baton.post('/orchestrator/send_event', { execution_id: id, event: 'opened', value: 'wide' });
    expect(sent.status).toBe(200);
    expect((await baton.status(id)).step_results.map(({ status }) => status)).toEqual([
      'RUNNING',
      'RUNNING',
      'RUNNING',
      'RUNNING',
      'PENDING',
    ]);
    await stack.startWorker();
    await services.until(() => services.callsOf('lab.state').length >= asked + 2);
    isDone = true;
    const execution = await baton.ended(id);

    expect(execution.step_results.map(({ step_id, status }) => [step_id, status])).toEqual([
      ['nap', 'COMPLETED'],
      ['door', 'COMPLETED'],
      ['part', 'COMPLETED'],
      ['job', 'COMPLETED'],
      ['last', 'COMPLETED'],
    ]);
    expect(services.callsOf('lab.begin')).toHaveLength(1);
    expect(services.callsOf('lab.slow')).toHaveLength(1);
    expect(services.callsOf('lab.last').map(({ body }) => body)).toEqual([{ door: 'wide' }]);
  });
});
