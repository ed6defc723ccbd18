import { describe, expect, test } from '@jest/globals';
import { readSource } from '../../../src/language/read/index.ts';

const read = (text: string) => readSource(text, { format: 'yaml' });
const long = 'x '.repeat(20_000);

describe('a long text that is wrong from its beginning on', () => {
  test.each([
    ['tabs', '\ta: 1\n'.repeat(20_000), 'invalid-yaml', 0],
    ['brackets that nothing opened', ']\n'.repeat(50_000), 'invalid-yaml', 0],
    ['commas', `[${','.repeat(50_000)}]`, 'invalid-yaml', 2],
    ['a directive', '%YAML 1.1\n'.repeat(20_000), 'directive-not-allowed', 0],
    ['tags', 'a: !x 1\n'.repeat(20_000), 'tag-not-allowed', 3],
    ['documents with nothing in them', '---\n'.repeat(20_000), 'multiple-documents', 4],
    ['ends of documents', '...\n'.repeat(20_000), 'multiple-documents', 4],
    ['tags in one line', '! '.repeat(50_000), 'tag-not-allowed', 0],
    ['documents', 'a: 1\n---\n'.repeat(20_000), 'multiple-documents', 5],
    ['nesting', '[\n'.repeat(50_000), 'nesting-too-deep', 128],
  ])('%s: refused for its first mistake', (_name, text, code, start) => {
    const { source, diagnostics } = read(text);
    expect(source).toBeNull();
    expect(diagnostics).toMatchObject([{ code, span: { start } }]);
  });
});

test('a long text that is wrong in its meaning all over: refused for the mistakes of its beginning', () => {
  const { source, diagnostics } = read('- {{x}}\n'.repeat(20_000));
  expect(source).toBeNull();
  expect(diagnostics.length).toBeLessThan(500);
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['non-string-key']));
});

describe('a long text that is right is read to its end, whatever its beginning would be alone', () => {
  test.each([
    ['double quotes', `a: "${long}"`],
    ['single quotes', `a: '${long.replaceAll(' ', '\n  ')}'`],
    ['a block', `a: |\n${'  ]}: *x\n'.repeat(5_000)}`],
    ['a list in one line', `a: [${'x, '.repeat(20_000)}x]`],
    ['lists of lists in lines', `a: [\n${' [b, {c: d},\n e],\n'.repeat(5_000)}]`],
    ['text in lines', `a:\n${'  x\n'.repeat(10_000)}`],
    ['anchors', `a: &a x\nb: [${'*a, '.repeat(10_000)}*a]`],
    ['keys', Array.from({ length: 5_000 }, (_, i) => `k${i}:\n  ? "a\\\n    b"\n  : c`).join('\n')],
  ])('%s', (_name, text) => {
    const { source, diagnostics } = read(`${text}\nlast: here`);
    expect(diagnostics).toEqual([]);
    expect(source?.root).toMatchObject({ kind: 'map' });
    const entries = source?.root.kind === 'map' ? source.root.entries : [];
    expect(entries.at(-1)).toMatchObject({ key: 'last', value: { value: 'here' } });
  });

  test('and a mistake at its end is found', () => {
    expect(read(`a: "${long}"\nb: [`).diagnostics).toMatchObject([{ code: 'invalid-yaml' }]);
  });
});
