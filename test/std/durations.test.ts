import { expect, test } from '@jest/globals';
import { readDuration } from '../../src/std/index.ts';

test.each([
  ['30m', 1_800_000],
  ['-30m', -1_800_000],
  ['+30m', 1_800_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['1w2d', 777_600_000],
  ['500ms', 500],
  ['0s', 0],
  ['-0s', 0],
  ['1s1ms', 1001],
  ['0.0004s', 0],
  ['PT30M', 1_800_000],
  ['-PT30M', -1_800_000],
  ['P1D', 86_400_000],
  ['P2W', 1_209_600_000],
  ['P1DT2H3M4S', 93_784_000],
  ['PT0.5S', 500],
])('reads %s', (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});

test.each([
  '',
  ' ',
  '30',
  'm',
  '1mo',
  '1y',
  'P1M',
  'P1Y',
  'P',
  'PT',
  'P1DT',
  '--5m',
  '5 m',
  '30m1h',
  '1h1h',
  '1e3s',
  '1.h',
  '.5h',
  '1,5h',
  'PT1.5H',
  'pt30m',
  '1H',
  '999999999999w999999999999d',
  '1h '.repeat(30),
])('refuses %j', (text) => {
  expect(readDuration(text)).toBeNull();
});
