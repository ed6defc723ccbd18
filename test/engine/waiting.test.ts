import { describe, expect, test } from '@jest/globals';
import { isoTime } from '../../src/std/index.ts';
import { Conversation, startedAt } from './conversation.ts';

describe('delay_ms and until', () => {
  test('wait on a timer, and what depends on them begins when it fires', () => {
    const talk = new Conversation(`
steps:
  - {id: rest, delay_ms: 500}
  - {id: next, service: s, method: m, depends_on: [rest]}
`);
    expect(talk.begun()).toEqual(['timer rest 500']);
    expect(talk.fired('rest')).toEqual(['call next s.m {}']);
  });

  test('a time that has passed, and no time at all, complete at once', () => {
    const talk = new Conversation(
      `
inputs: {at: any}
steps:
  - {id: past, until: "{{inputs.at}}"}
  - {id: none, delay_ms: 0}
`,
      { inputs: { at: '2020-01-01T00:00:00Z' } },
    );
    expect(talk.begun()).toEqual(['completed {"past":null,"none":null}']);
  });

  test('until takes a text or milliseconds', () => {
    const text = 'inputs: {at: any}\nsteps:\n  - {id: rest, until: "{{inputs.at}}"}';
    const at = startedAt + 60_000;
    expect(new Conversation(text, { inputs: { at } }).begun()).toEqual(['timer rest 60000']);
    expect(new Conversation(text, { inputs: { at: isoTime(at) } }).begun()).toEqual(['timer rest 60000']);
    expect(new Conversation(text, { inputs: { at: 'soon' } }).begun()).toEqual([
      'failed invalid-time in rest: until: "soon" is no time',
    ]);
  });

  test('a delay is a number that is not negative', () => {
    const text = 'inputs: {ms: any}\nsteps:\n  - {id: rest, delay_ms: "{{inputs.ms}}"}';
    expect(new Conversation(text, { inputs: { ms: 12.3 } }).begun()).toEqual(['timer rest 13']);
    expect(new Conversation(text, { inputs: { ms: -1 } }).begun()).toEqual([
      expect.stringMatching(/^failed unfit-argument in rest: /),
    ]);
    expect(new Conversation(text, { inputs: { ms: 4e10 } }).begun()).toEqual([
      expect.stringMatching(/^failed unfit-argument in rest: .*a year/),
    ]);
  });

  test('a failure elsewhere stops them at once', () => {
    const talk = new Conversation(`
steps:
  - {id: rest, delay_ms: 500}
  - {id: other, service: s, method: m}
`);
    talk.begun();
    expect(talk.failed('other')).toEqual(['stop-timer rest', 'failed service-error in other: other failed']);
    expect(talk.step('rest')).toMatchObject({ status: 'failed', failure: { code: 'cancelled' } });
  });
});

