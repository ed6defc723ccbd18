import { describe, expect, test } from '@jest/globals';
import { advance, newState, type Observation, type UndoCall } from '../../src/engine/index.ts';
import { Conversation, planOfText, startedAt } from './conversation.ts';

const undo = (key: string): UndoCall => ({
  service: 'pay',
  method: 'refund',
  parameters: { key },
  key,
  timeoutMs: 1000,
  retry: { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 },
});

const text = `
steps:
  - {id: trip, workflow: book_trip, version: "2", inputs: {to: Oslo}}
  - {id: after, service: s, method: m, depends_on: [trip]}
`;

describe('a sub-workflow', () => {
  test("is an execution of its own; its result is the step's", () => {
    const talk = new Conversation(text);
    expect(talk.begun()).toEqual(['child exec~trip book_trip@2 {"to":"Oslo"} depth 1']);
    expect(talk.childCompleted('trip', { seat: 4 })).toEqual(['call after s.m {}']);
    expect(talk.completed('after', 1)).toEqual(['completed {"trip":{"seat":4},"after":1}']);
  });

  test('that completed is undone by its own list, in its place; one undo that fails stops none of the others', () => {
    const talk = new Conversation(text);
    talk.begun();
    talk.childCompleted('trip', null, [undo('k2'), undo('k1')]);
    expect(talk.failed('after')).toEqual(['call trip.undo.0 pay.refund {"key":"k2"}']);
    expect(talk.failed('trip.undo.0')).toEqual(['call trip.undo.1 pay.refund {"key":"k1"}']);
    expect(talk.completed('trip.undo.1')).toEqual(['failed service-error in after: after failed']);
    expect(talk.step('trip').undo).toMatchObject({ status: 'failed', attempts: 2 });
  });

  test('that failed has undone itself', () => {
    const talk = new Conversation(text);
    talk.begun();
    expect(talk.childFailed('trip')).toEqual(['failed sub-workflow-failed in trip: trip failed']);
    expect(talk.statuses()).toEqual(['trip failed', 'after pending']);
  });

  test('past its timeout_ms it is told to stop, and the step ends when it has', () => {
    const talk = new Conversation('steps:\n  - {id: trip, workflow: book_trip, timeout_ms: 500}');
    expect(talk.begun()).toEqual(['child exec~trip book_trip {} depth 1', 'timer trip 500']);
    expect(talk.fired('trip')).toEqual(['abort-child trip']);
    expect(talk.childAborted('trip')).toEqual([
      'failed step-timed-out in trip: book_trip ran longer than timeout_ms, 500',
    ]);
  });

  test('that completed in the moment it was told to stop is undone', () => {
    const talk = new Conversation('steps:\n  - {id: trip, workflow: book_trip, timeout_ms: 500}');
    talk.begun();
    talk.fired('trip');
    expect(talk.childCompleted('trip', 1, [undo('k')])).toEqual(['call trip.undo.0 pay.refund {"key":"k"}']);
    expect(talk.completed('trip.undo.0')).toEqual([expect.stringMatching(/^failed step-timed-out in trip/)]);
  });

  test('each element of a list is one', () => {
    const talk = new Conversation(
      'steps:\n  - {id: trip, workflow: book_trip, for_each: "{{[1, 2]}}", inputs: {to: "{{item}}"}}\n  - {id: after, service: s, method: m, depends_on: [trip]}',
    );
    expect(talk.begun()).toEqual([
      'child exec~trip~0 book_trip {"to":1} depth 1',
      'child exec~trip~1 book_trip {"to":2} depth 1',
    ]);
    talk.childCompleted('trip[0]', 'a', [undo('a')]);
    talk.childCompleted('trip[1]', 'b', [undo('b')]);
    expect(talk.failed('after')).toEqual(['call trip[1].undo.0 pay.refund {"key":"b"}']);
    expect(talk.completed('trip[1].undo.0')).toEqual(['call trip[0].undo.0 pay.refund {"key":"a"}']);
  });

  test('stands ten executions deep at most', () => {
    expect(new Conversation(text, { depth: 9 }).begun()).toEqual([expect.stringMatching(/depth 10$/)]);
    expect(new Conversation(text, { depth: 10 }).begun()).toEqual([expect.stringMatching(/^failed too-deep in trip/)]);
  });
});

describe('the undo list of a called execution', () => {
  test('is what it would do itself, backwards, with its own keys', () => {
    const plan = planOfText(`
steps:
  - {id: a, service: pay, method: charge, for_each: "{{[10, 20]}}", parameters: {amount: "{{item}}"}, compensate_method: refund}
  - {id: c, service: mail, method: send, depends_on: [a], compensate_method: unsend, compensate_parameters: {was: "{{result}}"}}
`);
    const state = newState(plan, { executionId: 'p~x', inputs: {}, startedAt, called: true, depth: 1 });
    const at = startedAt;
    const tell = (observation: Observation) => advance(plan, state, observation).commands;
    const done = (step: number, element: number | undefined, result: string) =>
      tell({
        kind: 'call-completed',
        at,
        call: { step, part: 'call', ...(element !== undefined && { element }) },
        result,
        attempts: 1,
      });
    tell({ kind: 'begun', at });
    done(0, 1, 'b');
    done(0, 0, 'a');
    const [end] = done(1, undefined, 'm');
    expect(end).toMatchObject({
      kind: 'end',
      outcome: {
        kind: 'completed',
        undo: [
          { service: 'mail', method: 'unsend', parameters: { was: 'm' }, key: 'p~x_c:undo' },
          { service: 'pay', method: 'refund', parameters: { amount: 20, result: 'b' }, key: 'p~x_a:1:undo' },
          { service: 'pay', method: 'refund', parameters: { amount: 10, result: 'a' }, key: 'p~x_a:0:undo' },
        ],
      },
    });
  });
});
