import { describe, expect, test } from '@jest/globals';
import { planOf, planOfSteps, simulated, times } from './simulated.ts';

const call = '  - {id: a, service: s, method: m}\n';

describe('calls', () => {
  test('a call that is not listed answers null after 10 ms', () => {
    const { status, outputs, durationMs } = simulated(planOfSteps(call));
    expect([status, outputs, durationMs]).toEqual(['COMPLETED', { a: null }, 10]);
  });

  test('answers are given in turn, over all steps that call the method, and the last again and again', () => {
    const plan = planOfSteps(
      ['a', 'b', 'c']
        .map((id, i) => `  - {id: ${id}, service: s, method: m, depends_on: [${['', 'a', 'b'][i]}]}\n`)
        .join(''),
    );
    expect(simulated(plan, 's.m: [{result: 1}, {result: 2}]').outputs).toEqual({ a: 1, b: 2, c: 2 });
  });

  test('an answer takes as long as it says', () => {
    const { durationMs } = simulated(planOfSteps(call), 's.m: [{result: 1, after_ms: 1234}]');
    expect(durationMs).toBe(1234);
  });

  test('attempts are apart as the step says', () => {
    const plan = planOfSteps(
      '  - {id: a, service: s, method: m, retry_count: 3, retry_delay_ms: 1000, retry_backoff: 2, retry_max_delay_ms: 3000}\n',
    );
    const { status, durationMs, unit } = simulated(plan, 's.m: [{failure: {status: 503}}]');
    // Four attempts of 10 ms, and 1, 2 and 3 seconds between them.
    expect([status, durationMs, unit('a')?.attempts]).toEqual(['FAILED', 6040, 4]);
  });

  test('a status that would be answered the same way again is not tried again', () => {
    const plan = planOfSteps('  - {id: a, service: s, method: m, retry_count: 3}\n');
    const { unit, error } = simulated(plan, 's.m: [{failure: {status: 422, body: {why: closed}}}]');
    expect(unit('a')?.attempts).toBe(1);
    expect(error).toEqual({ code: 'service-error', step: 'a', message: 's.m answered 422: {"why":"closed"}' });
  });

  test('an answer after the time-out comes too late, and may have happened', () => {
    const plan = planOfSteps('  - {id: a, service: s, method: m, timeout_ms: 500, compensate_method: u}\n');
    const late = simulated(plan, 's.m: [{result: 1, after_ms: 500}]');
    expect([late.error?.code, times(late.undoCalls)]).toEqual(['call-timed-out', ['+500 a.undo']]);
    expect(simulated(plan, 's.m: [{result: 1, after_ms: 499}]').status).toBe('COMPLETED');
  });

  test('an answer without a time of its own comes in time, however short that is', () => {
    const { status, durationMs } = simulated(planOfSteps('  - {id: a, service: s, method: m, timeout_ms: 3}\n'));
    expect([status, durationMs]).toEqual(['COMPLETED', 2]);
  });

  test('a connection that ends once is undone unless a later attempt succeeds', () => {
    const plan = planOfSteps('  - {id: a, service: s, method: m, retry_count: 1, compensate_method: u}\n');
    const twice = simulated(plan, 's.m: [{no_answer: true}, {failure: {status: 422}}]');
    expect([twice.status, twice.unit('a')]).toMatchObject(['FAILED', { compensated: true, error: 'service-error' }]);
    const well = simulated(plan, 's.m: [{no_answer: true}, {result: 1}]');
    expect([well.status, well.undoCalls]).toEqual(['COMPLETED', []]);
  });

  test('an endpoint is answered under its verb and path', () => {
    const plan = planOfSteps('  - {id: a, service: s, endpoint: /orders, verb: PUT}\n');
    const { calls, outputs } = simulated(plan, 's.PUT /orders: [{result: 3}]');
    expect([calls.map(({ method }) => method), outputs]).toEqual([['PUT /orders'], { a: 3 }]);
  });

  test('202 with a Location is asked there until it is no 202', () => {
    const { outputs, calls, durationMs } = simulated(
      planOfSteps(call),
      `
s.m: [{accepted: {location: /jobs/1, retry_after_ms: 500}}]
s.GET /jobs/1: [{accepted: {location: /jobs/1, retry_after_ms: 2000}}, {failure: {status: 503}}, {result: done}]
`,
    );
    expect(outputs).toEqual({ a: 'done' });
    expect(calls.map(({ method, attempts }) => [method, attempts])).toEqual([
      ['m', 1],
      ['GET /jobs/1', 3],
    ]);
    expect(durationMs).toBe(10 + 510 + 2010 + 510);
  });
});

