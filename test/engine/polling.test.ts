import { describe, expect, test } from '@jest/globals';
import { advance } from '../../src/engine/index.ts';
import { Conversation, startedAt } from './conversation.ts';

const job = `
steps:
  - id: job
    service: ml
    method: train
    compensate_method: delete
    poll: {method: status, parameters: {id: "{{response.id}}"}, interval_ms: 250, until: "{{response.done}}", timeout_ms: 9000}
`;

describe('poll', () => {
  test("asks after the step's own call; the last response is the result", () => {
    const talk = new Conversation(job);
    expect(talk.begun()).toEqual(['call job ml.train {}']);
    expect(talk.completed('job', { id: 7 })).toEqual(['poll job.poll ml.status {"id":7} every 250 for 9000']);
    expect(talk.step('job').status).toBe('running');
    expect(talk.completed('job.poll', { done: true })).toEqual(['completed {"job":{"done":true}}']);
  });

  test('that fails leaves a call that was made: it is undone, with its own answer', () => {
    const talk = new Conversation(job);
    talk.begun();
    talk.completed('job', { id: 7 });
    expect(talk.failed('job.poll', 'poll-timed-out')).toEqual(['call job.undo ml.delete {"result":{"id":7}}']);
    expect(talk.completed('job.undo')).toEqual(['failed poll-timed-out in job: job.poll failed']);
  });

  test('does not begin for a call that is answered after a cancel', () => {
    const talk = new Conversation(job);
    talk.begun();
    expect(talk.told('cancel-requested')).toEqual(['abort-calls']);
    expect(talk.completed('job', { id: 7 })).toEqual(['call job.undo ml.delete {"result":{"id":7}}']);
    expect(talk.completed('job.undo')).toEqual(['cancelled']);
  });

  test('is handed only the members that its condition reads', () => {
    const plan = `
inputs: {job: any, all: any}
steps:
  - {id: one, service: s, method: m}
  - id: job
    service: ml
    method: train
    parameters: {of: "{{steps.one.status}}"}
    poll: {method: status, until: "{{response.n > inputs.job.n and steps.one.result.n == 1 and steps.one.status == 'completed'}}"}
`;
    const talk = new Conversation(plan, { inputs: { job: { n: 3 }, all: 'x'.repeat(50_000) } });
    talk.begun();
    talk.completed('one', { n: 1, more: 'y'.repeat(50_000) });
    const call = { step: 1, part: 'call' } as const;
    const observation = { kind: 'call-completed', at: startedAt, call, result: {}, attempts: 1 } as const;
    const [command] = advance(talk.plan, talk.state, observation).commands;
    expect(command).toMatchObject({
      until: { sees: { inputs: { job: { n: 3 } }, steps: { one: { result: { n: 1 } } } } },
    });
    expect(JSON.stringify(command).length).toBeLessThan(2000);
  });

  test('that would be handed too much fails, and what was done is undone', () => {
    const talk = new Conversation(
      'inputs: {all: any}\nsteps:\n  - {id: a, service: s, method: m, compensate_method: u, poll: {method: p, parameters: {all: "{{inputs.all}}"}, until: "{{response.ok}}"}}',
      { inputs: { all: 'x'.repeat(50_000) } },
    );
    talk.begun();
    expect(talk.completed('a', 1)).toEqual(['call a.undo s.u {"result":1}']);
    expect(talk.completed('a.undo')).toEqual([expect.stringMatching(/^failed parameters-too-large in a: poll: /)]);
  });

  test('goes on for a step that had begun when another one failed', () => {
    const talk = new Conversation(`${job}  - {id: other, service: s, method: m}\n`);
    talk.begun();
    talk.failed('other');
    expect(talk.completed('job', { id: 7 })).toEqual(['poll job.poll ml.status {"id":7} every 250 for 9000']);
    expect(talk.completed('job.poll', { done: true })).toEqual(['call job.undo ml.delete {"result":{"done":true}}']);
  });
});

describe('an answer 202 with a Location', () => {
  test('is asked there, at the pace that the service wants', () => {
    const talk = new Conversation('steps:\n  - {id: job, service: ml, method: train}');
    talk.begun();
    expect(talk.completed('job', null, { path: '/jobs/7', retryAfterMs: 3000 })).toEqual([
      'poll job.poll ml./jobs/7 every 3000 for 600000',
    ]);
    expect(talk.completed('job.poll', { ok: 1 })).toEqual(['completed {"job":{"ok":1}}']);
  });

  test('is an answer like any other where the step says itself how to poll', () => {
    const talk = new Conversation(job);
    talk.begun();
    expect(talk.completed('job', { id: 1 }, { path: '/jobs/7' })).toEqual([
      'poll job.poll ml.status {"id":1} every 250 for 9000',
    ]);
  });
});

describe('endpoints', () => {
  test('are called by path and verb', () => {
    const talk = new Conversation('steps:\n  - {id: a, service: s, endpoint: /docs/7, verb: GET, parameters: {q: 1}}');
    expect(talk.begun()).toEqual(['call a s.GET./docs/7 {"q":1}']);
  });
});
