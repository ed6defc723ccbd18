import { describe, expect, test } from '@jest/globals';
import { advance, newState, type Observation } from '../../src/engine/index.ts';
import { engineLimits } from '../../src/engine/limits.ts';
import { Conversation, planOfText, startedAt } from './conversation.ts';

const pay = `{id: pay, task_queue: billing, activity: charge, parameters: {amount: 5}, compensate_activity: refund`;
const settle = '{id: settle, task_queue: billing, workflow_type: Settle, compensate_activity: refund';
const after = '\n  - {id: after, service: s, method: m, depends_on: [PAY]}';

describe('an activity of other code', () => {
  test('is sent its one argument, or none', () => {
    const talk = new Conversation(`steps:\n  - ${pay}}\n  - {id: b, task_queue: q, activity: y}`);
    expect(talk.begun()).toEqual(['foreign pay billing/charge {"amount":5}', 'foreign b q/y nothing']);
    talk.completed('pay', { receipt: 1 });
    expect(talk.completed('b', null)).toEqual(['completed {"pay":{"receipt":1},"b":null}']);
  });

  test('that completed is undone by an activity on its queue, with what it gave', () => {
    const talk = new Conversation(`steps:\n  - ${pay}}${after.replace('PAY', 'pay')}`);
    talk.begun();
    expect(talk.completed('pay', { receipt: 1 })).toEqual(['call after s.m {}']);
    expect(talk.failed('after')).toEqual(['foreign pay.undo billing/refund {"amount":5,"result":{"receipt":1}}']);
    expect(talk.completed('pay.undo')).toEqual(['failed service-error in after: after failed']);
    expect(talk.step('pay').undo).toMatchObject({ status: 'done' });
  });

  test('that answered with a failure is not undone, unless attempts before it are unknown', () => {
    const once = new Conversation(`steps:\n  - ${pay}}`);
    once.begun();
    expect(once.failed('pay')).toEqual(['failed service-error in pay: pay failed']);
    const often = new Conversation(`steps:\n  - ${pay}, retry_count: 1}`);
    often.begun();
    expect(often.failed('pay')).toEqual(['foreign pay.undo billing/refund {"amount":5,"result":null}']);
  });

  test('is not waited for when the execution is cancelled; what it says later changes nothing', () => {
    const talk = new Conversation(`steps:\n  - ${pay}}`);
    talk.begun();
    expect(talk.told('cancel-requested')).toEqual([
      'abort-calls',
      'foreign pay.undo billing/refund {"amount":5,"result":null}',
    ]);
    const before = JSON.stringify(talk.state);
    expect(talk.completed('pay', 7)).toEqual([]);
    expect(JSON.stringify(talk.state)).toBe(before);
    expect(talk.completed('pay.undo')).toEqual(['cancelled']);
    expect(talk.step('pay')).toMatchObject({
      status: 'failed',
      failure: { code: 'cancelled' },
      undo: { status: 'done' },
    });
  });

  test('of a list: those under way are given up at once, the completed ones undone as well', () => {
    const talk = new Conversation(`steps:\n  - ${pay}, for_each: [a, b, c], max_parallel: 2}`);
    expect(talk.begun()).toHaveLength(2);
    talk.completed('pay[0]', 'first');
    expect(talk.told('cancel-requested')).toEqual([
      'abort-calls',
      'foreign pay[2].undo billing/refund {"amount":5,"result":null}',
    ]);
    expect(talk.completed('pay[1]', 'too late')).toEqual([]);
    expect(talk.completed('pay[2].undo')).toEqual(['foreign pay[1].undo billing/refund {"amount":5,"result":null}']);
    expect(talk.completed('pay[1].undo')).toEqual(['foreign pay[0].undo billing/refund {"amount":5,"result":"first"}']);
    expect(talk.completed('pay[0].undo')).toEqual(['cancelled']);
  });

  test('that has begun is carried to its end when another step fails', () => {
    const talk = new Conversation(`steps:\n  - ${pay}}\n  - ${settle}}\n  - {id: other, service: s, method: m}`);
    talk.begun();
    expect(talk.failed('other')).toEqual([]);
    expect(talk.childCompleted('settle', 2)).toEqual([]);
    expect(talk.completed('pay', 1)).toEqual(['foreign settle.undo billing/refund {"result":2}']);
  });

  test('counts for what its result may be: few are in flight at a time', () => {
    const talk = new Conversation(
      'steps:\n  - {id: pay, task_queue: q, activity: y, for_each: "{{inputs.all}}", max_parallel: 1000}',
      { inputs: { all: Array.from({ length: 60 }, (_, i) => i) } },
    );
    const most = Math.ceil(engineLimits.inFlightBytes / engineLimits.foreignFlightBytes);
    expect(talk.begun()).toHaveLength(most);
    expect(most * 2 * 1024 * 1024).toBeLessThan(50 * 1024 * 1024);
  });
});