describe('polling', () => {
  const plan = planOfSteps(`
  - id: a
    service: s
    method: m
    poll: {method: state, parameters: {job: "{{response.job}}"}, until: "{{response.n > 1}}", interval_ms: 100, timeout_ms: 1000}
    compensate_method: u
`);

  test('asks until the condition holds; the last response is the result', () => {
    const { outputs, calls, durationMs } = simulated(
      plan,
      's.m: [{result: {job: 7}}]\ns.state: [{result: {n: 1}}, {no_answer: true}, {result: {n: 2}}]',
    );
    expect(outputs).toEqual({ a: { n: 2 } });
    expect(calls[1]).toMatchObject({ method: 'state', parameters: { job: 7 }, attempts: 3 });
    expect(durationMs).toBe(10 + 10 + 110 + 110);
  });

  test('ends at its time-out, and the call is undone with its first answer', () => {
    const { error, undoCalls, durationMs } = simulated(plan, 's.m: [{result: {job: 7}}]\ns.state: [{result: {n: 0}}]');
    expect(error?.code).toBe('poll-timed-out');
    expect(undoCalls).toMatchObject([{ method: 'u', parameters: { result: { job: 7 } } }]);
    expect(durationMs).toBe(10 + 1000 + 10);
  });

  test('a refusal ends it, an error in its condition as well', () => {
    const of = (state: string): unknown =>
      simulated(plan, `s.m: [{result: {job: 7}}]\ns.state: [${state}]`).error?.code;
    expect(of('{failure: {status: 404}}')).toBe('service-error');
    expect(of('{failure: {status: 429}}')).toBe('poll-timed-out');
    expect(of('{result: {n: {}}}')).toBe('wrong-operand');
  });
});

describe('waits', () => {
  test('a delay takes its time, and a time-out of the workflow cuts it short', () => {
    expect(simulated(planOfSteps('  - {id: a, delay_ms: 86400000}\n')).durationMs).toBe(86_400_000);
    const { error, durationMs } = simulated(
      planOf('name: x\ntimeout_ms: 60000\nsteps: [{id: a, delay_ms: "{{86400000}}"}]'),
    );
    expect([error?.code, durationMs]).toEqual(['workflow-timed-out', 60_000]);
  });

  const waiting = planOfSteps(
    '  - {id: a, wait_for: {event: go, correlation: "{{inputs.n}}", condition: "{{value.ok}}", timeout_ms: 1000}}\n',
  );
  const events = (list: string): string => `inputs: {n: 1}\nevents: [${list}]`;

  test('an event is taken where correlation and condition hold', () => {
    const { outputs, durationMs } = simulated(
      waiting,
      events(`{event: go, value: {ok: true, by: x}, correlation: 2, at_ms: 100},
        {event: go, value: {ok: false}, correlation: 1, at_ms: 200},
        {event: go, value: {ok: true, by: y}, correlation: 1, at_ms: 300}`),
    );
    expect([outputs, durationMs]).toEqual([{ a: { ok: true, by: 'y' } }, 300]);
  });

  test('an event at the very end of the time-out counts', () => {
    const { status } = simulated(waiting, events('{event: go, value: {ok: true}, correlation: 1, at_ms: 1000}'));
    expect(status).toBe('COMPLETED');
  });

  test('none in time fails the step', () => {
    expect(simulated(waiting, events('')).error?.code).toBe('step-timed-out');
  });

  test('without a time-out it waits for ever, which is said', () => {
    const { status, waitsFor } = simulated(planOfSteps('  - {id: a, wait_for: {event: go}}\n'));
    expect([status, waitsFor]).toEqual(['RUNNING', 'it waits for ever: a for the event go']);
  });
});

describe('sub-workflows', () => {
  const plan = planOfSteps(`
  - {id: bill, workflow: billing, inputs: {n: 1}}
  - {id: close, service: s, method: m, depends_on: [bill]}
`);

  test('end as they are told to', () => {
    const { outputs, durationMs, simulation } = simulated(
      plan,
      'children: {billing: [{result: {no: 12}, after_ms: 500}]}',
    );
    expect([outputs, durationMs]).toEqual([{ bill: { no: 12 }, close: null }, 510]);
    expect(simulation.children).toMatchObject([{ workflow: 'billing', inputs: { n: 1 }, depth: 1 }]);
  });

  test('of an end and a time-out at the same instant the end counts', () => {
    const bounded = planOfSteps('  - {id: bill, workflow: billing, timeout_ms: 500}\n');
    const ended = (ms: number): string =>
      simulated(bounded, `children: {billing: [{result: 1, after_ms: ${ms}}]}`).status;
    expect([ended(500), ended(501)]).toEqual(['COMPLETED', 'FAILED']);
  });

  test('fail their step with what they say', () => {
    expect(simulated(plan, 'children: {billing: [{failure: {message: no funds}}]}').error).toEqual({
      code: 'sub-workflow-failed',
      step: 'bill',
      message: 'simulated~bill: no funds',
    });
  });

  test('are undone by the calls that they came with', () => {
    const { undoCalls } = simulated(
      plan,
      `
services: {s.m: [{failure: {status: 422}}], bank.refund: [{result: 1}]}
children: {billing: [{result: 1, undo: [{service: bank, method: refund, parameters: {n: 1}}, {service: bank, method: note}]}]}
`,
    );
    expect(undoCalls).toMatchObject([
      { id: 'bill.undo.0', service: 'bank', method: 'refund', parameters: { n: 1 } },
      { id: 'bill.undo.1', method: 'note' },
    ]);
  });
});

