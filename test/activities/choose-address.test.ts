import { expect, test } from '@jest/globals';
import { createAddressChoice } from '../../activities/choose-address.ts';

test('takes the address with the fewest calls in flight', () => {
  const choice = createAddressChoice();
  const first = choice.take(['a', 'b', 'c']);
  const second = choice.take(['a', 'b', 'c']);
  const third = choice.take(['a', 'b', 'c']);
  expect([first, second, third].map((lease) => lease?.address)).toEqual(['a', 'b', 'c']);
  second?.release();
  expect(choice.take(['a', 'b', 'c'])?.address).toBe('b');
});

test('takes turns where none is in flight, so that a repeated call goes elsewhere', () => {
  const choice = createAddressChoice();
  const taken = Array.from({ length: 4 }, () => {
    const lease = choice.take(['a', 'b']);
    lease?.release();
    return lease?.address;
  });
  expect(taken).toEqual(['a', 'b', 'a', 'b']);
});

test('has none to take from none', () => {
  expect(createAddressChoice().take([])).toBeNull();
});
