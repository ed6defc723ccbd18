import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { popHeap, pushHeap } from '../../src/std/index.ts';

test('what is taken comes in order, whatever is put in between', () => {
  const isBefore = (a: readonly [number, number], b: readonly [number, number]): boolean =>
    a[0] === b[0] ? a[1] > b[1] : a[0] < b[0];
  fc.assert(
    // A number is put in; null takes one.
    fc.property(fc.array(fc.option(fc.nat({ max: 20 })), { maxLength: 60 }), (moves) => {
      const heap: [number, number][] = [];
      const sorted: [number, number][] = [];
      for (const [at, move] of moves.entries()) {
        if (move === null) {
          expect(popHeap(heap, isBefore)).toEqual(sorted.shift());
          continue;
        }
        pushHeap(heap, [move, at], isBefore);
        sorted.push([move, at]);
        sorted.sort((a, b) => (isBefore(a, b) ? -1 : 1));
      }
      expect(heap).toHaveLength(sorted.length);
    }),
  );
});