describe('commands', () => {
  const slow = planOfSteps(`
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a], compensate_method: v}
`);

  test('cancel aborts what is in flight, and undoes it, because it may have happened', () => {
    const { status, undoCalls, unit, durationMs } = simulated(
      slow,
      'services: {s.n: [{result: 1, after_ms: 5000}]}\ncommands: [{cancel: true, at_ms: 1000}]',
    );
    expect([status, unit('b')?.error]).toEqual(['CANCELLED', 'cancelled']);
    expect(times(undoCalls)).toEqual(['+1000 b.undo', '+1010 a.undo']);
    expect(durationMs).toBe(1020);
  });

  test('cancel between two attempts makes no further one', () => {
    const plan = planOfSteps('  - {id: a, service: s, method: m, retry_count: 3, compensate_method: u}\n');
    const { calls, undoCalls } = simulated(
      plan,
      'services: {s.m: [{failure: {status: 503}}]}\ncommands: [{cancel: true, at_ms: 500}]',
    );
    // It was answered, and it was not under way: nothing to undo.
    expect([calls[0]?.attempts, undoCalls]).toEqual([1, []]);
  });

  test('a pause lets nothing begin until the resume', () => {
    const { calls, status } = simulated(
      slow,
      'services: {s.m: [{result: 1, after_ms: 100}]}\ncommands: [{pause: true, at_ms: 50}, {resume: true, at_ms: 5000}]',
    );
    expect([status, times(calls)]).toEqual(['COMPLETED', ['+0 a', '+5000 b']]);
  });

  test('a pause that nothing ends is said', () => {
    expect(simulated(slow, 'commands: [{pause: true, at_ms: 5}]').waitsFor).toBe(
      'it is paused, and nothing resumes it',
    );
  });

  test('of a cancel and an answer at the same instant the cancel comes first', () => {
    expect(simulated(slow, 'commands: [{cancel: true, at_ms: 20}]').status).toBe('CANCELLED');
    expect(simulated(slow, 'commands: [{cancel: true, at_ms: 21}]').status).toBe('COMPLETED');
  });
});

test('elements, so many at a time; each is told apart', () => {
  const plan = planOfSteps(`
  - id: a
    for_each: "{{inputs.list}}"
    max_parallel: 2
    service: s
    method: m
    parameters: {item: "{{item}}"}
    compensate_method: u
`);
  const { calls, unit, undoCalls, status } = simulated(
    plan,
    'inputs: {list: [x, y, z, w]}\nservices: {s.m: [{result: 1}, {result: 2, after_ms: 50}, {failure: {status: 422}}]}',
  );
  expect(status).toBe('FAILED');
  expect(times(calls)).toEqual(['+0 a[0]', '+0 a[1]', '+10 a[2]']);
  expect(unit('a[0]')).toMatchObject({ status: 'COMPLETED', result: 1, attempts: 1, compensated: true });
  expect(unit('a[2]')).toMatchObject({ status: 'FAILED', error: 'service-error', compensated: false });
  expect(unit('a[3]')).toMatchObject({ status: 'PENDING', attempts: 0 });
  expect(unit('a[4]')).toBeNull();
  expect(times(undoCalls)).toEqual(['+50 a[1].undo', '+60 a[0].undo']);
});

test('a step is undone when all of its elements are that had to be', () => {
  const plan = planOfSteps(
    '  - {id: a, for_each: "{{[1, 2, 3]}}", service: s, method: m, parameters: {n: "{{item}}"}, compensate_method: u}\n',
  );
  const answers = 'services: {s.m: [{result: 1}, {result: 2}, {failure: {status: 422}}], s.u: [UNDO, {result: 1}]}';
  const all = simulated(plan, answers.replace('UNDO', '{result: 1}'));
  expect([all.unit('a')?.compensated, all.unit('a[1]')?.compensated]).toEqual([true, true]);
  const one = simulated(plan, answers.replace('UNDO', '{failure: {status: 422}}'));
  expect([one.unit('a')?.compensated, one.unit('a[1]')?.compensated, one.unit('a[0]')?.compensated]).toEqual([
    false,
    false,
    true,
  ]);
});

