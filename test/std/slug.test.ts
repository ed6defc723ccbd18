import { expect, test } from '@jest/globals';
import { slug, withoutMarks } from '../../src/std/index.ts';

test.each([
  ['Morning departure prep', 40, 'morning-departure-prep'],
  ['  2024: a Report! ', 40, '2024-a-report'],
  ['Été', 40, 't'],
  ['分析', 40, ''],
  ['', 40, ''],
  ['abcdefgh ijk', 9, 'abcdefgh'],
  ['abcdefghijkl', 9, 'abcdefghi'],
  [' abcdefghijkl', 9, 'abcdefgh'],
])('%j in at most %i characters', (title, most, beginning) => {
  expect(slug(title, most)).toBe(beginning);
});

test('letters without their marks', () => {
  expect(withoutMarks('Été à l’île ﬁn')).toBe('Ete a l’ile fin');
});
