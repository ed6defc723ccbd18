import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fencedBlocks } from './fenced-blocks.ts';

const read = (path: string): string => readFileSync(join(process.cwd(), path), 'utf8');

const sources: Readonly<Record<string, string>> = {
  typescript: ['workflows.ts', 'activities.ts'].map((file) => read(`test/foreign/typescript/${file}`)).join('\n'),
  go: read('test/foreign/go/worker.go'),
  python: read('test/foreign/python/worker.py'),
};

test('the code on the page is that of the workers that the tests run', () => {
  const blocks = fencedBlocks(read('docs/guide/other-temporal-code.md'));
  const code = blocks.filter(({ language }) => Object.hasOwn(sources, language));
  for (const { language, text } of code) expect(sources[language]).toContain(text.trimEnd());
  expect(new Set(code.map(({ language }) => language))).toEqual(new Set(Object.keys(sources)));
});
