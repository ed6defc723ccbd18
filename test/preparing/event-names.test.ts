import { expect, test } from '@jest/globals';
import { eventNames, mayAwait } from '../../src/preparing/index.ts';

test('each name once, in order', () => {
  expect(eventNames(['b', 'a', 'b'])).toEqual(['a', 'b']);
  expect(mayAwait(['a', 'b'], 'b')).toBe(true);
  expect(mayAwait(['a', 'b'], 'c')).toBe(false);
});

test('where there are too many, any may be awaited', () => {
  const many = [
    eventNames(Array.from({ length: 201 }, (_, i) => `e${i}`)),
    eventNames(Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(256, 'x'))),
    eventNames(['a', '*']),
  ];
  for (const names of many) expect([names.length, mayAwait(names, 'whatever')]).toEqual([1, true]);
  expect(eventNames(Array.from({ length: 200 }, (_, i) => `e${i}`))).toHaveLength(200);
});
