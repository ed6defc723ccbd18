import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearest } from '../../src/problems/index.ts';

describe('the nearest name', () => {
  test.each([
    ['temprature', ['pressure', 'temperature'], 'temperature'],
    ['metohd', ['method', 'methods'], 'method'],
    ['SERVICE', ['service'], 'service'],
    ['b', ['a'], 'a'],
    ['abc', ['xyz'], null],
    ['x'.repeat(65), ['x'.repeat(65)], null],
    // Lower case is twice as long.
    ['İ'.repeat(64), ['İ'.repeat(65), 'İ'.repeat(85)], 'İ'.repeat(65)],
  ])('of %s among %j: %j', (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });

  test.each([
    ['short', 1, 12],
    ['of about as many characters as a number has bits', 29, 35],
    ['with other than plain characters', 1, 12, 'é'],
  ])('is as near as a table filled in whole says: %s', (_which, minLength, maxLength, more = 'c') => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', more, '_'), minLength, maxLength });
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 8 }), (wanted, candidates) => {
        const near = nearest(wanted, candidates);
        const distances = candidates.map((each) => wholeTable(wanted, each));
        const least = Math.min(...distances);
        const allowed = Math.max(1, Math.floor(wanted.length / 3));
        expect(near).toBe(least <= allowed ? candidates[distances.indexOf(least)] : null);
      }),
      { numRuns: 2000 },
    );
  });

  test('is not looked for where no comparisons are left; names of another length cost none', () => {
    const comparisons = { left: 3 };
    let taken = 0;
    function* names(): Generator<string> {
      for (; ; taken++) yield taken < 10 ? 'short' : 'long_enough_x';
    }
    expect(nearest('long_enough_y', names(), comparisons)).toBeNull();
    expect(taken).toBe(13);
    expect(nearest('a', ['a'], comparisons)).toBeNull();
  });
});

function wholeTable(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => i + j));
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const costs = [cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)];
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) costs.push(cell(i - 2, j - 2) + 1);
      (rows[i] ?? [])[j] = Math.min(...costs);
    }
  }
  return cell(a.length, b.length);
}
