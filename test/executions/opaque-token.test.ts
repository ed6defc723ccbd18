import { describe, expect, test } from '@jest/globals';
import {
  checkedOpaque,
  checkedToken,
  opaqueToken,
  readChecked,
  readCheckedOpaque,
  readOpaque,
} from '../../src/executions/opaque-token.ts';

describe('a token', () => {
  test('comes back as it went, and fits an address as it is', () => {
    const content = { name: 'größer als ÿþ', at: [1, 2], none: null };
    expect(readOpaque(opaqueToken(content))).toEqual(content);
    expect(opaqueToken(content)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  test.each(['', 'no token', '!!!', Buffer.from('[1]').toString('base64url'), Buffer.from('7').toString('base64url')])(
    '`%s` is none',
    (text) => {
      expect(readOpaque(text)).toEqual({});
      expect(readCheckedOpaque(text)).toEqual({});
      expect(readChecked(text)).toBeNull();
    },
  );
});

describe('a token with a checksum', () => {
  test('comes back as it went', () => {
    const bytes = Uint8Array.of(0, 255, 7, 128);
    expect(Uint8Array.from(readChecked(checkedToken(bytes)) ?? [])).toEqual(bytes);
    expect(readCheckedOpaque(checkedOpaque({ page: 3 }))).toEqual({ page: 3 });
  });

  test('is none once a bit of it has changed', () => {
    const bytes = Buffer.from(checkedOpaque({ page: 3 }), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(readCheckedOpaque(changed.toString('base64url'))).toEqual({});
    }
  });

  test('is never empty', () => {
    expect(readChecked(checkedToken(new Uint8Array()))).toBeNull();
  });
});
