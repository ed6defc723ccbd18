import { describe, expect, test } from '@jest/globals';
import { engineLimits } from '../../src/engine/index.ts';
import { Conversation, startedAt } from '../engine/conversation.ts';
import { explainAll, explainStep } from './explained.ts';

const at = (ms: number): string => new Date(startedAt + ms).toISOString();

describe('a step that has not begun', () => {
  test('waits for others, and points at what runs before it', () => {
    const talk = new Conversation(`
steps:
  - {id: pay, service: svc, method: pay}
  - {id: pack, service: svc, method: pack, depends_on: [pay]}
  - {id: ship, service: svc, method: ship, depends_on: [pack, pay]}
`);
    talk.begun();
    const ship = explainStep(talk, 'ship');
    expect(ship.reason).toBe('waits-for-steps');
    expect(ship.because).toEqual([
      { kind: 'dependency', step: 'pay', status: 'RUNNING' },
      { kind: 'dependency', step: 'pack', status: 'PENDING' },
    ]);
    expect(ship.unblock).toEqual([
      {
        kind: 'explain',
        text: 'see what `pay` waits for',
        method: 'explain_execution',
        fields: { execution_id: 'exec', step_id: 'pay' },
      },
    ]);
    expect(ship.text).toBe(
      '`ship` waits for other steps. `pay` is RUNNING. `pack` is PENDING. What would change that: see what `pay` waits for.',
    );
  });

  test('is kept from beginning by a pause', () => {
    const talk = new Conversation(
      'steps: [{id: a, service: svc, method: m}, {id: b, service: svc, method: m, depends_on: [a]}]',
    );
    talk.begun();
    talk.told('pause-requested');
    talk.completed('a');
    expect(explainStep(talk, 'b')).toMatchObject({ reason: 'paused', unblock: [{ command: 'baton resume exec' }] });
    expect(explainAll(talk)).toMatchObject({ reason: 'paused', unblock: [{ method: 'resume_execution' }] });
  });

  test('never begins where the execution fails, or is held', () => {
    const steps = 'steps: [{id: a, service: svc, method: m}, {id: b, service: svc, method: m, depends_on: [a]}]';
    const failed = new Conversation(steps);
    failed.begun();
    failed.failed('a');
    expect(explainStep(failed, 'b', { ended: 'failed' })).toMatchObject({
      reason: 'never-began',
      because: [{ kind: 'cause', cause: 'failed', error: { code: 'service-error', step: 'a' } }],
    });
    const held = new Conversation(`on_failure: hold\n${steps}`);
    held.begun();
    held.failed('a');
    expect(explainStep(held, 'b')).toMatchObject({ reason: 'held' });
    expect(explainAll(held).unblock.map(({ command }) => command)).toEqual([
      'baton decide exec retry',
      'baton decide exec skip',
      'baton decide exec compensate',
    ]);
  });

  test('has no room while fast calls are under way, or calls were given too much', () => {
    const steps = Array.from({ length: 3 }, (_, i) => `  - {id: s${i}, service: svc, method: m}`).join('\n');
    const talk = new Conversation(`steps:\n${steps}`);
    talk.begun();
    const state = { ...talk.state, steps: talk.state.steps.map((each) => ({ ...each, status: 'pending' as const })) };
    expect(explainStep(talk, 's2', { state: { ...state, fast: 12, inFlight: 12 } })).toMatchObject({
      reason: 'no-room',
      text: '`s2` may begin, but there is no room for it yet. 12 fast calls are under way, and what comes next begins when they have ended.',
    });
    const { inFlightBytes: most } = engineLimits;
    expect(explainStep(talk, 's2', { state: { ...state, inFlight: 3, inFlightBytes: most + 5 } })).toMatchObject({
      reason: 'no-room',
      because: [{ kind: 'room', of: 'bytes', running: most + 5, most }],
    });
  });

  test('has no room while too many calls are in flight', () => {
    const steps = Array.from({ length: 100 }, (_, i) => `  - {id: s${i}, service: svc, method: m}`).join('\n');
    const talk = new Conversation(`steps:\n${steps}`);
    talk.begun();
    expect(explainStep(talk, 's99')).toMatchObject({
      reason: 'no-room',
      because: [{ kind: 'room', of: 'calls', running: 80, most: 80 }],
    });
  });
});

