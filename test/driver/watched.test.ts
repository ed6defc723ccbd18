import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { watchedCode } from '../../src/driver/index.ts';
import { isWatched } from '../../src/driver/watched.ts';

test('a sandbox makes events only where its worker has put the word for it before the code', () => {
  expect(isWatched()).toBe(false);
  const before = new Set(Object.keys(globalThis));
  const sandbox: Record<string, unknown> = {};
  runInNewContext(watchedCode('// nothing'), sandbox);
  Object.assign(globalThis, sandbox);
  expect(isWatched()).toBe(true);
  for (const name of Object.keys(globalThis)) if (!before.has(name)) Reflect.deleteProperty(globalThis, name);
  // A source map counts lines.
  expect(watchedCode('a\nb').split('\n')).toHaveLength(2);
});