describe('a result that is refused, and a failure of much text', () => {
  test('are charged in full, so that not many of them fit into one history', () => {
    const plan = planOfText(
      `steps:\n${Array.from({ length: 6 }, (_, i) => `  - {id: s${i}, task_queue: q, activity: y, parameters: {}, continue_on_failure: true}`).join('\n')}`,
    );
    const state = newState(plan, { executionId: 'exec', inputs: {}, startedAt });
    advance(plan, state, { kind: 'begun', at: startedAt });
    for (const step of [0, 1, 2, 3]) {
      const call = { step, part: 'call' } as const;
      const refused = {
        code: 'response-too-large',
        message: 'y gave too much',
        attempts: 0,
        unanswered: true,
      } as const;
      advance(plan, state, { kind: 'call-failed', at: startedAt, call, ...refused });
    }
    expect(state.sentBytes).toBe(4 * engineLimits.foreignResultBytes + 6 * 2);
    const call = { step: 4, part: 'call' } as const;
    const large = { code: 'foreign-failed', message: 'y failed', attempts: 0, unanswered: false, bytes: 700 } as const;
    advance(plan, state, { kind: 'call-failed', at: startedAt, call, ...large });
    expect(state.sentBytes).toBe(4 * engineLimits.foreignResultBytes + 6 * 2 + 700);
  });
});

describe('a workflow of other code', () => {
  test('has the id of a sub-workflow, and is undone by an activity', () => {
    const talk = new Conversation(
      `steps:\n  - ${settle}, parameters: "7", for_each: [1]}${after.replace('PAY', 'settle')}`,
    );
    expect(talk.begun()).toEqual(['foreign exec~settle~0 billing/Settle 7']);
    talk.childCompleted('settle[0]', 'done');
    expect(talk.failed('after')).toEqual(['foreign settle[0].undo billing/refund 7']);
  });

  test('past its timeout_ms it is told to stop, and undone whatever became of it', () => {
    const talk = new Conversation(`steps:\n  - ${settle}, timeout_ms: 500}`);
    expect(talk.begun()).toEqual(['foreign exec~settle billing/Settle nothing', 'timer settle 500']);
    expect(talk.fired('settle')).toEqual(['abort-child settle']);
    expect(talk.childAborted('settle')).toEqual(['foreign settle.undo billing/refund {"result":null}']);
    expect(talk.completed('settle.undo')).toEqual([
      'failed step-timed-out in settle: Settle ran longer than timeout_ms, 500',
    ]);
  });

  test('that was faster than the word to stop is undone with its result', () => {
    const talk = new Conversation(`steps:\n  - ${settle}, timeout_ms: 500}`);
    talk.begun();
    talk.fired('settle');
    expect(talk.childCompleted('settle', 9)).toEqual(['foreign settle.undo billing/refund {"result":9}']);
  });

  test('that failed by itself is not undone, one that was ended from outside is', () => {
    const failed = (unanswered: boolean): readonly string[] => {
      const plan = planOfText(`steps:\n  - ${settle}}`);
      const state = newState(plan, { executionId: 'exec', inputs: {}, startedAt });
      advance(plan, state, { kind: 'begun', at: startedAt });
      const told: Observation = {
        kind: 'child-failed',
        at: startedAt,
        unit: { step: 0 },
        code: 'foreign-failed',
        message: 'Settle failed',
        ...(unanswered && { unanswered }),
      };
      return advance(plan, state, told).commands.map(({ kind }) => kind);
    };
    expect([failed(false), failed(true)]).toEqual([['end'], ['start-foreign-activity']]);
  });
});

test('what undoes other code is handed to whoever called this workflow, and called there', () => {
  const plan = planOfText(`steps:\n  - ${pay}}`);
  const state = newState(plan, { executionId: 'exec', inputs: {}, startedAt, called: true, depth: 1 });
  advance(plan, state, { kind: 'begun', at: startedAt });
  const call = { step: 0, part: 'call' } as const;
  const ended = advance(plan, state, { kind: 'call-completed', at: startedAt, call, result: 1, attempts: 0 });
  const [end] = ended.commands;
  const undo = end?.kind === 'end' && end.outcome.kind === 'completed' ? (end.outcome.undo ?? []) : [];
  expect(undo).toMatchObject([
    { kind: 'foreign', taskQueue: 'billing', type: 'refund', argument: { amount: 5, result: 1 } },
  ]);

  const talk = new Conversation(`steps:\n  - {id: trip, workflow: book_trip}${after.replace('PAY', 'trip')}`);
  talk.begun();
  talk.childCompleted('trip', null, undo);
  expect(talk.failed('after')).toEqual(['foreign trip.undo.0 billing/refund {"amount":5,"result":1}']);
});
