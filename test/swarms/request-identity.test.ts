import { describe, expect, test } from '@jest/globals';
import { identityOf, orderFor } from '../../src/swarms/request-identity.ts';

describe('what a request is known by', () => {
  test('is another each time without a key', () => {
    const all = Array.from({ length: 1_000 }, () => identityOf('assign', {}, 1));
    expect(new Set(all.map(({ unique }) => unique)).size).toBe(1_000);
    expect(new Set(all.map(({ op }) => op)).size).toBe(1_000);
    for (const { unique } of all) expect(unique).toMatch(/^[a-z0-9]{8}$/);
  });

  test('is the same for the same key and content', () => {
    const key = 'k';
    const one = identityOf('assign', { key }, { a: 1, b: 2 });
    expect(identityOf('assign', { key }, { b: 2, a: 1 })).toEqual(one);
    expect(one.unique).toMatch(/^[a-z0-9]{8}$/);
  });

  test('with another content has the same part of an id, and another operation', () => {
    const [one, other] = [1, 2].map((content) => identityOf('assign', { key: 'k' }, content));
    expect(other?.unique).toBe(one?.unique);
    expect(other?.op).not.toBe(one?.op);
  });

  test('is another for another kind of request', () => {
    const [one, other] = ['assign', 'distribute'].map((kind) => identityOf(kind, { key: 'k' }, 1));
    expect(other?.unique).not.toBe(one?.unique);
    expect(other?.op).not.toBe(one?.op);
  });
});

test('a key has places in an order of its own, which another place hardly changes', () => {
  const keys = Array.from({ length: 400 }, (_, at) => `key ${at}`);
  const firsts = keys.map((key) => orderFor(key, [0, 1, 2, 3])[0] ?? -1);
  for (const place of [0, 1, 2, 3]) expect(firsts.filter((first) => first === place).length).toBeGreaterThan(60);
  for (const key of keys) {
    const order = orderFor(key, [3, 1, 0, 2]);
    expect(order).toEqual(orderFor(key, [0, 1, 2, 3]));
    expect(orderFor(key, [0, 1, 2, 3, 4]).filter((place) => place !== 4)).toEqual(order);
  }
});
