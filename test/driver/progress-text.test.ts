import { describe, expect, test } from '@jest/globals';
import { createProgress } from '../../src/driver/progress-text.ts';
import { Conversation } from '../engine/conversation.ts';

const definition = `
steps:
  - {id: a, service: svc, method: a, compensate_method: undo}
  - {id: b, service: svc, method: b, when: "{{1 == 2}}"}
  - {id: c, service: svc, method: c, depends_on: [a]}
  - {id: d, delay_ms: 1000, depends_on: [c]}
`;

describe('the progress of an execution', () => {
  const talk = new Conversation(definition, {}, { hold: true });
  const progress = createProgress(talk.plan, talk.state);
  const after = (say: (talk: Conversation) => unknown): readonly string[] => {
    say(talk);
    for (const change of talk.changes()) progress.note(change);
    return progress.text().split('\n\n');
  };

  test('names what runs and counts what has ended', () => {
    expect(progress.text()).toBe('0 of 4 steps have ended');
    expect(after((each) => each.begun())).toEqual(['1 of 4 steps have ended: 1 skipped', 'Running: `a`']);
    expect(after((each) => each.completed('a'))).toEqual([
      '2 of 4 steps have ended: 1 completed, 1 skipped',
      'Running: `c`',
    ]);
  });

  test('says that it waits for a decision, and that it undoes', () => {
    expect(after((each) => each.failed('c'))).toEqual([
      '3 of 4 steps have ended: 1 completed, 1 failed, 1 skipped',
      'Held for a decision: c failed',
    ]);
    expect(after((each) => each.told('compensate-requested')).at(-1)).toBe('Undoing a');
  });

  test('begun from a state, knows what has ended before', () => {
    const text = createProgress(talk.plan, talk.state).text();
    expect(text).toBe('3 of 4 steps have ended: 1 completed, 1 failed, 1 skipped\n\nUndoing');
  });

  test('counts a step that runs again once', () => {
    const again = new Conversation('steps: [{id: a, service: svc, method: a}]', {}, { hold: true });
    const twice = createProgress(again.plan, again.state);
    again.begun();
    again.failed('a');
    again.told('retry-requested');
    again.completed('a');
    for (const change of again.changes()) twice.note(change);
    expect(twice.text().split('\n\n')[0]).toBe('1 of 1 steps have ended: 1 completed');
  });

  test('of very many names the first', () => {
    const many = Array.from({ length: 12 }, (_, at) => `  - {id: s${at}, service: svc, method: m}`).join('\n');
    const wide = new Conversation(`steps:\n${many}`);
    wide.begun();
    expect(createProgress(wide.plan, wide.state).text()).toMatch(/`s0`.*`s7` and 4 more$/);
  });
});
