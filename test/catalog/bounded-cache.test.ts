import { describe, expect, test } from '@jest/globals';
import { createBoundedCache } from '../../src/catalog/index.ts';

describe('a bounded cache', () => {
  test('lets go of what was used longest ago', () => {
    const cache = createBoundedCache<number>(3);
    for (const key of ['a', 'b', 'c']) cache.set(key, 1, 1);
    expect(cache.get('a')).toBe(1);
    cache.set('d', 1, 1);
    expect(['a', 'b', 'c', 'd'].map(cache.get)).toEqual([1, undefined, 1, 1]);
  });

  test('counts weights, and what replaces another only once', () => {
    const cache = createBoundedCache<string>(10);
    cache.set('a', 'old', 6);
    cache.set('a', 'new', 6);
    cache.set('b', 'b', 4);
    expect([cache.get('a'), cache.get('b')]).toEqual(['new', 'b']);
    cache.set('c', 'c', 5);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'b', 'c']);
  });

  test('takes nothing that is heavier than all of it, and what was there under that key is gone', () => {
    const cache = createBoundedCache<string>(10);
    cache.set('a', 'small', 1);
    cache.set('b', 'small', 1);
    cache.set('a', 'large', 11);
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, 'small']);
  });
});
