import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Change, State } from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import { type Choose, makeHistory } from '../executions/make-history.ts';
import { variedPlans } from '../executions/varied-plans.ts';
import { Conversation, startedAt } from './conversation.ts';

/** What the engine tells of each turn beside its commands: what became of the execution and of its steps. */

const twoSteps = `
steps:
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a]}
`;

describe('the changes of', () => {
  test('an execution that completes', () => {
    const talk = new Conversation(twoSteps);
    talk.begun();
    expect(talk.became()).toEqual(['1 execution started', '2 a started']);
    talk.completed('a');
    talk.later(5).completed('b', { n: 1 });
    expect(talk.changes()).toEqual([
      {
        kind: 'step',
        step: 0,
        became: 'completed',
        since: startedAt,
        attempts: 1,
        result: null,
        number: 3,
        at: startedAt,
      },
      { kind: 'step', step: 1, became: 'started', number: 4, at: startedAt },
      {
        kind: 'step',
        step: 1,
        became: 'completed',
        since: startedAt,
        attempts: 1,
        result: { n: 1 },
        number: 5,
        at: startedAt + 5,
      },
      {
        kind: 'execution',
        became: 'ended',
        since: startedAt,
        outcome: { kind: 'completed', result: { a: null, b: { n: 1 } } },
        number: 6,
        at: startedAt + 5,
      },
    ]);
  });

  test('an execution that fails, and is undone', () => {
    const talk = new Conversation(twoSteps);
    talk.begun();
    talk.completed('a');
    talk.became();
    talk.later(5).failed('b');
    expect(talk.became()).toEqual(['5 b failed service-error', '6 execution compensating', '7 a compensating']);
    talk.later(5).completed('a.undo');
    expect(talk.changes()).toMatchObject([
      { step: 0, became: 'compensated', since: startedAt + 5, attempts: 1, number: 8, at: startedAt + 10 },
      { kind: 'execution', became: 'compensated', since: startedAt + 5, number: 9 },
      { kind: 'execution', became: 'ended', outcome: { kind: 'failed' }, number: 10 },
    ]);
  });

  test('an undo that fails', () => {
    const talk = new Conversation(twoSteps);
    talk.begun();
    talk.completed('a');
    talk.failed('b');
    talk.became();
    talk.failed('a.undo', 'call-lost');
    expect(talk.became()).toEqual([
      '8 a compensated call-lost',
      '9 execution compensated call-lost',
      '10 execution ended',
    ]);
  });

  test('an undo that can not even be asked for', () => {
    const talk = new Conversation(`
steps:
  - {id: a, service: s, method: m, compensate_method: u, compensate_parameters: {n: "{{to_number(result.n)}}"}}
  - {id: b, service: s, method: n, depends_on: [a]}
`);
    talk.begun();
    talk.completed('a', { n: 'none' });
    talk.became();
    talk.failed('b');
    const [, , ...undone] = talk.changes();
    expect(undone).toMatchObject([
      { step: 0, became: 'compensating' },
      { step: 0, became: 'compensated', failure: { step: 'a' } },
      { kind: 'execution', became: 'compensated', failure: { step: 'a' } },
      { kind: 'execution', became: 'ended' },
    ]);
  });

  test('a failure with nothing to undo', () => {
    const talk = new Conversation('steps: [{id: a, service: s, method: m}]');
    talk.begun();
    talk.failed('a');
    expect(talk.became()).toEqual([
      '1 execution started',
      '2 a started',
      '3 a failed service-error',
      '4 execution ended',
    ]);
  });

  test('a step that is skipped, and one whose condition can not be told', () => {
    const talk = new Conversation(
      `
inputs: {x: any}
steps:
  - {id: a, service: s, method: m, when: false}
  - {id: b, service: s, method: m, when: "{{to_number(inputs.x) > 1}}"}
`,
      { inputs: { x: 'none' } },
    );
    talk.begun();
    expect(talk.became()).toEqual([
      '1 execution started',
      '2 a skipped',
      expect.stringMatching(/^3 b failed /),
      '4 execution ended',
    ]);
  });

  test('a list: its step has them, its elements have none', () => {
    const talk = new Conversation(`
steps:
  - {id: a, for_each: [1, 2], max_parallel: 2, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a]}
`);
    talk.begun();
    talk.completed('a[0]');
    talk.completed('a[1]');
    expect(talk.became()).toEqual(['1 execution started', '2 a started', '3 a completed', '4 b started']);
    talk.later(5).failed('b');
    talk.later(5).failed('a[1].undo');
    expect(talk.became()).toEqual(['5 b failed service-error', '6 execution compensating', '7 a compensating']);
    talk.later(5).completed('a[0].undo');
    expect(talk.changes()[0]).toMatchObject({
      step: 0,
      became: 'compensated',
      since: startedAt + 5,
      at: startedAt + 15,
      attempts: 2,
      failure: { code: 'service-error' },
    });
  });

  test('a pause', () => {
    const talk = new Conversation(twoSteps);
    talk.told('pause-requested');
    talk.told('pause-requested');
    talk.begun();
    expect(talk.became()).toEqual(['1 execution started', '2 execution paused']);
    talk.told('resume-requested');
    talk.told('resume-requested');
    expect(talk.became()).toEqual(['3 execution resumed', '4 a started']);
  });

  test('a cancel, told before its beginning and told twice', () => {
    const talk = new Conversation(twoSteps);
    talk.told('cancel-requested');
    talk.told('cancel-requested');
    talk.begun();
    expect(talk.became()).toEqual(['1 execution started', '2 execution cancelled', '3 execution ended']);
  });

  test('a cancel that comes too late to be the reason', () => {
    const talk = new Conversation(`
steps:
  - {id: a, service: s, method: m}
  - {id: b, service: s, method: n}
`);
    talk.begun();
    talk.failed('a');
    talk.became();
    talk.told('cancel-requested');
    talk.aborted('b');
    expect(talk.changes()).toMatchObject([
      { step: 1, became: 'failed' },
      { became: 'ended', outcome: { kind: 'failed' } },
    ]);
  });
});

