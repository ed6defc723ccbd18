import { describe, expect, test } from '@jest/globals';
import type { StepState } from '../../src/engine/index.ts';
import { Conversation, startedAt } from './conversation.ts';

/** What an operator can say to an execution: pause and resume, and to one that is held: retry, skip, compensate. */

describe('pause', () => {
  const text = `
timeout_ms: 10000
steps:
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a]}
`;

  test('nothing begins until it is resumed; what has begun goes on', () => {
    const talk = new Conversation(text);
    expect(talk.begun()).toEqual(['timeout 10000', 'call a s.m {}']);
    expect(talk.later(4000).told('pause-requested')).toEqual(['stop-timeout']);
    expect(talk.told('pause-requested')).toEqual([]);
    expect(talk.completed('a', 1)).toEqual([]);
    expect(talk.later(60_000).told('resume-requested')).toEqual(['timeout 6000', 'call b s.n {}']);
    expect(talk.told('resume-requested')).toEqual([]);
  });

  test('a failure waits for the resume before anything is undone', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.completed('a', 1);
    talk.told('pause-requested');
    expect(talk.failed('b')).toEqual([]);
    expect(talk.told('resume-requested')).toEqual(['timeout 10000', 'call a.undo s.u {"result":1}']);
  });

  test('a cancel lifts it', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.told('pause-requested');
    expect(talk.told('cancel-requested')).toEqual(['abort-calls']);
    expect(talk.aborted('a')).toEqual(['call a.undo s.u {"result":null}']);
  });

  test('while it is undone nothing is paused', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.completed('a', 1);
    talk.failed('b');
    expect(talk.told('pause-requested')).toEqual([]);
    expect(talk.completed('a.undo')).toEqual(['failed service-error in b: b failed']);
  });

  test('its time does not run out meanwhile, not even by a timer that fired in the same moment', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.later(10_000).told('pause-requested');
    expect(talk.told('time-ran-out')).toEqual([]);
    expect(talk.told('resume-requested')).toEqual(['timeout 1']);
  });

  test('no element of a list begins', () => {
    const talk = new Conversation(
      'steps:\n  - {id: each, service: s, method: m, for_each: "{{[1, 2]}}", max_parallel: 1}',
    );
    talk.begun();
    talk.told('pause-requested');
    expect(talk.completed('each[0]')).toEqual([]);
    expect(talk.told('resume-requested')).toEqual(['call each[1] s.m {}']);
  });
});

