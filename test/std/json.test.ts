import { describe, expect, test } from '@jest/globals';
import { canonicalJson, isList, isObject, jsonBeyond, jsonEqual, own, setOwn, type Json } from '../../src/std/index.ts';

describe('canonicalJson', () => {
  test('gives one text for one meaning, whatever the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  });
});

describe('jsonEqual', () => {
  test('compares deeply and never converts', () => {
    expect(jsonEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
    expect(jsonEqual([], [])).toBe(true);
    expect(jsonEqual(1, '1')).toBe(false);
    expect(jsonEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(jsonEqual([1, 2], [2, 1])).toBe(false);
    expect(jsonEqual({}, [])).toBe(false);
    expect(jsonEqual([], {})).toBe(false);
    expect(jsonEqual(null, {})).toBe(false);
    expect(jsonEqual({}, null)).toBe(false);
  });

  test('looks at own members only', () => {
    expect(jsonEqual({ toString: 1 }, { valueOf: 1 })).toBe(false);
    expect(jsonEqual(JSON.parse('{"__proto__": 1}') as Json, { a: 1 })).toBe(false);
  });

  test('of any depth', () => {
    expect(jsonEqual(deep(100_000), deep(100_000))).toBe(true);
    expect(jsonEqual(deep(100_000), deep(99_999))).toBe(false);
  });

  test('tells of each pair, so that a budget can stop it', () => {
    let pairs = 0;
    jsonEqual([1, [2]], [1, [2]], () => pairs++);
    expect(pairs).toBe(4);
  });
});

describe('own and setOwn', () => {
  test('never reach a prototype', () => {
    const target: Record<string, Json> = {};
    setOwn(target, '__proto__', { polluted: true });
    setOwn(target, 'toString', 1);
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    expect(own(target, '__proto__')).toEqual({ polluted: true });
    expect(own(target, 'toString')).toBe(1);
    expect(own({}, 'toString')).toBeUndefined();
    expect(own([1], 'length')).toBeUndefined();
    expect(own('text', 'length')).toBeUndefined();
    expect('polluted' in {}).toBe(false);
  });

  test('set names that a frozen prototype would keep from being assigned', () => {
    const frozen = Object.create(Object.freeze({ toString: () => '' })) as Record<string, Json>;
    expect(() => {
      frozen['toString'] = 1;
    }).toThrow(TypeError);
    setOwn(frozen, 'toString', 2);
    setOwn(frozen, 'toString', 3);
    expect(frozen['toString']).toBe(3);
  });
});

describe('jsonBeyond', () => {
  test('says which bound is passed first', () => {
    const bounds = { size: 20, depth: 3 };
    expect(jsonBeyond({ a: [1, 2] }, bounds)).toBeNull();
    expect(jsonBeyond([[[1]]], bounds)).toBeNull();
    expect(jsonBeyond([[[[1]]]], bounds)).toBe('depth');
    expect(jsonBeyond('x'.repeat(18), bounds)).toBeNull();
    expect(jsonBeyond('x'.repeat(19), bounds)).toBe('size');
    expect(jsonBeyond({ [`${'k'.repeat(20)}`]: 1 }, bounds)).toBe('size');
    expect(jsonBeyond([true, false, null, 12345678], bounds)).toBe('size');
  });

  test('of any depth', () => {
    expect(jsonBeyond(deep(100_000), { size: 1e9, depth: 100_000 })).toBeNull();
    expect(jsonBeyond(deep(100_000), { size: 1e9, depth: 99_999 })).toBe('depth');
  });
});

test('isObject and isList tell objects, lists and null apart', () => {
  expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([true, false, false, false]);
  expect([isList([]), isList({}), isList('x')]).toEqual([true, false, false]);
});

function deep(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