describe('the changes of an execution that is held', () => {
  const held = `${twoSteps}on_failure: hold\n`;
  const holds = (text = held): Conversation => {
    const talk = new Conversation(text);
    talk.begun();
    talk.completed('a');
    talk.failed('b');
    return talk;
  };

  test('and retried', () => {
    const talk = holds();
    expect(talk.became().slice(-2)).toEqual(['5 b failed service-error', '6 execution held service-error']);
    talk.told('retry-requested');
    expect(talk.became()).toEqual(['7 execution resumed', '8 b started']);
  });

  test('and skipped', () => {
    const talk = holds();
    talk.became();
    talk.told('skip-requested');
    expect(talk.became()).toEqual(['7 execution resumed', '8 b skipped', '9 execution ended']);
  });

  test('and compensated', () => {
    const talk = holds();
    talk.became();
    talk.told('compensate-requested');
    expect(talk.became()).toEqual(['7 execution compensating', '8 a compensating']);
  });

  test('and paused too: it goes on when both are lifted, in either order', () => {
    const talk = holds();
    talk.became();
    talk.told('pause-requested');
    talk.told('resume-requested');
    talk.told('pause-requested');
    expect(talk.became()).toEqual(['7 execution paused', '8 execution paused']);
    talk.told('retry-requested');
    expect(talk.became()).toEqual([]);
    talk.told('resume-requested');
    expect(talk.became()).toEqual(['9 execution resumed', '10 b started']);
  });

  test('for a list, of which the rest runs again', () => {
    const talk = holds(`
on_failure: hold
steps:
  - {id: a, service: s, method: m}
  - {id: list, for_each: [1, 2], max_parallel: 1, service: s, method: n, depends_on: [a]}
  - {id: b, service: s, method: n, depends_on: [a]}
`);
    talk.completed('list[0]');
    talk.became();
    talk.told('retry-requested');
    expect(talk.became()).toEqual(['9 execution resumed', '10 list started', '11 b started']);
  });
});

/** How steps stand, told from changes alone. */
function statusesAfter(plan: Plan, changes: readonly Change[]): readonly string[] {
  const statuses: string[] = plan.steps.map(() => 'pending');
  const legal: Readonly<Record<string, readonly string[]>> = {
    pending: ['started', 'skipped', 'failed'],
    started: ['completed', 'failed'],
    completed: ['compensating'],
    failed: ['started', 'skipped', 'compensating'],
    skipped: [],
    compensating: ['compensated'],
    compensated: [],
  };
  for (const change of changes) {
    if (change.kind !== 'step') continue;
    expect(legal[statuses[change.step] ?? '']).toContain(change.became);
    statuses[change.step] = change.became;
  }
  return statuses;
}

function statusesOf({ steps }: State): readonly string[] {
  return steps.map(({ status, undo, elements }) => {
    const undone = undo !== undefined || Object.values(elements?.units ?? {}).some((unit) => unit.undo !== undefined);
    return undone ? 'compensated' : status;
  });
}

test('the changes tell all that the state knows, whatever happens', () => {
  fc.assert(
    fc.property(variedPlans, fc.array(fc.nat(1000), { maxLength: 250 }), (plan, choices) => {
      let next = 0;
      const choose: Choose = (below) => (choices[next++] ?? 0) % below;
      const { changes, states, outcome } = makeHistory(plan, {}, choose);
      expect(changes.map(({ number }) => number)).toEqual(changes.map((_, i) => i + 1));
      expect(changes[0]).toMatchObject({ kind: 'execution', became: 'started' });
      expect(changes.at(-1)).toMatchObject({ kind: 'execution', became: 'ended', outcome });
      const state = JSON.parse(states.at(-1)?.state ?? '') as State;
      expect(statusesAfter(plan, changes)).toEqual(statusesOf(state));
      const times = changes.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const whole = changes.flatMap((change) => (change.kind === 'execution' ? [change.became] : []));
      const anyUndone = statusesOf(state).includes('compensated');
      expect(whole.filter((each) => each === 'compensating' || each === 'compensated')).toEqual(
        anyUndone ? ['compensating', 'compensated'] : [],
      );
    }),
    { numRuns: process.env['BATON_FULL'] === '1' ? 5000 : 300 },
  );
});
