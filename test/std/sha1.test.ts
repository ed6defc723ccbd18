import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha1, uuidOf } from '../../src/std/index.ts';

test('sha1 agrees with the host', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.nat({ max: 200 }).map((length) => 'x'.repeat(length)),
      ),
      (text) => {
        expect(Buffer.from(sha1(text)).toString('hex')).toBe(createHash('sha1').update(text, 'utf8').digest('hex'));
      },
    ),
  );
});

test('a lone surrogate counts as U+FFFD, as the host writes it', () => {
  expect(Buffer.from(sha1('\ud800')).toString('hex')).toBe(createHash('sha1').update('\ufffd', 'utf8').digest('hex'));
});

test('uuidOf gives a UUID of version 5, the same for the same text only', () => {
  expect(uuidOf('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidOf('a')).toBe(uuidOf('a'));
  expect(uuidOf('a')).not.toBe(uuidOf('b'));
});