describe('what is over does not happen any more', () => {
  const waitsAfter = (steps: string, answers: string): readonly unknown[] => {
    const { waitsFor, durationMs } = simulated(
      planOfSteps(`${steps}  - {id: last, wait_for: {event: never}, depends_on: [a]}\n`),
      answers,
    );
    return [waitsFor, durationMs];
  };
  const never = 'it waits for ever: last for the event never';

  test('the time-out of a polling that came to its end', () => {
    const poll = '  - {id: a, service: s, method: m, poll: {method: p, until: "{{true}}", timeout_ms: 5000}}\n';
    expect(waitsAfter(poll, 'services: {}')).toEqual([never, 20]);
  });

  test('the time-out of a wait that got its event', () => {
    const wait = '  - {id: a, wait_for: {event: go, timeout_ms: 5000}}\n';
    expect(waitsAfter(wait, 'events: [{event: go, at_ms: 30}]')).toEqual([never, 30]);
  });

  test('the time-out of a workflow that is paused', () => {
    const plan = planOf(
      'name: x\ntimeout_ms: 60000\nsteps: [{id: a, service: s, method: m}, {id: b, service: s, method: n, depends_on: [a]}]',
    );
    const { waitsFor, durationMs } = simulated(plan, 'commands: [{pause: true, at_ms: 5}]');
    expect([waitsFor, durationMs]).toEqual(['it is paused, and nothing resumes it', 10]);
  });
});

test('notifications and actions', () => {
  const plan = planOfSteps(`
  - id: a
    service: s
    method: m
    on_failure: [{notify: "a failed: {{error_code}}"}, {service: s, method: alarm, parameters: {e: "{{error_code}}"}}]
`);
  const { notifications, calls } = simulated(plan, 's.m: [{failure: {status: 422}}]');
  expect(notifications).toEqual(['a failed: service-error']);
  expect(calls.map(({ method, parameters }) => [method, parameters])).toEqual([
    ['m', {}],
    ['alarm', { e: 'service-error' }],
  ]);
});

test('the same world gives the same execution', () => {
  const plan = planOfSteps(call);
  const [one, other] = [1, 2].map(() => simulated(plan, 's.m: [{failure: {status: 422}}]'));
  expect(one?.simulation.state).toEqual(other?.simulation.state);
});

test('an execution in which too much happens is given up', () => {
  const plan = planOfSteps(
    '  - {id: a, service: s, method: m, poll: {method: p, until: "{{response == 1}}", interval_ms: 1, timeout_ms: 4294967295}}\n',
  );
  const { status, waitsFor } = simulated(plan, 's.p: [{result: 0, after_ms: 0}]', { happenings: 1000 });
  expect(status).toBe('RUNNING');
  expect(waitsFor).toMatch(/^it has not ended after \d+ ms/);
});

describe('fast calls', () => {
  test('take no longer than a second, and go on as one call after a failure in passing', () => {
    const plan = planOfSteps('  - {id: a, service: s, method: m, fast: true, retry_count: 2, retry_delay_ms: 500}\n');
    const { status, durationMs, unit, simulation } = simulated(
      plan,
      's.m: [{result: 1, after_ms: 1000}, {failure: {status: 503}}, {result: 3}]',
    );
    // A second in vain, ten milliseconds, half a second between two attempts, ten milliseconds.
    expect([status, durationMs, unit('a')?.attempts]).toEqual(['COMPLETED', 1520, 3]);
    expect(simulation.calls.map(({ id, key, attempts }) => [id, key, attempts])).toEqual([['a', 'simulated_a', 3]]);
  });

  test('begin together what they have made ready together', () => {
    const plan = planOfSteps(
      ['a', 'b', 'c']
        .map((id, i) => `  - {id: ${id}, service: s, method: ${id}, fast: true, depends_on: [${['', '', 'a'][i]}]}\n`)
        .join(''),
    );
    const { simulation } = simulated(plan, 's.b: [{result: 1, after_ms: 400}]');
    expect(times(simulation.calls)).toEqual(['+0 a', '+0 b', '+400 c']);
  });

  test('are not aborted', () => {
    const plan = planOfSteps('  - {id: a, service: s, method: m, fast: true, compensate_method: u}\n');
    const { status, undoCalls } = simulated(
      plan,
      'services: {s.m: [{result: 1, after_ms: 300}]}\ncommands: [{cancel: true, at_ms: 5}]',
    );
    expect([status, times(undoCalls)]).toEqual(['CANCELLED', ['+300 a.undo']]);
  });
});
