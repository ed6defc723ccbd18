import { expect, test } from '@jest/globals';
import { mostWords, outcomeWriter } from '../../src/driver/outcome-attribute.ts';
import { newState } from '../../src/engine/index.ts';
import { planOf } from '../support/plans.ts';

const plan = planOf([{ id: 'a' }]);
const execution = { baton: 1, plan, inputs: {}, engine: 1, attributes: true } as const;

function paused(times: number) {
  const state = newState(plan, { executionId: 'x', inputs: {}, startedAt: 0 });
  const words: (string | null)[] = [];
  const write = outcomeWriter(execution, state, (word) => words.push(word));
  const tell = (isPaused: boolean, isOver = false): void => {
    if (isPaused) state.paused = true;
    else delete state.paused;
    write(isOver);
  };
  for (let time = 0; time < times; time++) {
    tell(true);
    tell(false);
  }
  return { words, tell };
}

test.each([0, 1])('the last of %i and very many words is none that might not hold any more', (first) => {
  const { words, tell } = paused((mostWords - 2) / 2);
  // One word that is told by itself makes the last one fall on a pause or on its end.
  if (first === 1) tell(true);
  for (let time = 0; time < 3; time++) {
    tell(first === 0);
    tell(first !== 0);
  }
  expect(words).toHaveLength(mostWords);
  expect(words.at(-1)).toBeNull();
});

test('how it leaves its history is said, however much was said before', () => {
  const { words, tell } = paused(mostWords);
  tell(true);
  expect([words.length, words.at(-1)]).toEqual([mostWords, null]);
  tell(true, true);
  expect(words.at(-1)).toBe('paused');
});
