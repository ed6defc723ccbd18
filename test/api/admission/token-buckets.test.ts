import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { createTokenBuckets } from '../../../src/api/admission/token-buckets.ts';
import { callerOf } from '../../../src/api/admission/caller.ts';

test('a burst, then so many a second, each caller for itself', () => {
  const buckets = createTokenBuckets({ perSecond: 10, burst: 3, callers: 10 });
  expect([0, 1, 2].map(() => buckets.take('a', 0))).toEqual([0, 0, 0]);
  expect(buckets.take('a', 0)).toBe(100);
  expect(buckets.take('b', 0)).toBe(0);
  expect(buckets.take('a', 40)).toBe(60);
  expect(buckets.take('a', 100)).toBe(0);
  expect(buckets.take('a', 100)).toBe(100);
  expect([0, 1, 2, 3].map(() => buckets.take('a', 60_000))).toEqual([0, 0, 0, 100]);
});

test('in any stretch of time no caller gets more than the burst and what has flowed in', () => {
  const gaps = fc.array(fc.nat(400), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), (all, perSecond, burst) => {
      const buckets = createTokenBuckets({ perSecond, burst, callers: 4 });
      let now = 0;
      const taken: number[] = [];
      for (const gap of all) {
        now += gap;
        if (buckets.take('a', now) === 0) taken.push(now);
      }
      for (const [i, from] of taken.entries()) {
        for (let j = i; j < taken.length; j++) {
          const most = burst + (((taken[j] ?? 0) - from) / 1000) * perSecond;
          expect(j - i + 1).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('so many callers are known and no more; who was away longest is forgotten', () => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 1, callers: 2 });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map((caller) => buckets.take(caller, 0))).toEqual([0, 0, 1000, 0, 1000, 0]);
});

test('without a limit nothing is counted', () => {
  const buckets = createTokenBuckets({ perSecond: Number.POSITIVE_INFINITY, burst: 1, callers: 1 });
  expect([0, 1, 2].map(() => buckets.take('a', 0))).toEqual([0, 0, 0]);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '8193:3512:1:2'],
  ['2001:db8:1:2:ffff::1', '8193:3512:1:2'],
  ['::1', '0:0:0:0'],
  [undefined, ''],
  ['nonsense', ''],
])('%s counts as %s', (address, caller) => {
  expect(callerOf(address)).toBe(caller);
});
