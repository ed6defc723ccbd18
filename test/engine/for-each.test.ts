import { describe, expect, test } from '@jest/globals';
import { Conversation } from './conversation.ts';

const charge = `
inputs: {all: any}
steps:
  - {id: charge, service: pay, method: charge, for_each: "{{inputs.all}}", max_parallel: 2, parameters: {amount: "{{item}}", at: "{{index}}"},
     compensate_method: refund}
  - {id: after, service: mail, method: send, parameters: {of: "{{steps.charge.result}}"}}
`;

describe('for_each', () => {
  test('begins the elements in order, at most max_parallel at a time; its result is theirs in order', () => {
    const talk = new Conversation(charge, { inputs: { all: [10, 20, 30] } });
    expect(talk.begun()).toEqual([
      'call charge[0] pay.charge {"amount":10,"at":0}',
      'call charge[1] pay.charge {"amount":20,"at":1}',
    ]);
    expect(talk.completed('charge[1]', 'b')).toEqual(['call charge[2] pay.charge {"amount":30,"at":2}']);
    expect(talk.completed('charge[2]', 'c')).toEqual([]);
    expect(talk.completed('charge[0]', 'a')).toEqual(['call after mail.send {"of":["a","b","c"]}']);
  });

  test('an empty list and null complete at once, anything else fails the step', () => {
    expect(new Conversation(charge, { inputs: { all: [] } }).begun()).toEqual(['call after mail.send {"of":[]}']);
    expect(new Conversation(charge, { inputs: { all: null } }).begun()).toEqual(['call after mail.send {"of":[]}']);
    expect(new Conversation(charge, { inputs: { all: 'ab' } }).begun()).toEqual([
      expect.stringMatching(/^failed not-a-list in charge: /),
    ]);
  });

  test('with collect: false its result is the number of its elements', () => {
    const talk = new Conversation(
      'steps:\n  - {id: each, service: s, method: m, for_each: "{{[1, 2]}}", collect: false}',
    );
    talk.begun();
    talk.completed('each[0]', 'a');
    expect(talk.completed('each[1]', 'b')).toEqual(['completed {"each":2}']);
  });

  test('when is decided once, before the list is looked at', () => {
    const talk = new Conversation(
      'inputs: {all: any}\nsteps:\n  - {id: each, service: s, method: m, when: "{{inputs.all != null}}", for_each: "{{inputs.all}}"}',
      { inputs: { all: null } },
    );
    expect(talk.begun()).toEqual(['completed {"each":null}']);
    expect(talk.statuses()).toEqual(['each skipped']);
  });

  test('an element that fails starts no further one; completed and unknown ones are undone backwards', () => {
    const talk = new Conversation(charge, { inputs: { all: [10, 20, 30, 40] } });
    talk.begun();
    talk.completed('charge[0]', 'a');
    expect(talk.failed('charge[1]')).toEqual([]);
    expect(talk.failed('charge[2]', 'call-timed-out', true)).toEqual([
      'call charge[2].undo pay.refund {"amount":30,"at":2,"result":null}',
    ]);
    expect(talk.completed('charge[2].undo')).toEqual([
      'call charge[0].undo pay.refund {"amount":10,"at":0,"result":"a"}',
    ]);
    expect(talk.completed('charge[0].undo')).toEqual(['failed service-error in charge: [1]: charge[1] failed']);
    expect(talk.statuses()).toEqual(['charge failed', 'after pending']);
  });

  test('a list that completed is undone backwards where a later step fails', () => {
    const talk = new Conversation(charge, { inputs: { all: [10, 20] } });
    talk.begun();
    talk.completed('charge[0]', 'a');
    talk.completed('charge[1]', 'b');
    expect(talk.failed('after')).toEqual(['call charge[1].undo pay.refund {"amount":20,"at":1,"result":"b"}']);
    expect(talk.completed('charge[1].undo')).toEqual([
      'call charge[0].undo pay.refund {"amount":10,"at":0,"result":"a"}',
    ]);
  });

  test('stopped by another step, it starts no further element and fails as cancelled', () => {
    const talk = new Conversation(`
steps:
  - {id: each, service: s, method: m, for_each: "{{[1, 2, 3]}}", max_parallel: 1}
  - {id: other, service: s, method: n}
`);
    talk.begun();
    talk.failed('other');
    expect(talk.completed('each[0]')).toEqual(['failed service-error in other: other failed']);
    expect(talk.step('each').failure).toMatchObject({ code: 'cancelled', message: 'stopped after 1 of 3 elements' });
  });

  test('a hundred thousand elements keep no more than their results', () => {
    const inputs = { all: Array.from({ length: 100_000 }, (_, at) => at) };
    const talk = new Conversation(
      'inputs: {all: array}\nsteps:\n  - {id: each, delay_ms: 0, for_each: "{{inputs.all}}", collect: false}',
      { inputs },
    );
    expect(talk.begun()).toEqual(['completed {"each":100000}']);
    expect(talk.step('each').elements?.units).toEqual({});
  });
});

describe('continue_on_failure', () => {
  test('dependents see the status failed and a null result, and the execution completes', () => {
    const talk = new Conversation(`
steps:
  - {id: a, service: s, method: m, continue_on_failure: true}
  - {id: b, service: s, method: n, parameters: {status: "{{steps.a.status}}", result: "{{steps.a.result}}", error: "{{steps.a.error}}"}}
`);
    talk.begun();
    expect(talk.failed('a')).toEqual(['call b s.n {"status":"failed","result":null,"error":"a failed"}']);
    expect(talk.completed('b', 1)).toEqual(['completed {"a":null,"b":1}']);
  });
});

describe('outputs', () => {
  const text = `
outputs: {seat: "{{steps.a.result.level}}", half: "{{10 / steps.a.result.level}}"}
steps:
  - {id: a, service: s, method: m, compensate_method: u}
`;

  test('are the result', () => {
    const talk = new Conversation(text);
    talk.begun();
    expect(talk.completed('a', { level: 4 })).toEqual(['completed {"seat":4,"half":2.5}']);
  });

  test('an error in them is a failure like any other', () => {
    const talk = new Conversation(text);
    talk.begun();
    expect(talk.completed('a', { level: 0 })).toEqual(['call a.undo s.u {"result":{"level":0}}']);
    expect(talk.completed('a.undo')).toEqual([expect.stringMatching(/^failed division-by-zero: outputs: /)]);
  });
});
