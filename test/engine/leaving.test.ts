import { describe, expect, test } from '@jest/globals';
import { Conversation } from './conversation.ts';

const sequence = `
steps:
  - {id: a, service: svc, method: a}
  - {id: b, service: svc, method: b, depends_on: [a]}
`;

const list = (more: string): string => `
steps:
  - {id: each, service: svc, method: one, for_each: [1, 2, 3, 4], max_parallel: 2}
${more}`;

describe('an execution whose history is long', () => {
  test('leaves it between two steps, and goes on in another one', () => {
    const talk = new Conversation(sequence);
    talk.begun();
    expect(talk.historyLong()).toEqual([]);
    expect(talk.completed('a')).toEqual(['weigh']);
    expect(talk.weighed(1000)).toEqual(['continue']);
    expect(talk.continued()).toEqual(['call b svc.b {}']);
    expect(talk.completed('b', 1)).toEqual(['completed {"a":null,"b":1}']);
  });

  test('does not leave it for its end', () => {
    const talk = new Conversation(sequence);
    talk.begun();
    talk.completed('a');
    talk.historyLong();
    expect(talk.completed('b')).toEqual(['completed {"a":null,"b":null}']);
  });

  test('goes on beginning while something is in flight, until it is too long', () => {
    const talk = new Conversation(list(''));
    expect(talk.begun()).toEqual(['call each[0] svc.one {}', 'call each[1] svc.one {}']);
    expect(talk.historyLong()).toEqual([]);
    expect(talk.completed('each[0]')).toEqual(['call each[2] svc.one {}']);
    expect(talk.historyLong(true)).toEqual([]);
    expect(talk.completed('each[1]')).toEqual([]);
    expect(talk.completed('each[2]')).toEqual(['weigh']);
    expect(talk.weighed(1000)).toEqual(['continue']);
    expect(talk.continued()).toEqual(['call each[3] svc.one {}']);
  });

  test('takes timers up with what is left of them, and its own time too', () => {
    const talk = new Conversation(`
timeout_ms: 9000
steps:
  - {id: delay, delay_ms: 5000}
  - {id: wait, wait_for: {event: e, timeout_ms: 7000}}
`);
    expect(talk.begun()).toEqual(['timeout 9000', 'timer delay 5000', 'timer wait 7000']);
    talk.later(1500);
    expect(talk.historyLong()).toEqual(['weigh']);
    expect(talk.weighed(1000)).toEqual(['continue']);
    talk.later(500);
    expect(talk.continued()).toEqual(['timeout 7000', 'timer delay 3000', 'timer wait 5000']);
    expect(talk.event({ name: 'e', value: 7 })).toEqual(['stop-timer wait']);
    expect(talk.fired('delay')).toEqual(['completed {"delay":null,"wait":7}']);
  });

  test('with a time that ran out between two histories it takes it up as running out', () => {
    const talk = new Conversation(`
steps:
  - {id: delay, delay_ms: 50}
`);
    talk.begun();
    talk.historyLong();
    talk.weighed(1000);
    talk.later(200);
    expect(talk.continued()).toEqual(['timer delay 1']);
  });

  test('does not wait for a sub-workflow that has started, and joins it', () => {
    const talk = new Conversation(list('  - {id: below, workflow: other}\n'));
    expect(talk.begun()).toContain('child exec~below other {} depth 1');
    talk.historyLong(true);
    talk.completed('each[0]');
    // Nobody would find it yet.
    expect(talk.completed('each[1]')).toEqual([]);
    expect(talk.childStarted('below')).toEqual(['weigh']);
    talk.weighed(1000);
    expect(talk.continued()).toEqual(['join below exec~below', 'call each[2] svc.one {}', 'call each[3] svc.one {}']);
    expect(talk.childCompleted('below', 'done')).toEqual([]);
    talk.completed('each[2]');
    expect(talk.completed('each[3]')).toEqual(['completed {"each":[null,null,null,null],"below":"done"}']);
  });

  test('joins a call that may take long, and begins a polling anew for the rest of its time', () => {
    const talk = new Conversation(
      list(`  - {id: slow, service: svc, method: slow, timeout_ms: 3600000}
  - {id: poll, service: svc, method: begin, poll: {method: ask, until: "{{response}}", interval_ms: 10, timeout_ms: 60000}}
`),
    );
    talk.begun();
    expect(talk.completed('poll', 'id')).toEqual(['poll poll.poll svc.ask {} every 100 for 60000']);
    talk.childStarted('slow');
    talk.historyLong(true);
    talk.completed('each[0]');
    expect(talk.completed('each[1]')).toEqual(['weigh']);
    talk.weighed(1000);
    talk.later(20_000);
    expect(talk.continued()).toEqual([
      'join slow exec~slow',
      'poll poll.poll svc.ask {} every 100 for 40000',
      'call each[2] svc.one {}',
      'call each[3] svc.one {}',
    ]);
  });

  test('undoes the one half before, the other half after', () => {
    const talk = new Conversation(`
steps:
  - {id: a, service: svc, method: a, compensate_method: undo_a}
  - {id: b, service: svc, method: b, compensate_method: undo_b, depends_on: [a]}
  - {id: c, service: svc, method: c, depends_on: [b]}
`);
    talk.begun();
    talk.completed('a', 1);
    talk.completed('b', 2);
    expect(talk.failed('c')).toEqual(['call b.undo svc.undo_b {"result":2}']);
    talk.historyLong();
    expect(talk.completed('b.undo')).toEqual(['weigh']);
    expect(talk.weighed(1000)).toEqual(['continue']);
    expect(talk.continued()).toEqual(['call a.undo svc.undo_a {"result":1}']);
    expect(talk.completed('a.undo')).toEqual(['failed service-error in c: c failed']);
  });

  test('stays, where it would carry more than one message holds, and goes on', () => {
    const talk = new Conversation(sequence);
    talk.begun();
    talk.historyLong();
    talk.completed('a');
    expect(talk.weighed(1_800_001)).toEqual(['call b svc.b {}']);
    expect(talk.historyLong(true)).toEqual([]);
    expect(talk.completed('b')).toEqual(['completed {"a":null,"b":null}']);
  });

  test('counts what came in while it was weighed', () => {
    const talk = new Conversation(`
steps:
  - {id: first, wait_for: {event: first}}
  - {id: second, wait_for: {event: second}, depends_on: [first]}
`);
    talk.begun();
    expect(talk.historyLong()).toEqual(['weigh']);
    talk.event({ name: 'second', value: 'x'.repeat(200_000) });
    expect(talk.weighed(1_700_000)).toEqual([]);
    expect(talk.event({ name: 'first', value: null })).toEqual([
      expect.stringMatching(/^completed \{"first":null,"second":"x/),
    ]);
  });

  test('carrying very much it begins nothing more, so that what it did can be undone', () => {
    const talk = new Conversation(`
steps:
  - {id: a, service: svc, method: a, compensate_method: undo_a}
  - {id: b, service: svc, method: b, depends_on: [a]}
`);
    talk.begun();
    talk.historyLong();
    talk.completed('a', 1);
    expect(talk.weighed(1_500_001)).toEqual(['continue']);
    expect(talk.continued()).toEqual(['call a.undo svc.undo_a {"result":1}']);
    expect(talk.completed('a.undo')).toEqual([expect.stringMatching(/^failed execution-too-long in b: /)]);
  });

  test('paused, it leaves and stays paused', () => {
    const talk = new Conversation(sequence);
    talk.begun();
    talk.told('pause-requested');
    talk.completed('a');
    expect(talk.historyLong()).toEqual(['weigh']);
    talk.weighed(1000);
    expect(talk.continued()).toEqual([]);
    expect(talk.told('resume-requested')).toEqual(['call b svc.b {}']);
  });

  test('carries actions that had to wait', () => {
    const talk = new Conversation(`
steps:
  - {id: a, service: svc, method: a, on_success: {notify: "a is done"}}
  - {id: b, service: svc, method: b}
`);
    talk.begun();
    talk.historyLong(true);
    expect(talk.completed('a')).toEqual([]);
    expect(talk.completed('b')).toEqual(['weigh']);
    talk.weighed(1000);
    expect(talk.continued()).toEqual(['notify a.on_success.0 a is done']);
  });
});

describe('what was told to stop', () => {
  const company = list(`  - {id: below, workflow: other}
  - {id: poll, service: svc, method: begin, poll: {method: ask, until: "{{response}}", interval_ms: 100, timeout_ms: 60000}}
`);

  test('is told again in the new history: the first word may not have gone out', () => {
    const talk = new Conversation(company);
    talk.begun();
    talk.childStarted('below');
    talk.historyLong();
    expect(talk.told('cancel-requested')).toEqual(['abort-calls']);
    talk.aborted('each[0]');
    talk.aborted('each[1]');
    expect(talk.aborted('poll')).toEqual(['weigh']);
    talk.weighed(1000);
    expect(talk.continued()).toEqual(['join below exec~below', 'abort-calls']);
  });

  test('and ends at once, is waited for: a polling does not begin anew', () => {
    const talk = new Conversation(company);
    talk.begun();
    talk.childStarted('below');
    talk.completed('poll', 'id');
    talk.historyLong();
    talk.told('cancel-requested');
    talk.aborted('each[0]');
    expect(talk.aborted('each[1]')).toEqual([]);
    expect(talk.aborted('poll.poll')).toEqual(['weigh']);
  });

  test('because its time was over, is told again too', () => {
    const talk = new Conversation(list('  - {id: below, workflow: other, timeout_ms: 1000}\n'));
    talk.begun();
    talk.childStarted('below');
    talk.historyLong(true);
    talk.completed('each[0]');
    expect(talk.fired('below')).toEqual(['abort-child below']);
    expect(talk.completed('each[1]')).toEqual(['weigh']);
    talk.weighed(1000);
    expect(talk.continued()).toEqual([
      'join below exec~below',
      'abort-child below',
      'call each[2] svc.one {}',
      'call each[3] svc.one {}',
    ]);
  });
});
