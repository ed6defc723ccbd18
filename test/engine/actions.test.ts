import { describe, expect, test } from '@jest/globals';
import { Conversation } from './conversation.ts';

const text = `
steps:
  - id: a
    service: s
    method: m
    compensate_method: u
    on_success: [{notify: "got {{result.n}}"}, {service: audit, method: log, parameters: {n: "{{result.n}}"}}]
    on_failure: {service: audit, method: alarm, parameters: {why: "{{error}}", code: "{{error_code}}"}}
  - {id: b, service: s, method: n, depends_on: [a]}
`;

describe('on_success and on_failure', () => {
  test('begin when the step has ended; dependents do not wait, the end does', () => {
    const talk = new Conversation(text);
    talk.begun();
    expect(talk.completed('a', { n: 3 })).toEqual([
      'notify a.on_success.0 got 3',
      'call a.on_success.1 audit.log {"n":3}',
      'call b s.n {}',
    ]);
    expect(talk.completed('b')).toEqual([]);
    expect(talk.completed('a.on_success.0')).toEqual([]);
    expect(talk.failed('a.on_success.1')).toEqual(['completed {"a":{"n":3},"b":null}']);
    expect(talk.step('a').actions).toMatchObject([{ status: 'done' }, { status: 'failed' }]);
  });

  test('on a failing execution they come before compensation', () => {
    const talk = new Conversation(text);
    talk.begun();
    expect(talk.failed('a', 'call-timed-out', true)).toEqual([
      'call a.on_failure.0 audit.alarm {"why":"a failed","code":"call-timed-out"}',
    ]);
    expect(talk.completed('a.on_failure.0')).toEqual(['call a.undo s.u {"result":null}']);
    expect(talk.completed('a.undo')).toEqual(['failed call-timed-out in a: a failed']);
  });

  test('not for a step that was stopped or skipped', () => {
    const talk = new Conversation(`
steps:
  - {id: a, delay_ms: 9, on_failure: {notify: no}}
  - {id: b, service: s, method: m, when: false, on_success: {notify: no}, on_failure: {notify: no}}
`);
    expect(talk.begun()).toEqual(['timer a 9']);
    expect(talk.told('cancel-requested')).toEqual(['stop-timer a', 'cancelled']);
  });

  test('one whose parameters can not be evaluated is recorded and changes nothing else', () => {
    const talk = new Conversation('steps:\n  - {id: a, service: s, method: m, on_success: {notify: "{{1 / result}}"}}');
    talk.begun();
    expect(talk.completed('a', 0)).toEqual(['completed {"a":0}']);
    expect(talk.step('a').actions).toMatchObject([{ status: 'failed', failure: { code: 'division-by-zero' } }]);
  });

  test('that are large begin one after another: what begins together travels in one message', () => {
    const big = 'x'.repeat(200_000);
    const talk = new Conversation(
      `inputs: {big: any}
steps:
  - {id: a, service: s, method: m, on_success: [${'{service: audit, method: log, parameters: {x: "{{inputs.big}}"}}, '.repeat(5)}]}`,
      { inputs: { big } },
    );
    talk.begun();
    const short = (lines: readonly string[]): readonly string[] => lines.map((line) => line.slice(0, 25).trimEnd());
    expect(short(talk.completed('a', 1))).toEqual([0, 1, 2].map((at) => `call a.on_success.${at} audit`));
    expect(short(talk.completed('a.on_success.1'))).toEqual(['call a.on_success.3 audit']);
    talk.completed('a.on_success.0');
    talk.completed('a.on_success.2');
    talk.completed('a.on_success.3');
    expect(talk.completed('a.on_success.4')).toEqual(['completed {"a":1}']);
  });

  test('are not aborted by a cancel', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.completed('a', { n: 1 });
    expect(talk.told('cancel-requested')).toEqual(['abort-calls']);
    talk.aborted('b');
    talk.completed('a.on_success.0');
    expect(talk.completed('a.on_success.1')).toEqual(['call a.undo s.u {"result":{"n":1}}']);
  });

  test('compensate undoes the failed step in its turn', () => {
    const talk = new Conversation(`
steps:
  - {id: first, service: s, method: m, compensate_method: u}
  - {id: second, service: s, method: n, depends_on: [first], on_failure: {compensate: clean}}
`);
    talk.begun();
    talk.completed('first', 1);
    expect(talk.failed('second')).toEqual(['call second.undo s.clean {"result":null}']);
    expect(talk.completed('second.undo')).toEqual(['call first.undo s.u {"result":1}']);
  });
});
