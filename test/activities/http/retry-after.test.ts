import { expect, test } from '@jest/globals';
import { readRetryAfter } from '../../../activities/http/index.ts';

const now = Date.UTC(2026, 0, 31, 23, 59, 50);

test.each([
  ['120', 120_000],
  [' 3 ', 3000],
  ['0', 0],
  ['301', 300_000],
  ['99999999999999999999999', 300_000],
  ['Sun, 01 Feb 2026 00:00:00 GMT', 10_000],
  ['Sun, 01 Feb 2026 12:00:00 GMT', 300_000],
  ['Sat, 31 Jan 2026 00:00:00 GMT', 0],
  ['Sun, 99 Feb 2026 00:00:00 GMT', undefined],
  ['2026-02-01', undefined],
  ['1.5', undefined],
  ['-1', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s', (value, ms) => {
  expect(readRetryAfter(value, now)).toBe(ms);
});