describe('wait_for', () => {
  const door = `
inputs: {car: any}
steps:
  - {id: open, wait_for: {event: door, condition: "{{value.open}}", timeout_ms: 60000}}
`;

  test('takes the event that its condition holds for; its result is the value', () => {
    const talk = new Conversation(door);
    expect(talk.begun()).toEqual(['timer open 60000']);
    expect(talk.event({ name: 'window', value: { open: true } })).toEqual([]);
    expect(talk.event({ name: 'door', value: { open: false } })).toEqual([]);
    expect(talk.event({ name: 'door', value: { open: true } })).toEqual([
      'stop-timer open',
      'completed {"open":{"open":true}}',
    ]);
  });

  test('an event that came before is kept for it, the earliest that fits first, and taken once', () => {
    const talk = new Conversation(`
steps:
  - {id: first, service: s, method: m}
  - {id: one, wait_for: {event: door}, depends_on: [first]}
  - {id: two, wait_for: {event: door}, depends_on: [one]}
  - {id: three, wait_for: {event: door}, depends_on: [two]}
`);
    talk.begun();
    talk.event({ name: 'door', value: 1 });
    talk.event({ name: 'door', value: 2 });
    expect(talk.completed('first')).toEqual([]);
    expect(talk.statuses()).toEqual(['first completed', 'one completed', 'two completed', 'three running']);
    expect([talk.step('one').result, talk.step('two').result]).toEqual([1, 2]);
  });

  test('every open wait that an event fits takes it', () => {
    const talk = new Conversation(`
steps:
  - {id: one, wait_for: {event: door}}
  - {id: two, wait_for: {event: door}}
`);
    talk.begun();
    expect(talk.event({ name: 'door', value: 7 })).toEqual(['completed {"one":7,"two":7}']);
  });

  test('two events with one id are one', () => {
    const talk = new Conversation(`
steps:
  - {id: one, wait_for: {event: door}}
  - {id: two, wait_for: {event: door}, depends_on: [one]}
`);
    talk.begun();
    talk.event({ name: 'door', value: 1, id: '__proto__' });
    expect(talk.event({ name: 'door', value: 2, id: '__proto__' })).toEqual([]);
    expect(talk.event({ name: 'door', value: 3, id: 'b' })).toEqual(['completed {"one":1,"two":3}']);
  });

  test('a correlation has to be equal', () => {
    const talk = new Conversation(
      'inputs: {car: any}\nsteps:\n  - {id: open, wait_for: {event: door, correlation: "{{inputs.car}}"}}',
      { inputs: { car: { id: 7 } } },
    );
    talk.begun();
    expect(talk.event({ name: 'door', value: 1 })).toEqual([]);
    expect(talk.event({ name: 'door', value: 2, correlation: { id: 8 } })).toEqual([]);
    expect(talk.event({ name: 'door', value: 3, correlation: { id: 7 } })).toEqual(['completed {"open":3}']);
  });

  test('without an event in time it fails', () => {
    const talk = new Conversation(door);
    talk.begun();
    expect(talk.later(60_000).fired('open')).toEqual([
      'failed step-timed-out in open: no event door came within 60000 ms',
    ]);
  });

  test('a condition that can not be evaluated is no match, and is recorded', () => {
    const talk = new Conversation('steps:\n  - {id: open, wait_for: {event: door, condition: "{{value > 3}}"}}');
    talk.begun();
    expect(talk.event({ name: 'door', value: 'wide' })).toEqual([]);
    expect(talk.step('open').unreadable).toMatchObject({ count: 1, message: expect.stringMatching(/^condition: /) });
    expect(talk.event({ name: 'door', value: 4 })).toEqual(['completed {"open":4}']);
  });

  test('a thousand events are kept, the rest is dropped and counted', () => {
    const talk = new Conversation(
      'steps:\n  - {id: a, service: s, method: m}\n  - {id: open, wait_for: {event: door}, depends_on: [a]}',
    );
    talk.begun();
    for (let at = 0; at < 1002; at++) talk.event({ name: 'door', value: at });
    expect(talk.state.events).toHaveLength(1000);
    expect(talk.state.eventsDropped).toBe(2);
  });

  test('an event that was dropped may be sent again; one that nobody will wait for takes no room', () => {
    const talk = new Conversation(
      'steps:\n  - {id: a, service: s, method: m}\n  - {id: open, wait_for: {event: door}, depends_on: [a]}',
    );
    talk.begun();
    talk.event({ name: 'window', value: 0 });
    expect(talk.state.events).toEqual([]);
    for (let at = 0; at < 1000; at++) talk.event({ name: 'door', value: at });
    talk.event({ name: 'door', value: 'late', id: 'e' });
    talk.completed('a');
    talk.event({ name: 'door', value: 'again', id: 'e' });
    expect(talk.state.phase).toBe('ended');
    expect(talk.step('open').result).toBe(0);
  });

  test('each element of a list waits for its own', () => {
    const talk = new Conversation(
      'steps:\n  - {id: open, for_each: "{{[1, 2]}}", wait_for: {event: door, correlation: "{{item}}"}}',
    );
    expect(talk.begun()).toEqual([]);
    talk.event({ name: 'door', value: 'b', correlation: 2 });
    expect(talk.event({ name: 'door', value: 'a', correlation: 1 })).toEqual(['completed {"open":["a","b"]}']);
  });
});