describe('a step that was skipped', () => {
  const steps = `
inputs: {limit: number}
steps:
  - {id: weather, service: svc, method: get}
  - {id: defrost, service: svc, method: go, when: "{{ steps.weather.result.temp < inputs.limit and not steps.weather.result.dry }}"}
`;

  test('shows its condition, what it gave, and what the names stood for', () => {
    const talk = new Conversation(steps, { inputs: { limit: 0 } });
    talk.begun();
    talk.completed('weather', { temp: 4, dry: true });
    const { reason, because, text } = explainStep(talk, 'defrost');
    expect(reason).toBe('condition-false');
    expect(because).toEqual([
      {
        kind: 'condition',
        key: 'when',
        text: 'steps.weather.result.temp < inputs.limit and not steps.weather.result.dry',
        value: 'false',
        names: [
          { name: 'steps.weather.result.temp', value: '4' },
          { name: 'inputs.limit', value: '0' },
          { name: 'steps.weather.result.dry', value: 'true' },
        ],
      },
    ]);
    expect(text).toBe(
      '`defrost` was skipped: its `when` did not hold. `when` is `steps.weather.result.temp < inputs.limit and not steps.weather.result.dry`, which gave false: `steps.weather.result.temp` was 4, `inputs.limit` was 0, `steps.weather.result.dry` was true.',
    );
  });

  test("shows its author's words where they are on record", () => {
    const talk = new Conversation(steps, { inputs: { limit: 0 } });
    talk.begun();
    talk.completed('weather', { temp: 4 });
    const written = (): { readonly when: string } => ({ when: 'as   it is written' });
    expect(explainStep(talk, 'defrost', { written }).because).toMatchObject([
      { text: 'as   it is written', value: 'false' },
    ]);
  });

  test('does not spend what the execution may spend', () => {
    const talk = new Conversation(steps, { inputs: { limit: 0 } });
    talk.begun();
    talk.completed('weather', { temp: 4 });
    const before = JSON.stringify(talk.state);
    explainStep(talk, 'defrost');
    expect(JSON.stringify(talk.state)).toBe(before);
  });

  test('says so where an operator skipped it', () => {
    const talk = new Conversation('on_failure: hold\nsteps: [{id: a, service: svc, method: m}]');
    talk.begun();
    talk.failed('a');
    talk.told('skip-requested');
    expect(explainStep(talk, 'a')).toMatchObject({ reason: 'skipped-by-operator', because: [{ kind: 'failure' }] });
  });
});

describe('a wait', () => {
  const wait = (more: string): Conversation => {
    const talk = new Conversation(
      `
inputs: {order: string}
steps:
  - {id: approve, wait_for: {event: approval, ${more}}}
`,
      { inputs: { order: "o'7" } },
    );
    talk.begun();
    return talk;
  };

  test('names the event, and the command that sends it', () => {
    const talk = wait('correlation: "{{inputs.order}}", timeout_ms: 60000');
    const { reason, because, unblock } = explainStep(talk, 'approve');
    expect(reason).toBe('waits-for-event');
    expect(because).toEqual([
      { kind: 'event', event: 'approval', correlation: '"o\'7"' },
      { kind: 'timer', until: at(60_000), what: 'fails' },
    ]);
    expect(unblock).toEqual([
      {
        kind: 'send-event',
        text: 'send it the event `approval`',
        command: `baton send exec approval --correlation '"o'\\''7"'`,
        method: 'send_event',
        fields: { execution_id: 'exec', event: 'approval', correlation: "o'7" },
      },
    ]);
    expect(explainAll(talk)).toMatchObject({ reason: 'waiting', unblock: [{ kind: 'send-event' }] });
  });

  test('says why what has come does not fit', () => {
    const talk = wait('correlation: "{{inputs.order}}", condition: "{{value.ok and value.by.name != null}}"');
    talk.event({ name: 'approval', value: { ok: true }, correlation: 'other', id: 'e1' });
    talk.event({ name: 'approval', value: { ok: false }, correlation: "o'7" });
    talk.event({ name: 'approval', value: { ok: 3 }, correlation: "o'7" });
    const [event, ...kept] = explainStep(talk, 'approve').because;
    expect(event).toMatchObject({ condition: 'value.ok and value.by.name != null', unreadables: 1 });
    expect(kept).toMatchObject([
      { kind: 'kept-event', id: 'e1', unfit: 'correlation', text: 'its correlation is "other"' },
      { unfit: 'condition', text: 'the condition gives false, since `value.ok` is false, `value.by.name` is null' },
      { unfit: 'unreadable' },
    ]);
  });

  test('for a time says until when', () => {
    const talk = new Conversation('steps: [{id: rest, delay_ms: 5000}]');
    talk.begun();
    expect(explainStep(talk, 'rest')).toMatchObject({
      reason: 'waits-for-time',
      text: `\`rest\` waits for a time. At ${at(5000)} it goes on. What would change that: wait until ${at(5000)}.`,
    });
  });
});

