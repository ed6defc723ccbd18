import { describe, expect, test } from '@jest/globals';
import { Cron } from 'croner';
import fc from 'fast-check';
import { nextTimes, readRecurrence, type Zone } from '../../src/cron/index.ts';
import { zoneOf } from '../../src/time-zones/index.ts';
import { randomRule } from './random-rules.ts';

/** Against croner, which reads cron rules for a living. */

const rules = process.env['BATON_FULL'] === '1' ? 20_000 : 2_000;
const COUNT = 8;
const HOUR_MS = 3_600_000;

const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2036, 0, 1) });

function ours(rule: string, after: number, zone: Zone): readonly number[] {
  const reading = readRecurrence(rule);
  if (!reading.ok) throw new Error(`${rule}: ${reading.problems.map(({ message }) => message).join('; ')}`);
  return nextTimes(reading.recurrence, { after, count: COUNT, zone });
}

function theirs(rule: string, after: number, timezone: string): readonly number[] {
  return new Cron(rule, { timezone, paused: true }).nextRuns(COUNT, new Date(after)).map((date) => date.getTime());
}

test(`${rules} rules have the same next times in UTC`, () => {
  const zone = zoneOf('UTC') as Zone;
  fc.assert(
    fc.property(randomRule, moments, (rule, after) => {
      expect([rule, ours(rule, after, zone)]).toEqual([rule, theirs(rule, after, 'UTC')]);
    }),
    { numRuns: rules },
  );
}, 600_000);

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Auckland'];

describe.each(zones)('in %s', (name) => {
  const zone = zoneOf(name) as Zone;

  test(`${rules / 10} rules have the same next times wherever the clocks run on`, () => {
    fc.assert(
      fc.property(randomRule, moments, (rule, after) => {
        // What is done with a time that is left out or comes twice is a matter of taste: see the next test.
        const steady = (times: readonly number[]): readonly number[] =>
          times.filter((each) => zone.offsetAt(each - 30 * HOUR_MS) === zone.offsetAt(each + 30 * HOUR_MS));
        const mine = ours(rule, after, zone);
        const last = Math.min(mine.at(-1) ?? Number.POSITIVE_INFINITY, theirs(rule, after, name).at(-1) ?? 0);
        const upTo = (times: readonly number[]): readonly number[] => steady(times).filter((each) => each <= last);
        expect([rule, upTo(mine)]).toEqual([rule, upTo(theirs(rule, after, name))]);
      }),
      { numRuns: rules / 10 },
    );
  }, 600_000);
});

describe('where clocks are changed', () => {
  const berlin = zoneOf('Europe/Berlin') as Zone;
  const iso = (times: readonly number[]): readonly string[] => times.map((each) => new Date(each).toISOString());

  test('a local time that is jumped over is left out that day', () => {
    const times = ours('0 30 2 * * *', Date.UTC(2026, 2, 27, 12), berlin);
    expect(iso(times.slice(0, 3))).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
  });

  test('a local time that comes twice is taken twice', () => {
    const times = ours('0 30 2 * * *', Date.UTC(2026, 9, 24, 12), berlin);
    expect(iso(times.slice(0, 3))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('what comes every half hour goes on through the night', () => {
    const times = ours('*/30 * * * *', Date.UTC(2026, 9, 24, 23, 45), berlin);
    const gaps = times.slice(1).map((each, i) => each - (times[i] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([HOUR_MS / 2]));
  });
});
