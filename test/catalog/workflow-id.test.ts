import { expect, test } from '@jest/globals';
import { slugOf, workflowId } from '../../src/catalog/workflow-id.ts';

test.each([
  ['Hello World', 'hello-world'],
  ['  Document Quality: Analysis!  ', 'document-quality-analysis'],
  ['Überprüfung der Größe', 'uberprufung-der-gro-e'],
  ['3D print', 'workflow-3d-print'],
  ['日本語', 'workflow'],
  ['', 'workflow'],
  ['---', 'workflow'],
  ['__proto__', 'proto'],
  ['search', 'search'],
  ['a'.repeat(200), 'a'.repeat(64)],
  [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
])('%j begins an id as %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test('an id is a name that a definition can have, and none of the fixed words', () => {
  for (const title of ['search', 'statistics', 'executions', '日本語', 'a'.repeat(200), "'; --"]) {
    for (const byte of [0, 7, 255]) {
      const id = workflowId(title, Uint8Array.of(byte, 1, 2, 3, 4, byte));
      expect(id).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,127}$/);
      expect(id).toMatch(/-[a-z2-9]{6}$/);
    }
  }
});

test('every letter of the suffix comes from chance', () => {
  const ids = Array.from({ length: 6 }, (_, at) =>
    workflowId(
      'x',
      Uint8Array.from({ length: 6 }, (_unused, i) => (i === at ? 1 : 0)),
    ),
  );
  expect(new Set(ids).size).toBe(6);
});
