import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EARLIEST_INSTANT, isInstant, isoTime, LATEST_INSTANT, readInstant, readOffset } from '../../src/std/index.ts';

describe('isoTime and readInstant', () => {
  test('agree with the host for every time that four digits can write', () => {
    fc.assert(
      fc.property(fc.integer({ min: EARLIEST_INSTANT, max: LATEST_INSTANT }), (ms) => {
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
        expect(readInstant(isoTime(ms))).toBe(ms);
      }),
      { numRuns: 5000 },
    );
  });

  test('agree with the host on every day of a leap century and its neighbours', () => {
    for (let ms = Date.UTC(1999, 0, 1); ms < Date.UTC(2005, 0, 1); ms += 86_400_000) {
      expect(isoTime(ms)).toBe(new Date(ms).toISOString());
    }
    for (const year of [1600, 1700, 1900, 2000, 2100, 2400]) {
      const february = readInstant(`${year}-02-28T00:00:00Z`) ?? Number.NaN;
      expect(isoTime(february + 86_400_000)).toBe(new Date(february + 86_400_000).toISOString());
    }
  });

  test.each([
    ['2025-01-15T07:00:00Z', '2025-01-15T07:00:00.000Z'],
    ['2025-01-15T07:00:00.5Z', '2025-01-15T07:00:00.500Z'],
    ['2025-01-15T07:00:00.123456789Z', '2025-01-15T07:00:00.123Z'],
    ['2025-01-15T07:00:00+05:30', '2025-01-15T01:30:00.000Z'],
    ['2025-01-15T07:00:00-23:59', '2025-01-16T06:59:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(isoTime(readInstant(text) ?? Number.NaN)).toBe(iso);
  });

  test.each([
    '',
    'now',
    '2025-01-15',
    '2025-01-15T07:00:00',
    '2025-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2025-00-10T00:00:00Z',
    '2025-13-10T00:00:00Z',
    '2025-01-00T00:00:00Z',
    '2025-01-32T00:00:00Z',
    '2025-01-15T24:00:00Z',
    '2025-01-15T07:60:00Z',
    '2025-01-15T07:00:60Z',
    '2025-01-15T07:00:00+24:00',
    '2025-01-15T07:00:00+0200',
    '2025-1-15T07:00:00Z',
    '12025-01-15T07:00:00Z',
    ' 2025-01-15T07:00:00Z',
    '2025-01-15T07:00:00Z ',
    '２025-01-15T07:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    `2025-01-15T07:00:00.${'1'.repeat(100)}Z`,
  ])('refuses %j', (text) => {
    expect(readInstant(text)).toBeNull();
  });

  test('bounds what is a time', () => {
    expect(isInstant(LATEST_INSTANT)).toBe(true);
    expect(isInstant(LATEST_INSTANT + 1)).toBe(false);
    expect(isInstant(EARLIEST_INSTANT - 1)).toBe(false);
    expect(isInstant(0.5)).toBe(false);
    expect(isInstant(Number.NaN)).toBe(false);
  });

  test('reads offsets', () => {
    expect(readOffset('Z')).toBe(0);
    expect(readOffset('-08:30')).toBe(-30_600_000);
    expect(readOffset('+8')).toBeNull();
  });
});