describe('hold', () => {
  const text = `
timeout_ms: 10000
on_failure: hold
steps:
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a]}
  - {id: c, delay_ms: 500, depends_on: [a]}
  - {id: d, service: s, method: o, depends_on: [b, c], parameters: {b: "{{steps.b.status}}"}}
`;
  const held = (): Conversation => {
    const talk = new Conversation(text);
    talk.begun();
    talk.completed('a', 1);
    expect(talk.failed('b')).toEqual(['stop-timer c', 'stop-timeout']);
    expect(talk.state.phase).toBe('held');
    return talk;
  };

  test('a failure waits before anything is undone', () => {
    expect(held().statuses()).toEqual(['a completed', 'b failed', 'c failed', 'd pending']);
  });

  test('retry begins again what failed and what was stopped, and nothing else', () => {
    const talk = held();
    expect(talk.told('retry-requested')).toEqual(['timeout 10000', 'call b s.n {}', 'timer c 500']);
    talk.completed('b', 2);
    expect(talk.fired('c')).toEqual(['call d s.o {"b":"completed"}']);
    expect(talk.completed('d')).toEqual(['completed {"a":1,"b":2,"c":null,"d":null}']);
  });

  test('skip takes what failed as skipped', () => {
    const talk = held();
    expect(talk.told('skip-requested')).toEqual(['timeout 10000', 'timer c 500']);
    expect(talk.fired('c')).toEqual(['call d s.o {"b":"skipped"}']);
    expect(talk.completed('d')).toEqual(['completed {"a":1,"b":null,"c":null,"d":null}']);
  });

  test('compensate ends it', () => {
    const talk = held();
    expect(talk.told('compensate-requested')).toEqual(['call a.undo s.u {"result":1}']);
    expect(talk.completed('a.undo')).toEqual(['failed service-error in b: b failed']);
  });

  test('a cancel does too, and the failure stays the reason', () => {
    const talk = held();
    expect(talk.told('cancel-requested')).toEqual(['call a.undo s.u {"result":1}']);
    expect(talk.completed('a.undo')).toEqual(['failed service-error in b: b failed']);
  });

  test('of a list only the elements that failed run again', () => {
    const talk = new Conversation(
      'steps:\n  - {id: each, service: s, method: m, for_each: "{{[1, 2, 3]}}", max_parallel: 2}',
      {},
      { hold: true },
    );
    talk.begun();
    talk.failed('each[1]');
    talk.completed('each[0]', 'a');
    expect(talk.told('retry-requested')).toEqual(['call each[1] s.m {}', 'call each[2] s.m {}']);
    talk.completed('each[1]', 'b');
    expect(talk.completed('each[2]', 'c')).toEqual(['completed {"each":["a","b","c"]}']);
  });

  test('skip lets a list of delays that was merely stopped begin again', () => {
    const talk = new Conversation(`
on_failure: hold
steps:
  - {id: naps, for_each: [1, 2], delay_ms: 500}
  - {id: bad, service: s, method: m}
`);
    talk.begun();
    talk.failed('bad');
    expect(talk.told('skip-requested')).toEqual(['timer naps[0] 500', 'timer naps[1] 500']);
    talk.fired('naps[0]');
    expect(talk.fired('naps[1]')).toEqual(['completed {"naps":[null,null],"bad":null}']);
  });

  test('a sub-workflow that is retried is another execution', () => {
    const talk = new Conversation('on_failure: hold\nsteps: [{id: trip, workflow: book_trip}]');
    expect(talk.begun()).toEqual(['child exec~trip book_trip {} depth 1']);
    talk.childFailed('trip');
    expect(talk.told('retry-requested')).toEqual(['child exec~trip~again1 book_trip {} depth 1']);
    expect(talk.childCompleted('trip', 1)).toEqual(['completed {"trip":1}']);
  });

  test('a cancel lifts a pause even while it is undone', () => {
    const talk = held();
    talk.told('pause-requested');
    expect(talk.told('compensate-requested')).toEqual(['call a.undo s.u {"result":1}']);
  });

  test('what is not held ignores an operator', () => {
    const talk = new Conversation(text);
    talk.begun();
    for (const word of ['retry-requested', 'skip-requested', 'compensate-requested'] as const) {
      expect(talk.told(word)).toEqual([]);
    }
  });
});

const done = (result: number): StepState => ({
  status: 'completed',
  waits: 0,
  decidedAt: startedAt - 1000,
  endedAt: startedAt,
  result,
});
const carried = (steps: Readonly<Record<string, StepState>>) => ({ carried: { from: 'earlier', steps } });

