import { describe, expect, test } from '@jest/globals';
import { advance, type Command, newState, type Observation, parseCallId, planIndex } from '../../src/engine/index.ts';
import type { Json } from '../../src/std/index.ts';
import { planOfText, startedAt } from './conversation.ts';

/** What one execution asks for, as it is: with the places of its secrets. */
function execution(text: string, called = false) {
  const plan = planOfText(text);
  const state = newState(plan, { executionId: 'exec', inputs: {}, startedAt, called });
  const tell = (observation: Observation): readonly Command[] => advance(plan, state, observation).commands;
  const callOf = (id: string) => {
    const call = parseCallId(planIndex(plan), id);
    if (call === null) throw new Error(id);
    return call;
  };
  return {
    begun: () => tell({ kind: 'begun', at: startedAt }),
    completed: (id: string, result: Json = null) =>
      tell({ kind: 'call-completed', at: startedAt, call: callOf(id), result, attempts: 1 }),
    failed: (id: string) => tell(failure(id)),
    passing: (id: string) => tell({ ...failure(id), passing: true }),
  };

  function failure(id: string) {
    return {
      kind: 'call-failed',
      at: startedAt,
      call: callOf(id),
      code: 'service-error',
      message: 'no',
      attempts: 1,
      unanswered: false,
    } as const;
  }
}

const place = (at: string, from: number, name: string) => ({ at, from, name });

describe('the places of secrets go with a call', () => {
  test('a call, its polling and its actions', () => {
    const { begun, completed } = execution(`
steps:
  - id: a
    service: s
    method: m
    parameters: {k: "{{secrets.A}}"}
    poll: {method: p, parameters: {k: "x {{secrets.B}}"}, until: "{{response.done}}"}
    on_success: {service: log, method: l, parameters: {k: "{{secrets.C}}"}}
`);
    expect(begun()).toMatchObject([
      { kind: 'start-call', parameters: { k: '{{secrets.A}}' }, secrets: [place('/k', 0, 'A')] },
    ]);
    expect(completed('a')).toMatchObject([
      { kind: 'start-poll', target: { parameters: { k: 'x {{secrets.B}}' }, secrets: [place('/k', 2, 'B')] } },
    ]);
    expect(completed('a.poll')).toMatchObject([{ kind: 'start-call', service: 'log', secrets: [place('/k', 0, 'C')] }]);
  });

  test('an undo, with parameters of its own and with those of the step', () => {
    const { begun, completed, failed } = execution(`
steps:
  - {id: a, service: s, method: m, parameters: {k: "{{secrets.A}}"}, compensate_method: u, compensate_parameters: {u: ["{{secrets.U}}"]}}
  - {id: b, service: s, method: m, parameters: {k: "{{secrets.A}}", result: "{{secrets.B}}", results: "{{secrets.C}}"}, compensate_method: u, depends_on: [a]}
  - {id: c, service: s, method: m, depends_on: [b]}
`);
    begun();
    completed('a');
    completed('b', '{{secrets.A}}');
    expect(failed('c')).toMatchObject([
      {
        kind: 'start-call',
        method: 'u',
        parameters: { k: '{{secrets.A}}', result: '{{secrets.A}}', results: '{{secrets.C}}' },
        // What the service answered has taken the place of a member, and is data.
        secrets: [place('/k', 0, 'A'), place('/results', 0, 'C')],
      },
    ]);
    expect(completed('b.undo')).toMatchObject([{ method: 'u', secrets: [place('/u/0', 0, 'U')] }]);
  });

  test('a fast call, and the ordinary one that follows where it failed in passing', () => {
    const { begun, passing } = execution(
      'steps:\n  - {id: a, service: s, method: m, fast: true, parameters: {k: "{{secrets.A}}"}}\n',
    );
    expect(begun()).toMatchObject([{ kind: 'start-call', fast: {}, secrets: [place('/k', 0, 'A')] }]);
    const [call] = passing('a');
    expect(call).toMatchObject({ kind: 'start-call', secrets: [place('/k', 0, 'A')] });
    expect(call).not.toHaveProperty('fast');
  });

  test('the list that undoes a sub-workflow', () => {
    const { begun, completed } = execution(
      'steps:\n  - {id: a, service: s, method: m, compensate_method: u, compensate_parameters: {k: "{{secrets.U}}"}}\n',
      true,
    );
    begun();
    expect(completed('a')).toMatchObject([
      { kind: 'end', outcome: { undo: [{ parameters: { k: '{{secrets.U}}' }, secrets: [place('/k', 0, 'U')] }] } },
    ]);
  });

  test('where there are none, a call has no member more than it ever had', () => {
    const [call] = execution('steps:\n  - {id: a, service: s, method: m, parameters: {k: "{{inputs.x}}"}}\n').begun();
    expect(new Set(Object.keys(call ?? {}))).toEqual(
      new Set(['kind', 'call', 'service', 'method', 'parameters', 'key', 'timeoutMs', 'retry']),
    );
  });

  test('so many that they are too large fail the step', () => {
    const text = '{{secrets.A}}'.repeat(15_000);
    const { begun } = execution(
      `steps:\n  - {id: a, service: s, method: m, parameters: {k: "${text}", l: "${text}"}}\n`,
    );
    expect(begun()).toMatchObject([{ kind: 'end', outcome: { failure: { code: 'parameters-too-large' } } }]);
  });
});
