import { expect, test } from '@jest/globals';
import { plainText } from '../../../activities/http/index.ts';

test.each([
  ['plain', 'plain'],
  ['a\r\n\tb', 'a b'],
  ['\u001b[31mred\u001b[0m\u0007', '[31mred [0m'],
  ['\u202egnirts\u2066x', 'gnirts x'],
  ['x'.repeat(201), `${'x'.repeat(200)}…`],
  ['x'.repeat(200), 'x'.repeat(200)],
  ['\u{1f980}'.repeat(300), `${'\u{1f980}'.repeat(200)}…`],
  ['\ud800', '\ufffd'],
  ['', ''],
])('%j', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test('takes no longer for a huge text', () => {
  expect(plainText(`${' '.repeat(10_000_000)}x`)).toBe('…');
});
