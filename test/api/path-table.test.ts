import { describe, expect, test } from '@jest/globals';
import { createPathTable, paramNames } from '../../src/api/path-table.ts';

const paths = [
  '/workflows/{id}',
  '/workflows/search',
  '/workflows/{id}/versions',
  '/workflows/executions/{id}',
  '/{a}/executions/last',
];
const find = createPathTable(new Map(paths.map((path) => [path, path])));

describe('a path', () => {
  test.each([
    ['/workflows/w1', '/workflows/{id}', { id: 'w1' }],
    ['/workflows/search', '/workflows/search', {}],
    ['/workflows/searched', '/workflows/{id}', { id: 'searched' }],
    ['/workflows/w1/versions', '/workflows/{id}/versions', { id: 'w1' }],
    // Both fit; the fixed word stands further left in the first.
    ['/workflows/executions/last', '/workflows/executions/{id}', { id: 'last' }],
    ['/bots/executions/last', '/{a}/executions/last', { a: 'bots' }],
    ['/workflows/a%2Fb%20c%C3%A4', '/workflows/{id}', { id: 'a/b cä' }],
    ['/workflows/%73earch', '/workflows/{id}', { id: 'search' }],
    ['/workflows/__proto__', '/workflows/{id}', { id: '__proto__' }],
  ])('%s is %s', (path, entry, params) => {
    expect(find(path)).toEqual({ entry, params });
  });

  test.each(['/workflows/', '/workflows', '/workflows/a/', '/Workflows/a', '/workflows/{id}/x', '//', '', '/w/a/b/c'])(
    '%s is none of them',
    (path) => expect(find(path)).toBeNull(),
  );

  test('names its parameters', () => {
    expect(paramNames('/a/{b}/c/{d_e}')).toEqual(['b', 'd_e']);
    expect(() => paramNames('/a/{B}')).toThrow('is a parameter');
  });
});
