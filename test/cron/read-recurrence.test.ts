import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Calendar, rangesOf, readRecurrence, shortestGap } from '../../src/cron/index.ts';
import { codeFrame } from '../../src/problems/index.ts';

function calendarsOf(rule: string): readonly Calendar[] {
  const reading = readRecurrence(rule);
  if (!reading.ok || reading.recurrence.kind !== 'calendars') throw new Error(rule);
  return reading.recurrence.calendars;
}

const whole = (most: number, least = 0): readonly number[] =>
  Array.from({ length: most - least + 1 }, (_, i) => least + i);

const anything: Calendar = {
  second: [0],
  minute: whole(59),
  hour: whole(23),
  dayOfMonth: whole(31, 1),
  month: whole(12, 1),
  dayOfWeek: whole(6),
  year: [],
};

describe('what is read', () => {
  test.each<[string, Partial<Calendar>]>([
    ['* * * * *', {}],
    ['0 30 6 * * MON-FRI', { minute: [30], hour: [6], dayOfWeek: [1, 2, 3, 4, 5] }],
    ['30 6 * * 1-5', { minute: [30], hour: [6], dayOfWeek: [1, 2, 3, 4, 5] }],
    ['15 30 6 1 jan ? 2027', { second: [15], minute: [30], hour: [6], dayOfMonth: [1], month: [1], year: [2027] }],
    ['* * * * * *', { second: whole(59) }],
    ['0 0 * * 7', { minute: [0], hour: [0], dayOfWeek: [0] }],
    ['0 0 * * FRI-SUN', { minute: [0], hour: [0], dayOfWeek: [0, 5, 6] }],
    ['0 0 * * 5-7', { minute: [0], hour: [0], dayOfWeek: [0, 5, 6] }],
    ['0 0 * * */2', { minute: [0], hour: [0], dayOfWeek: [0, 2, 4, 6] }],
    ['5/20 * * * *', { minute: [5, 25, 45] }],
    ['0-10/5,30,10-12 * * * *', { minute: [0, 5, 10, 11, 12, 30] }],
    ['\t0  0 1 * *  ', { minute: [0], hour: [0], dayOfMonth: [1] }],
    ['@daily', { minute: [0], hour: [0] }],
    ['@Weekly', { minute: [0], hour: [0], dayOfWeek: [0] }],
    ['@hourly', { minute: [0] }],
    ['@monthly', { minute: [0], hour: [0], dayOfMonth: [1] }],
    ['@yearly', { minute: [0], hour: [0], dayOfMonth: [1], month: [1] }],
  ])('%s', (rule, differs) => {
    expect(calendarsOf(rule)).toEqual([{ ...anything, ...differs }]);
  });

  test('both days named: either is enough', () => {
    expect(calendarsOf('0 0 13 * FRI')).toEqual([
      { ...anything, minute: [0], hour: [0], dayOfMonth: [13] },
      { ...anything, minute: [0], hour: [0], dayOfWeek: [5] },
    ]);
  });

  test('a day with a step is named: either is enough, as the guide says', () => {
    const odd = whole(31, 1).filter((day) => day % 2 === 1);
    expect(calendarsOf('0 0 */2 * MON')).toEqual([
      { ...anything, minute: [0], hour: [0], dayOfMonth: odd },
      { ...anything, minute: [0], hour: [0], dayOfWeek: [1] },
    ]);
  });

  test.each([
    ['@every 90s', 90_000],
    ['@every 10m', 600_000],
    ['@every 1h30m', 5_400_000],
    ['@EVERY PT1H', 3_600_000],
  ])('%s', (rule, everyMs) => {
    expect(readRecurrence(rule)).toEqual({ ok: true, recurrence: { kind: 'every', everyMs } });
  });
});

/** What is wrong, with the caret's line, and the hint. */
function refusalOf(rule: string): readonly string[] {
  const reading = readRecurrence(rule);
  if (reading.ok) return ['accepted'];
  return reading.problems.flatMap(({ message, span = { start: 0, end: 0 }, hint }) => [
    message,
    codeFrame(rule, span).split('\n')[1]?.slice(4) ?? '',
    ...(hint === undefined ? [] : [hint]),
  ]);
}