describe('a call', () => {
  const talk = new Conversation('steps: [{id: pay, service: bank, method: charge, retry_count: 3}]');
  talk.begun();
  const explain = (call: object): ReturnType<typeof explainStep> =>
    explainStep(talk, 'pay', { pending: new Map([['pay', { state: 'running', attempts: 0, ...call }]]) });
  const failure = { code: 'service-error', message: 'bank.charge answered 503' } as const;

  test('is under way', () => {
    expect(explain({ since: startedAt }).text).toBe(
      `\`pay\` is being called. Attempt 1 of 4 of bank.charge is under way since ${at(0)}.`,
    );
  });

  test('is tried again, at a time, because of a failure', () => {
    expect(explain({ state: 'waiting', attempts: 1, failure, next: startedAt + 800 })).toMatchObject({
      reason: 'retrying',
      because: [{ attempt: 2, of: 4, state: 'waiting', next: at(800), error: failure }],
      text: `\`pay\` has failed in passing and is tried again. Attempt 2 of 4 of bank.charge begins at ${at(800)}; the one before failed with service-error: bank.charge answered 503. What would change that: see why bank.charge fails.`,
    });
  });

  test('has been asked to stop', () => {
    const { because, text } = explain({ state: 'running', isCancelled: true, since: startedAt - 5000 });
    expect(because).toMatchObject([{ state: 'cancelling' }]);
    expect(text).toContain(`is under way since ${at(-5000)}, and has been asked to stop.`);
  });

  test('waits for a worker', () => {
    const unclaimed = explain({ state: 'scheduled', since: startedAt - 5000 });
    expect(unclaimed).toMatchObject({ reason: 'unclaimed', because: [{ state: 'unclaimed' }] });
    expect(explain({ state: 'scheduled', since: startedAt - 100 }).reason).toBe('calling');
  });

  test('is followed by a polling', () => {
    const polled = new Conversation(`
steps: [{id: a, service: svc, method: go, poll: {method: state, interval_ms: 1000, until: "{{response.done}}"}}]`);
    polled.begun();
    polled.completed('a', { id: 7 });
    const call = {
      state: 'running',
      attempts: 0,
      requests: 2,
      answer: 'the last answer was {}',
      next: startedAt + 1,
    } as const;
    expect(explainStep(polled, 'a', { pending: new Map([['a.poll', call]]) }).text).toBe(
      `\`a\` has called its service, and asks it for the outcome again and again. It asks svc.state, 2 times so far; the last answer was {}; the next request is at ${at(1)}.`,
    );
    expect(explainStep(polled, 'a').reason).toBe('polling');
  });
});

describe('an execution that ended badly', () => {
  const talk = new Conversation('steps: [{id: a, service: svc, method: m}]');
  talk.begun();
  talk.failed('a');
  test.each([
    [undefined, ['baton retry exec']],
    ['RUNNING', ['baton explain exec~retry2']],
    ['COMPLETED', []],
    ['CANCELLED', ['baton retry exec~retry2']],
  ] as const)('whose newest retry is %s', (status, commands) => {
    const retried = status === undefined ? undefined : { execution: 'exec~retry2', status };
    const { because, unblock, text } = explainAll(talk, { ended: 'failed', retried });
    expect(unblock.map(({ command }) => command)).toEqual(commands);
    expect(because.slice(1)).toEqual(
      status === undefined ? [] : [{ kind: 'retried', execution: 'exec~retry2', status }],
    );
    if (status !== undefined) expect(text).toContain(`exec~retry2 has run again what failed, and is ${status}.`);
  });
});

