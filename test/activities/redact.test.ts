import { describe, expect, test } from '@jest/globals';
import { createRedaction } from '../../activities/redact.ts';

const secret = 'abcd/efgh+ijkl= <é&"\\😀';
const { text, json } = createRedaction([secret, 'abcd/efgh']);

describe('a secret is taken out of what is said', () => {
  test.each([
    ['as it is', secret],
    ['as JSON, sparingly escaped', JSON.stringify(secret).slice(1, -1)],
    ['as JSON, its slashes escaped', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
    ['as JSON for HTML', JSON.stringify(secret).slice(1, -1).replaceAll('&', '\\u0026').replaceAll('<', '\\u003C')],
    [
      'as JSON in ASCII',
      JSON.stringify(secret)
        .slice(1, -1)
        .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, its slashes as they are', encodeURIComponent(secret).replaceAll('%2F', '/')],
    ['in a URL, in small letters', encodeURIComponent(secret).replaceAll(/%../g, (each) => each.toLowerCase())],
    ['as a form’s field', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['in HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    ['in HTML by number', secret.replaceAll('+', '&#43;').replaceAll('=', '&#x3D;')],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in base64 inside JSON', Buffer.from(`user:${secret}`).toString('base64').replaceAll('/', '\\/')],
  ])('%s', (_, written) => {
    const said = text(`before ${written} behind`);
    expect(said).toMatch(/^before .{0,8}\*\*\*.{0,8} behind$/);
  });

  test('in names and values, however deep', () => {
    expect(json({ a: [{ [secret]: `x${secret}` }], n: 12 })).toEqual({ a: [{ '***': 'x***' }], n: 12 });
  });

  test('the longer one first', () => {
    expect(text(`${secret} abcd/efgh`)).toBe('*** ***');
  });

  test('and nothing else is', () => {
    expect(text('abcd-efgh+ijkl abcdefgh')).toBe('abcd-efgh+ijkl abcdefgh');
    expect(createRedaction(['short']).text('short')).toBe('short');
  });
});