describe('what is refused', () => {
  test.each([
    [
      '',
      ['the rule is empty: a cron rule has 5 (from the minute), 6 (second first) or 7 (second first, year last)', '^'],
    ],
    [
      '0 0 * *',
      ['4 fields: a cron rule has 5 (from the minute), 6 (second first) or 7 (second first, year last)', '^~~~~~~'],
    ],
    ['0 61 * * * *', ['61 is no minute: the minute is 0 to 59', '  ^~']],
    [
      '0 30 6 * * MOM-FRI',
      [
        '`MOM` is no day of the week: the day of the week is 0 to 7, or SUN to SAT',
        '           ^~~',
        'did you mean `MON`?',
      ],
    ],
    [
      '0 0 * January *',
      ['`January` is no month: the month is 1 to 12, or JAN to DEC', '      ^~~~~~~', 'did you mean `JAN`?'],
    ],
    ['0 22-2 * * *', ['`22-2` ends before it begins', '  ^~~~', 'write `22-23,0-2`']],
    ['0 0 * * SAT-MON', ['`SAT-MON` ends before it begins', '        ^~~~~~~', 'write `SAT,SUN-MON`']],
    ['*/0 * * * *', ['a step is a number from 1, as in `*/5`, not `0`', '  ^']],
    ['*/90 * * * *', ['a step of 90 leads out of the minute, which ends at 59', '  ^~']],
    ['1/2/3 * * * *', ['`1/2/3` has more than one step', '^~~~~']],
    ['1,,2 * * * *', ['a value is missing here: the minute is 0 to 59', '  ^']],
    ['5- * * * *', ['a value is missing here: the minute is 0 to 59', '  ^']],
    ['-5 * * * *', ['`-5` is no minute: the minute is 0 to 59', '^~']],
    [
      '0 0 L * *',
      [
        '`L`: `L` (the last day of a month) is not supported',
        '    ^',
        'write `1` for the first day of the next month, or `28-31` and let a `when` of the workflow decide',
      ],
    ],
    [
      '0 0 15W * *',
      [
        '`15W`: `W` (the nearest weekday) is not supported',
        '    ^~~',
        'write the day, or `MON-FRI` as the days of the week, and let a `when` of the workflow decide',
      ],
    ],
    [
      '0 0 * * MON#1',
      [
        '`MON#1`: `#` (the nth such day of a month) is not supported',
        '        ^~~~~',
        'write `MON` and let a `when` of the workflow skip the other weeks',
      ],
    ],
    [
      '0 0 * * 5L',
      [
        '`5L`: `L` (the last such day of a month) is not supported',
        '        ^~',
        'write `5` and let a `when` of the workflow skip the other weeks',
      ],
    ],
    [
      '0 0 1 1 * 2027',
      [
        '2027 is no day of the week: the day of the week is 0 to 7, or SUN to SAT',
        '          ^~~~',
        'six fields begin with the second; a year is the last of seven',
      ],
    ],
    ['0 0 0 1 1 * 1999', ['1999 is no year: the year is 2000 to 2100', '            ^~~~']],
    [
      '@dayly',
      [
        '`@dayly` is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, @every',
        '^~~~~~',
        'did you mean `@daily`?',
      ],
    ],
    ['@daily 5', ['nothing comes behind `@daily`', '       ^']],
    ['@every', ['how often? Write `@every 10m`', '^~~~~~']],
    ['@every ten', ['`ten` is no duration: write `90s`, `10m` or `1h30m`', '       ^~~']],
    ['@every -5m', ['`-5m` is no duration: write `90s`, `10m` or `1h30m`', '       ^~~']],
    ['@every 500ms', ['`500ms` is no whole number of seconds', '       ^~~~~']],
    ['@every 99w', ['`99w` is longer than a year', '       ^~~']],
    ['@every 1h 30m', ['`@every` takes one duration, as `1h30m`', '          ^~~']],
    ['TZ=UTC 0 0 * * *', ['a rule says nothing of its time zone', '^~~~~~', 'give `timezone` beside the rule']],
    [
      'FREQ=DAILY;BYHOUR=6',
      [
        "iCalendar's rules are not read; a rule is written as cron has it",
        '^~~~~~~~~~~~~~~~~~~',
        'write `0 30 6 * * MON-FRI` for half past six from Monday to Friday',
      ],
    ],
    ['60 24 * * *', ['60 is no minute: the minute is 0 to 59', '^~', '24 is no hour: the hour is 0 to 23', '   ^~']],
  ])('%s', (rule, said) => {
    expect(refusalOf(rule)).toEqual(said);
  });

  test('no text makes it fail', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.string({ unit: fc.constantFrom(...'0159*,-/?LW#@ JANMO'.split('')), maxLength: 60 }),
        ),
        (rule) => {
          const reading = readRecurrence(rule);
          if (reading.ok) return;
          for (const { span } of reading.problems) {
            expect(span?.start).toBeLessThanOrEqual(rule.length);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['* * * * * *', 1000],
  ['*/10 * * * * *', 10_000],
  ['0,55 * * * * *', 5_000],
  ['2,58 30 6 * * *', 56_000],
  ['2,58 30,31 6 * * *', 4_000],
  ['2,58 0,59 * * * *', 4_000],
  ['* * * * *', 60_000],
  ['0 0 13 * FRI', 60_000],
  ['@every 15s', 15_000],
])('%s leaves at least %d ms between its times', (rule, gap) => {
  const reading = readRecurrence(rule);
  expect(reading.ok && shortestGap(reading.recurrence)).toBe(gap);
});

test('ranges have the values that they were made of', () => {
  expect(rangesOf([0, 15, 30, 45])).toEqual([{ start: 0, end: 45, step: 15 }]);
  expect(rangesOf([1, 2, 3, 7, 30])).toEqual([
    { start: 1, end: 3, step: 1 },
    { start: 7, end: 7, step: 1 },
    { start: 30, end: 30, step: 1 },
  ]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 59 })), (some) => {
      const values = some.toSorted((a, b) => a - b);
      const back = rangesOf(values).flatMap(({ start, end, step }) =>
        Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step),
      );
      expect(back).toEqual(values);
    }),
  );
});
