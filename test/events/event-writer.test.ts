import { describe, expect, test } from '@jest/globals';
import { eventTypes, eventWriter, mostValueBytes } from '../../src/events/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { Conversation } from '../engine/conversation.ts';

/** What the seed says of each of its events: exactly these keys. */
const seedKeys = {
  'workflow.started': ['workflow_id', 'workflow_name', 'inputs'],
  'step.started': ['execution_id', 'step_id', 'service', 'method'],
  'step.completed': ['execution_id', 'step_id', 'status', 'duration_ms'],
  'step.failed': ['execution_id', 'step_id', 'error'],
  'workflow.completed': ['execution_id', 'status', 'duration_ms'],
} as const;

const always = { execution_id: 'exec', trace_id: '141d0061e2962ba1e9412dfc514422bc' };

function eventsOf(talk: Conversation, inputs: JsonObject = {}) {
  return talk.changes().map(eventWriter({ executionId: 'exec', plan: talk.plan, inputs }));
}

describe('an event', () => {
  const text = `
steps:
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, endpoint: /n, verb: PUT, depends_on: [a]}
`;

  test('is a CloudEvent 1.0', () => {
    const talk = new Conversation(text);
    talk.later(1500).begun();
    expect(eventsOf(talk, { n: 1 })).toEqual([
      {
        specversion: '1.0',
        id: 'exec#1',
        source: '/executions/exec',
        type: 'workflow.started',
        subject: 'sketch',
        time: '2025-01-15T06:30:01.500Z',
        datacontenttype: 'application/json',
        sequence: '0000000001',
        data: { ...always, workflow_id: 'sketch@1', workflow_name: 'sketch', inputs: { n: 1 } },
      },
      {
        specversion: '1.0',
        id: 'exec#2',
        source: '/executions/exec',
        type: 'step.started',
        subject: 'a',
        time: '2025-01-15T06:30:01.500Z',
        datacontenttype: 'application/json',
        sequence: '0000000002',
        data: { ...always, step_id: 'a', service: 's', method: 'm' },
      },
    ]);
  });

  test("has the seed's keys", () => {
    const completes = new Conversation(text);
    completes.begun();
    completes.completed('a');
    completes.completed('b');
    const fails = new Conversation(text);
    fails.begun();
    fails.failed('a');
    const events = [...eventsOf(completes), ...eventsOf(fails)];
    for (const [type, keys] of Object.entries(seedKeys)) {
      const those = events.filter((event) => event.type === type);
      expect([type, those.length > 0]).toEqual([type, true]);
      for (const { data } of those) {
        expect(Object.keys(data)).toEqual(expect.arrayContaining([...keys, 'execution_id', 'trace_id']));
      }
    }
  });

  test('of an execution that is undone', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.completed('a', { n: 1 });
    talk.later(40).failed('b');
    talk.later(2).failed('a.undo', 'call-lost');
    expect(eventsOf(talk).map(({ type, subject, data }) => [type, subject, data])).toEqual([
      ['workflow.started', 'sketch', { ...always, workflow_id: 'sketch@1', workflow_name: 'sketch', inputs: {} }],
      ['step.started', 'a', { ...always, step_id: 'a', service: 's', method: 'm' }],
      [
        'step.completed',
        'a',
        { ...always, step_id: 'a', status: 'COMPLETED', duration_ms: 0, attempts: 1, result: { n: 1 } },
      ],
      ['step.started', 'b', { ...always, step_id: 'b', service: 's', method: 'PUT /n' }],
      [
        'step.failed',
        'b',
        {
          ...always,
          step_id: 'b',
          status: 'FAILED',
          error: 'b failed',
          error_code: 'service-error',
          duration_ms: 40,
          attempts: 1,
        },
      ],
      ['workflow.compensating', 'sketch', { ...always, status: 'RUNNING' }],
      ['step.compensating', 'a', { ...always, step_id: 'a', status: 'COMPENSATING' }],
      [
        'step.compensated',
        'a',
        {
          ...always,
          step_id: 'a',
          status: 'FAILED',
          error: 'a.undo failed',
          error_code: 'call-lost',
          duration_ms: 2,
          attempts: 1,
        },
      ],
      [
        'workflow.compensated',
        'sketch',
        {
          ...always,
          status: 'FAILED',
          error: 'a.undo failed',
          error_code: 'call-lost',
          failed_step: 'a',
          duration_ms: 2,
        },
      ],
      [
        'workflow.completed',
        'sketch',
        {
          ...always,
          status: 'FAILED',
          error: 'b failed',
          error_code: 'service-error',
          failed_step: 'b',
          duration_ms: 42,
        },
      ],
    ]);
  });

  test('of what an operator says', () => {
    const talk = new Conversation(`on_failure: hold\n${text}`);
    talk.told('pause-requested');
    talk.begun();
    talk.told('resume-requested');
    talk.failed('a');
    talk.told('cancel-requested');
    const cancelled = new Conversation(text);
    cancelled.begun();
    cancelled.told('cancel-requested');
    cancelled.aborted('a');
    expect([...eventsOf(talk), ...eventsOf(cancelled)].map(({ type, data }) => [type, data['status']])).toEqual([
      ['workflow.started', undefined],
      ['workflow.paused', 'PAUSED'],
      ['workflow.resumed', 'RUNNING'],
      ['step.started', undefined],
      ['step.failed', 'FAILED'],
      ['workflow.held', 'PAUSED'],
      ['workflow.completed', 'FAILED'],
      ['workflow.started', undefined],
      ['step.started', undefined],
      ['workflow.cancelled', 'RUNNING'],
      ['step.failed', 'FAILED'],
      ['workflow.compensating', 'RUNNING'],
      ['step.compensating', 'COMPENSATING'],
    ]);
  });

  test('of a step that calls no service says so', () => {
    const talk = new Conversation(`
steps:
  - {id: a, delay_ms: 5}
  - {id: b, workflow: other}
  - {id: c, delay_ms: 1, when: false}
  - {id: d, task_queue: billing, activity: charge}
`);
    talk.begun();
    expect(
      eventsOf(talk)
        .slice(1)
        .map(({ type, data }) => [type, data]),
    ).toEqual([
      ['step.started', { ...always, step_id: 'a', service: null, method: null }],
      ['step.started', { ...always, step_id: 'b', service: null, method: null, workflow_name: 'other' }],
      ['step.skipped', { ...always, step_id: 'c', status: 'SKIPPED' }],
      ['step.started', { ...always, step_id: 'd', service: null, method: 'charge', task_queue: 'billing' }],
    ]);
  });

  test('carries no value that is too large for one', () => {
    const large = 'x'.repeat(mostValueBytes - 1);
    const fits = 'x'.repeat(mostValueBytes - 2);
    const talk = new Conversation(
      'inputs: {x: any}\nsteps: [{id: a, service: s, method: m}, {id: b, service: s, method: m}]',
    );
    talk.begun();
    talk.completed('a', large);
    talk.completed('b', fits);
    const data = eventsOf(talk, { x: large }).map((event) => event.data);
    expect(data[0]).toMatchObject({ inputs: null, inputs_omitted_bytes: mostValueBytes + 7 });
    expect(data[3]).toMatchObject({ result: null, result_omitted_bytes: mostValueBytes + 1 });
    expect(data[4]).toMatchObject({ result: fits });
    expect(data[5]).toMatchObject({ status: 'COMPLETED', outputs: null, outputs_omitted_bytes: 131_084 });
  });

  test('names an execution of any id in its source', () => {
    const { changes, plan } = { changes: new Conversation(text), plan: new Conversation(text).plan };
    changes.begun();
    const [event] = changes.changes().map(eventWriter({ executionId: 'a b/ü#1~c', plan, inputs: {} }));
    expect(event?.source).toBe('/executions/a%20b%2F%C3%BC%231~c');
  });

  test('is traced with those that its execution called, and with its retries', () => {
    const talk = new Conversation(text);
    talk.begun();
    const [change] = talk.changes();
    if (change === undefined) throw new Error('no change');
    const trace = (executionId: string) =>
      eventWriter({ executionId, plan: talk.plan, inputs: {} })(change).data['trace_id'];
    expect(trace('exec~trip~retry1')).toBe(trace('exec'));
    expect(trace('exec2')).not.toBe(trace('exec'));
    expect(trace('exec')).toMatch(/^[0-9a-f]{32}$/);
  });

  test('has each type that there is', () => {
    expect(new Set(eventTypes).size).toBe(14);
  });
});
