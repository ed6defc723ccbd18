import { expect, test } from '@jest/globals';
import { callUrl } from '../../activities/call-url.ts';

test.each([
  ['http://a.example', 'get', 'http://a.example/get'],
  ['http://a.example/', 'get', 'http://a.example/get'],
  ['http://a.example/v1', '/documents/save', 'http://a.example/v1/documents/save'],
  ['http://a.example/v1/', 'get', 'http://a.example/v1/get'],
  ['http://a.example/v1', 'a?b#c d', 'http://a.example/v1/a%3Fb%23c%20d'],
  ['http://a.example/v1', '%2e%2e', 'http://a.example/v1/%252e%252e'],
  ['http://a.example/v1', '..\\x', 'http://a.example/v1/..%5Cx'],
  ['http://a.example/v1', '@evil.example', 'http://a.example/v1/%40evil.example'],
  ['http://a.example/v1', 'naïve\r\n', 'http://a.example/v1/na%C3%AFve%0D%0A'],
  ['http://a.example/v1', '\ud800', 'http://a.example/v1/%EF%BF%BD'],
  ['http://a.example/v%201', 'get', 'http://a.example/v%201/get'],
])('%s and %j', (base, method, url) => {
  expect(callUrl(base, method)).toEqual({ kind: 'url', url: new URL(url) });
});

test.each(['', '/', '..', '.', 'a/../b', 'a/./b', 'a//b', '//evil.example', 'a/', '../admin'])(
  'refuses %j',
  (method) => {
    expect(callUrl('http://a.example/v1', method)).toMatchObject({ kind: 'refused' });
  },
);

test('says what is wrong with a base URL', () => {
  expect(callUrl('http://a.example/?b', 'get')).toEqual({
    kind: 'refused',
    reason: 'is registered at http://a.example/?b, which has a query or a fragment',
  });
});

test('prints no credentials', () => {
  expect(callUrl('http://user:secret@a.example/b', 'get')).toEqual({
    kind: 'refused',
    reason: 'is registered at http://…@a.example/b, which holds credentials',
  });
});