describe('an execution that goes on with an earlier one', () => {
  const text = `
steps:
  - {id: a, service: s, method: m}
  - {id: b, service: s, method: n, depends_on: [a]}
  - {id: c, service: s, method: o, parameters: {a: "{{steps.a.result}}", b: "{{steps.b.result}}"}}
`;

  test('takes over what was completed, and runs the rest', () => {
    const talk = new Conversation(text, carried({ a: done(1) }));
    expect(talk.begun()).toEqual(['call b s.n {}']);
    expect(talk.completed('b', 2)).toEqual(['call c s.o {"a":1,"b":2}']);
    expect(talk.completed('c', 3)).toEqual(['completed {"a":1,"b":2,"c":3}']);
  });

  test('a skipped step stays skipped, and what depends on it is taken over too', () => {
    const skipped: StepState = { status: 'skipped', waits: 0, decidedAt: startedAt, endedAt: startedAt };
    expect(new Conversation(text, carried({ a: skipped, b: done(2) })).begun()).toEqual([
      'call c s.o {"a":null,"b":2}',
    ]);
  });

  test('undoes what it took over with what the earlier one had sent: the same now(), the same uuid(), each element', () => {
    const undone = `
steps:
  - {id: each, service: s, method: m, for_each: [1, 2], parameters: {x: "{{item}}", at: "{{now()}}", key: "{{uuid()}}"}, compensate_method: u}
  - {id: after, service: s, method: n, depends_on: [each]}
`;
    const earlier = new Conversation(undone, { executionId: 'earlier' });
    const sent = earlier.begun().map((line) => JSON.parse(line.slice(line.indexOf('{'))) as object);
    earlier.completed('each[0]', 'a');
    earlier.completed('each[1]', 'b');
    const talk = new Conversation(undone, carried({ each: earlier.step('each') }));
    expect(talk.later(5000).begun()).toEqual(['call after s.n {}']);
    expect(talk.failed('after')).toEqual([`call each[1].undo s.u ${JSON.stringify({ ...sent[1], result: 'b' })}`]);
    expect(talk.completed('each[1].undo')).toEqual([
      `call each[0].undo s.u ${JSON.stringify({ ...sent[0], result: 'a' })}`,
    ]);
  });

  test('but nothing that depends on what runs again', () => {
    expect(new Conversation(text, carried({ b: done(2) })).begun()).toEqual(['call a s.m {}']);
  });

  test('with everything taken over it is over at once', () => {
    expect(new Conversation(text, carried({ a: done(1), b: done(2), c: done(3) })).begun()).toEqual([
      'completed {"a":1,"b":2,"c":3}',
    ]);
  });
});

describe('the room of a history', () => {
  test('a call that it can not hold with its undo is not made', () => {
    const text = 'steps:\n  - {id: a, service: s, method: m, compensate_method: u}';
    expect(new Conversation(text, { events: 12 }).begun()).toEqual(['call a s.m {}']);
    expect(new Conversation(text, { events: 11 }).begun()).toEqual([
      expect.stringMatching(/^failed execution-too-long in a: /),
    ]);
  });

  test('events take of it', () => {
    const text = 'steps:\n  - {id: w, wait_for: {event: go}}\n  - {id: a, service: s, method: m, depends_on: [w]}';
    const talk = new Conversation(text, { events: 9 });
    talk.begun();
    expect(talk.event({ name: 'go', value: 1 })).toEqual([expect.stringMatching(/^failed execution-too-long in a: /)]);
  });

  test("so does an operator's word", () => {
    const text = 'on_failure: hold\nsteps: [{id: a, service: s, method: m}]';
    const retried = (events: number): readonly string[] => {
      const talk = new Conversation(text, { events });
      talk.begun();
      talk.failed('a');
      return talk.told('retry-requested');
    };
    expect(retried(16)).toEqual(['call a s.m {}']);
    expect(retried(15)).toEqual([]);
  });

  test('so does what would undo a sub-workflow: without room it is undone at once', () => {
    const text = 'steps: [{id: trip, workflow: t}]';
    const undo = {
      service: 's',
      method: 'u',
      parameters: {},
      key: 'k',
      timeoutMs: 1,
      retry: { count: 0, delayMs: 1, backoff: 1 },
    };
    const talk = new Conversation(text, { events: 17 });
    talk.begun();
    expect(talk.childCompleted('trip', 1, [undo, undo])).toEqual(['call trip.undo.0 s.u {}']);
  });
});

describe('while an execution is held', () => {
  test('events are kept for the waits that begin again, and now() stands still', () => {
    const talk = new Conversation(
      `
steps:
  - {id: a, service: s, method: m, parameters: {at: "{{now()}}"}}
  - {id: b, wait_for: {event: go}}
`,
      {},
      { hold: true },
    );
    const [call] = talk.begun();
    talk.failed('a');
    expect(talk.event({ name: 'go', value: 7, id: 'e' })).toEqual([]);
    expect(talk.later(5000).told('retry-requested')).toEqual([call]);
    expect(talk.completed('a')).toEqual(['completed {"a":null,"b":7}']);
  });
});
