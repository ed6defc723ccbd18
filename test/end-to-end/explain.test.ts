import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asEnvelope, taskQueue } from '../../src/driver/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { planOf } from '../support/plans.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Why an execution stands as it does, asked of the real thing. */

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  services = await startRecordingService({
    'svc.busy': { status: 503, result: 'full' },
    'svc.weather': { result: { temp: 4 } },
  });
  stack = await startStack({ services: { svc: services.baseUrl('svc') } });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

type Why = JsonObject & { readonly reason: string; readonly text: string; readonly steps: readonly JsonObject[] };

async function explain(id: string, more: JsonObject = {}): Promise<Why> {
  for (;;) {
    const { status, body } = await baton.post('/orchestrator/explain_execution', { execution_id: id, ...more });
    if (status === 200) return body['explanation'] as unknown as Why;
    // On a busy machine Temporal may not have answered in time.
    if (status !== 503) throw new Error(JSON.stringify(body));
  }
}

async function until(id: string, holds: (why: Why) => boolean): Promise<Why> {
  let why: Why | undefined;
  for (const begun = Date.now(); Date.now() - begun < 100_000;) {
    why = await explain(id);
    if (holds(why)) return why;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came about: ${JSON.stringify(why)}`);
}

const reasonOf = (why: Why, step: string): Json =>
  why.steps.find((each) => each['step_id'] === step)?.['reason'] ?? null;

describe('explain_execution', () => {
  test('a call that is retried: which attempt, why, and when', async () => {
    await baton.register(
      'name: busy\nsteps: [{id: a, service: svc, method: busy, retry_count: 2, retry_delay_ms: 600000}, {id: b, service: svc, method: ok, depends_on: [a]}]',
    );
    const id = await baton.start('busy');
    // The attempt's end is noted a moment before Temporal has it: until then the next one counts as under way.
    const why = await until(id, (each) => JSON.stringify(each).includes('"state":"waiting"'));
    expect(why.steps).toMatchObject([
      {
        step_id: 'a',
        reason: 'retrying',
        status: 'RUNNING',
        because: [
          {
            kind: 'attempt',
            call: 'svc.busy',
            attempt: 2,
            of: 3,
            state: 'waiting',
            next: expect.stringMatching(/^20/),
            error: { code: 'service-error', message: expect.stringContaining('503') },
          },
        ],
      },
      { step_id: 'b', status: 'PENDING', reason: 'waits-for-steps' },
    ]);
    expect(why).toMatchObject({ reason: 'running', counts: { total: 2, running: 1, pending: 1 }, next_cursor: null });
    const one = await explain(id, { step_id: 'b' });
    expect(one.steps).toHaveLength(1);
  });

  test('a condition in the words of its author, an event that is waited for, and the command that sends it', async () => {
    await baton.register(`
name: approval
steps:
  - {id: weather, service: svc, method: weather}
  - {id: defrost, service: svc, method: ok, when: "{{  steps.weather.result.temp<0  }}"}
  - {id: ask, wait_for: {event: approved, correlation: "{{context.execution_id}}", condition: "{{value.ok}}"}, depends_on: [defrost]}
`);
    const id = await baton.start('approval');
    await until(id, (each) => reasonOf(each, 'ask') === 'waits-for-event');
    await baton.post('/orchestrator/send_event', {
      execution_id: id,
      event: 'approved',
      value: { ok: true },
      correlation: 'x',
    });
    const why = await until(id, (each) => JSON.stringify(each).includes('kept-event'));
    expect(why).toMatchObject({ reason: 'waiting', unblock: [{ kind: 'send-event' }] });
    expect(why.steps).toMatchObject([
      {
        step_id: 'defrost',
        status: 'SKIPPED',
        reason: 'condition-false',
        because: [
          {
            text: 'steps.weather.result.temp<0',
            value: 'false',
            names: [{ name: 'steps.weather.result.temp', value: '4' }],
          },
        ],
      },
      {
        step_id: 'ask',
        because: [
          { kind: 'event', correlation: `"${id}"` },
          { kind: 'kept-event', unfit: 'correlation' },
        ],
        unblock: [{ command: `baton send ${id} approved --correlation '"${id}"'` }],
      },
    ]);
    const [, ask = {}] = why.steps;
    const [way] = ask['unblock'] as unknown as readonly { readonly fields: JsonObject }[];
    await baton.post('/orchestrator/send_event', { ...way?.fields, value: { ok: true } });
    await baton.ended(id);
    expect(await explain(id)).toMatchObject({ reason: 'completed', steps: [{ step_id: 'defrost' }] });
    const all = await baton.get(`/orchestrator/explain_execution?execution_id=${id}&all=true&limit=2`);
    expect(all.body).toMatchObject({ explanation: { steps: [{ step_id: 'weather' }, {}], next_cursor: '2' } });
  });

  test('a polling: how often it was asked, and what it said', async () => {
    services.answer('svc.state', () => ({ result: { done: false } }));
    await baton.register(`
name: polling
steps: [{id: a, service: svc, method: ok, poll: {method: state, interval_ms: 2500, until: "{{response.done}}"}}]`);
    const id = await baton.start('polling');
    const why = await until(id, (each) => JSON.stringify(each).includes('the last answer was'));
    expect(why.steps).toMatchObject([
      {
        reason: 'polling',
        because: [{ kind: 'poll', call: 'svc.state', answer: 'the last answer was {"done":false}' }],
      },
    ]);
  });

  test('a call of a list, which an execution of its own makes', async () => {
    await baton.register(
      'name: apart\nsteps: [{id: a, for_each: "{{[1, 2]}}", service: svc, method: busy, timeout_ms: 90000, retry_count: 4, retry_delay_ms: 600000}]',
    );
    const id = await baton.start('apart');
    const why = await until(id, (each) => JSON.stringify(each).includes('"state":"waiting"'));
    expect(why.steps).toMatchObject([
      {
        reason: 'goes-through-list',
        because: [{ kind: 'elements', total: 2, running: 2 }],
        elements: expect.arrayContaining([
          expect.objectContaining({
            reason: 'retrying',
            because: [expect.objectContaining({ attempt: 2, of: 5, state: 'waiting' })],
          }),
        ]),
      },
    ]);
  });

  test('what cannot be explained is refused', async () => {
    const none = await baton.post('/orchestrator/explain_execution', { execution_id: 'nobody' });
    expect(none).toMatchObject({ status: 404, body: { error: { code: 'execution-not-found' } } });
    await baton.register('name: one\nsteps: [{id: weather, service: svc, method: weather}]');
    const id = await baton.start('one');
    const step = await baton.post('/orchestrator/explain_execution', { execution_id: id, step_id: 'wether' });
    expect(step).toMatchObject({ status: 422, body: { error: { details: [{ path: 'step_id', hint: 'weather' }] } } });
  });

  test('a task that fails again and again says why', async () => {
    const input = { baton: 1, plan: planOf([{ id: 'a' }]), inputs: {}, engine: 99 } as const;
    await stack.client.workflow.start('sketch', { taskQueue, workflowId: 'from_later', args: [asEnvelope(input)] });
    const why = await until('from_later', (each) => each.reason === 'task-failing');
    expect(why).toMatchObject({ because: [{ kind: 'task', error: expect.stringContaining('99') }] });
    await stack.client.workflow.getHandle('from_later').terminate('seen');
    const ended = await until('from_later', (each) => each.reason === 'terminated');
    expect(ended.text).toContain('seen');
  });

  test('needs no worker, and says so where nobody takes its task', async () => {
    await stack.killWorker();
    const unheard = async (): Promise<readonly [id: string, why: Why]> => {
      const started = await baton.start('approval');
      return [started, await until(started, (each) => each.reason === 'no-worker')];
    };
    let [id, why] = await unheard();
    // Temporal may have thought the worker alive for a moment, and given it the first attempt.
    if (!JSON.stringify(why).includes('"attempt":1')) [id, why] = await unheard();
    expect(why).toMatchObject({
      status: 'PENDING',
      because: [{ kind: 'task', attempt: 1 }],
      unblock: [{ kind: 'start-worker' }],
    });
    await stack.startWorker();
    await until(id, (each) => each.reason === 'waiting');
  });
});
