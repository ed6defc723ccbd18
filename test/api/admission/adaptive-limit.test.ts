import { expect, test } from '@jest/globals';
import { createAdaptiveLimit } from '../../../src/api/admission/adaptive-limit.ts';

const options = { most: 100, least: 8, slowMs: 1000 };

test('shrinks while requests are slow, to a least, and grows again while quick ones make use of it', () => {
  const limit = createAdaptiveLimit(options);
  expect(limit.current()).toBe(100);
  for (let i = 0; i < 20; i++) limit.noteEnd(1500, limit.current());
  expect(limit.current()).toBeLessThan(60);
  for (let i = 0; i < 1000; i++) limit.noteEnd(5000, limit.current());
  expect(limit.current()).toBe(8);
  for (let i = 0; i < 100; i++) limit.noteEnd(10, 1);
  expect(limit.current()).toBe(8);
  for (let i = 0; i < 400; i++) limit.noteEnd(10, limit.current());
  expect(limit.current()).toBe(100);
});

test('settles where requests take about as long as may be', () => {
  // So many a second are answered, however many are sent.
  const perSecond = 30;
  const limit = createAdaptiveLimit(options);
  for (let i = 0; i < 3000; i++) limit.noteEnd((limit.current() / perSecond) * 1000, limit.current());
  expect(limit.current()).toBeGreaterThanOrEqual(25);
  expect(limit.current()).toBeLessThanOrEqual(35);
});

test('a slow one now and then, with little else to do, makes no room for fewer', () => {
  const limit = createAdaptiveLimit(options);
  for (let i = 0; i < 1000; i++) limit.noteEnd(i % 10 === 0 ? 3000 : 5, 3);
  expect(limit.current()).toBe(100);
});

test('no limit stays none', () => {
  const limit = createAdaptiveLimit({ ...options, most: Number.POSITIVE_INFINITY });
  limit.noteEnd(9000, 500);
  expect(limit.current()).toBe(Number.POSITIVE_INFINITY);
});