describe('the other kinds', () => {
  test('a sub-workflow names its execution', () => {
    const talk = new Conversation('steps: [{id: sub, workflow: other, inputs: {}}]');
    talk.begun();
    expect(explainStep(talk, 'sub')).toMatchObject({
      reason: 'waits-for-workflow',
      because: [{ kind: 'execution', execution: 'exec~sub', workflow: 'other' }],
      unblock: [{ kind: 'explain', command: 'baton explain exec~sub' }],
    });
  });

  test('other code names its queue', () => {
    const talk = new Conversation('steps: [{id: score, task_queue: ml, activity: rate, parameters: {}}]');
    talk.begun();
    const call = { state: 'scheduled', attempts: 0, since: startedAt - 9000 } as const;
    expect(explainStep(talk, 'score', { pending: new Map([['score', call]]) })).toMatchObject({
      reason: 'unclaimed',
      because: [{ kind: 'queue', queue: 'ml', type: 'rate' }, { state: 'unclaimed' }],
      unblock: [{ kind: 'start-worker' }],
    });
  });

  test('a list tells of its elements', () => {
    const talk = new Conversation(`
steps: [{id: each, for_each: "{{[1, 2, 3]}}", max_parallel: 2, service: svc, method: m}]`);
    talk.begun();
    expect(explainStep(talk, 'each')).toMatchObject({
      reason: 'goes-through-list',
      because: [
        { total: 3, completed: 0, running: 2 },
        { kind: 'room', of: 'elements', most: 2 },
      ],
      elements: [{ index: 0, reason: 'calling' }, { index: 1 }],
    });
    talk.told('pause-requested');
    expect(explainStep(talk, 'each')).toMatchObject({
      reason: 'goes-through-list',
      because: [{ running: 2 }, { kind: 'paused' }, { kind: 'room' }],
      unblock: [{ command: 'baton resume exec' }],
    });
  });
});

describe('a step that has ended', () => {
  const steps = `
steps:
  - {id: pay, service: svc, method: pay, compensate_method: refund}
  - {id: note, service: svc, method: note, depends_on: [pay]}
  - {id: book, service: svc, method: book, depends_on: [note]}
`;

  test('tells what was undone of it, and why', () => {
    const talk = new Conversation(steps);
    talk.begun();
    talk.completed('pay');
    talk.completed('note');
    talk.failed('book');
    const call = { state: 'waiting', attempts: 1, next: startedAt + 9 } as const;
    expect(explainStep(talk, 'pay', { pending: new Map([['pay.undo', call]]) })).toMatchObject({
      reason: 'compensating',
      because: [
        { kind: 'took' },
        { kind: 'undo', status: 'running' },
        { kind: 'attempt', call: 'refund', attempt: 2 },
        { kind: 'cause', error: { step: 'book' } },
      ],
    });
    expect(explainAll(talk)).toMatchObject({ reason: 'compensating', because: [{ kind: 'cause' }, { step: 'pay' }] });
    talk.completed('pay.undo');
    expect(explainStep(talk, 'pay', { ended: 'failed' })).toMatchObject({
      reason: 'completed',
      because: [{ kind: 'took' }, { kind: 'undo', status: 'done' }, { kind: 'cause' }],
    });
    expect(explainStep(talk, 'note', { ended: 'failed' }).because).toMatchObject([
      { kind: 'took' },
      { status: 'none' },
    ]);
    expect(explainStep(talk, 'book', { ended: 'failed' })).toMatchObject({
      reason: 'failed',
      because: [{ kind: 'failure' }, {}],
    });
    expect(explainAll(talk, { ended: 'failed' })).toMatchObject({
      reason: 'failed',
      text: 'exec has failed. The cause is service-error in `book`: book failed. What would change that: run again what failed, in a new execution (baton retry exec).',
    });
  });

  test('was cut short where the execution was ended from outside', () => {
    const talk = new Conversation(steps);
    talk.begun();
    expect(explainStep(talk, 'pay', { ended: 'terminated' }).reason).toBe('cut-short');
  });
});

describe('the execution as a whole', () => {
  const talk = new Conversation('steps: [{id: a, service: svc, method: m}]');

  test('waits for a worker', () => {
    const task = { since: startedAt - 12_400, attempt: 1, taken: false, workers: 0 };
    expect(explainAll(talk, { begun: false, task })).toMatchObject({
      reason: 'no-worker',
      text: 'exec waits for a worker. Nobody has taken its task for 12 s; no worker asks for work. What would change that: start a worker (npm start).',
    });
    expect(explainAll(talk, { begun: false, task: { ...task, since: startedAt - 100 } }).reason).not.toBe('no-worker');
  });

  test('has a bug', () => {
    const task = { since: startedAt, attempt: 4, taken: false, error: 'TypeError: x is undefined' };
    expect(explainAll(talk, { task })).toMatchObject({
      reason: 'task-failing',
      because: [{ attempt: 4, error: 'TypeError: x is undefined' }],
      unblock: [{ kind: 'report' }],
    });
  });
});
