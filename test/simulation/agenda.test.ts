import { expect, test } from '@jest/globals';
import { newAgenda } from '../../src/simulation/agenda.ts';

test('takes by time, then rank, then place, then element; of a unit an answer before a time-out; then what was added first', () => {
  const moments = [
    [0, 0, 0, -1],
    [5, 0, 0, -1],
    [5, 1, 0, -1],
    [5, 1, 1, -1],
    [5, 1, 1, 0],
    [5, 1, 1, 1],
    [5, 1, 1, 1],
    [5, 1, 2, -1],
    [7, 0, 0, -1],
  ] as const;
  // Every rotation, so that no order of adding is the right one by chance.
  for (const turn of moments.keys()) {
    const agenda = newAgenda();
    const taken: number[] = [];
    for (const i of moments.keys()) {
      const which = (i * 2 + turn) % moments.length;
      const [at, rank, place, element] = moments[which] as (typeof moments)[number];
      agenda.add({ at, rank, place, element, part: which === 6 ? 'timer' : 'answer' }, () => taken.push(which));
    }
    for (let next = agenda.take(); next !== null; next = agenda.take()) next.happen();
    expect(taken).toEqual([...moments.keys()]);
  }
});

test('of two that are alike the one that was added first comes first', () => {
  const agenda = newAgenda();
  const taken: number[] = [];
  for (const i of Array.from({ length: 50 }).keys())
    agenda.add({ at: 1, rank: 0, place: 0, element: -1, part: 'answer' }, () => taken.push(i));
  for (let next = agenda.take(); next !== null; next = agenda.take()) next.happen();
  expect(taken).toEqual([...Array.from({ length: 50 }).keys()]);
});

test('what was dropped does not happen', () => {
  const agenda = newAgenda();
  const entry = agenda.add({ at: 1, rank: 0, place: 0, element: -1, part: 'answer' }, () => undefined);
  agenda.add({ at: 2, rank: 0, place: 0, element: -1, part: 'answer' }, () => undefined);
  entry.holds = false;
  expect(agenda.take()?.at).toBe(2);
  expect(agenda.take()).toBeNull();
});
