import { expect, test } from '@jest/globals';
import { callUrl, locationUrl, pathOfLocation, queryOf } from '../../activities/call-url.ts';

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

test.each([
  ['http://a.example', '/', 'http://a.example/'],
  ['http://a.example/v1/', '/', 'http://a.example/v1/'],
  ['http://a.example/v1', '/things/7/', 'http://a.example/v1/things/7/'],
  ['http://a.example/v1', '/a%20b;c=1@x', 'http://a.example/v1/a%20b;c=1@x'],
])('an endpoint is sent as it is written: %s and %j', (base, path, url) => {
  expect(callUrl(base, path, 'GET')).toEqual({ kind: 'url', url: new URL(url) });
});

test.each([
  '/..',
  '/a/../../b',
  '/%2e%2e/b',
  '/%2E./b',
  '//evil.example/x',
  '/a//b',
  '/a?b=1',
  '/a#b',
  '/a b',
  '/a\\b',
])('refuses the endpoint %j', (path) => {
  expect(callUrl('http://a.example/v1', path, 'GET')).toMatchObject({ kind: 'refused' });
});
test.each(['/a%2Fb', '/a%2fb', '/%5Cb', '/a%00'])(
  'refuses the endpoint %j, whose % may be a slash to a server',
  (path) => {
    expect(callUrl('http://a.example/v1', path, 'PUT')).toMatchObject({ kind: 'refused' });
  },
);

test.each([
  ['/jobs/7?full=1', 'http://a.example/jobs/7?full=1'],
  ['/v2/../jobs#x', 'http://a.example/jobs'],
])('a Location %j is a place on the service', (path, url) => {
  expect(locationUrl('http://a.example/v1', path)).toEqual({ kind: 'url', url: new URL(url) });
});

test.each(['//evil.example/x', 'http://evil.example/', 'jobs/7', '/\\evil.example', ''])(
  'a Location %j is none',
  (path) => {
    expect(locationUrl('http://a.example/v1', path)).toMatchObject({ kind: 'refused' });
  },
);

test.each([
  ['/jobs/7', '/jobs/7'],
  ['7?x=1#y', '/v1/7?x=1'],
  ['http://a.example:80/jobs', '/jobs'],
  ['http://b.example/jobs', null],
  ['https://a.example/jobs', null],
  ['//b.example/jobs', null],
  ['http://user:pw@a.example/jobs', null],
  ['http://[', null],
])('the Location %j, said at /v1/start, is %j', (location, path) => {
  expect(pathOfLocation(location, new URL('http://a.example/v1/start'))).toBe(path);
});

test.each([
  [{}, ''],
  [null, ''],
  [{ q: 'a b&c', n: 1, yes: false, none: null }, 'q=a+b%26c&n=1&yes=false'],
  [{ tag: ['a', 'b', null, 3], where: { x: 1 } }, 'tag=a&tag=b&tag=3&where=%7B%22x%22%3A1%7D'],
  [[1], null],
  ['text', null],
])('%j as a query is %j', (parameters, query) => {
  expect(queryOf(parameters)).toBe(query);
});
