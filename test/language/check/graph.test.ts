import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graphOf, orderOf } from '../../../src/language/check/graph.ts';

/** The words of the language page, followed letter by letter. */
function slowOrder(dependsOn: readonly (readonly number[])[]): number[] | null {
  const taken: number[] = [];
  while (taken.length < dependsOn.length) {
    const next = dependsOn.findIndex((all, i) => !taken.includes(i) && all.every((on) => taken.includes(on)));
    if (next === -1) return null;
    taken.push(next);
  }
  return taken;
}

describe('plan order', () => {
  test.each([
    ['nothing', [], []],
    ['as written', [[], [], []], [0, 1, 2]],
    ['against the order of writing', [[1], [2], []], [2, 1, 0]],
    ['the diamond', [[], [0], [0], [1, 2]], [0, 1, 2, 3]],
    ['what becomes ready goes before what is written later', [[1], [], []], [1, 0, 2]],
  ])('%s', (_name, dependsOn, order) => {
    expect(orderOf(dependsOn)).toEqual(order);
  });

  test('again and again the earliest-written step whose dependencies are all taken', () => {
    const graph = fc.integer({ min: 0, max: 14 }).chain((count) =>
      fc.array(fc.uniqueArray(fc.nat(Math.max(0, count - 1)), { maxLength: 3 }), {
        minLength: count,
        maxLength: count,
      }),
    );
    fc.assert(
      fc.property(graph, (dependsOn) => {
        expect(orderOf(dependsOn)).toEqual(slowOrder(dependsOn));
      }),
      { numRuns: 1000 },
    );
  });

  test('a chain of 10,000, written backwards, and 10,000 that are ready at once', () => {
    const count = 10_000;
    const backwards = Array.from({ length: count }, (_, i) => (i + 1 < count ? [i + 1] : []));
    expect(orderOf(backwards)?.[0]).toBe(count - 1);
    const fan = Array.from({ length: count }, (_, i) => (i === count - 1 ? [] : [count - 1]));
    expect(orderOf(fan)?.slice(0, 3)).toEqual([count - 1, 0, 1]);
  });
});

test('edges are counted once, whether written, read or both', () => {
  const steps = [{ id: 'a' }, { id: 'b', depends_on: ['a', 'a', 'missing'] }, { id: 'c', depends_on: ['b'] }];
  const graph = graphOf(steps, [[], ['a'], ['a']]);
  expect(graph.dependsOn).toEqual([[], [0], [0, 1]]);
  expect(graph.edges).toBe(3);
});
