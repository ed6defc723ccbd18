import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readingLimits } from '../../../src/language/read/limits.ts';
import { readQuickly } from '../../../src/language/read/quick-yaml.ts';
import { readInFull } from '../../../src/language/read/yaml.ts';

const root = new URL('../../../', import.meta.url);

/** Whether it was read quickly; where it was, the library must have read the same. */
function agrees(text: string, limits = readingLimits): boolean {
  const quick = readQuickly(text, limits);
  if (quick.kind === 'unsure') return false;
  expect([text, quick.tree]).toEqual([text, readInFull(text, limits)]);
  return true;
}

describe('what is read quickly is read as the library reads it', () => {
  test('the definitions that ship, nearly all of them quickly', () => {
    const texts = readdirSync(new URL('workflows-dsl/', root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => readFileSync(new URL(`workflows-dsl/${name}/workflow.yaml`, root), 'utf8'));
    const quick = texts.filter((text) => agrees(text));
    expect(quick.length).toBeGreaterThan(texts.length / 2);
  });

  test('the definitions of the conformance tables', () => {
    const folder = new URL('test/conformance/definitions/', root);
    const texts = readdirSync(folder).flatMap((file) =>
      (parse(readFileSync(new URL(file, folder), 'utf8')) as readonly { readonly text: string }[]).map(({ text }) =>
        text.replaceAll(/[«»]/g, ''),
      ),
    );
    const quick = texts.filter((text) => agrees(text));
    expect(quick.length).toBeGreaterThan(texts.length / 2);
  });

  const scalars = [
    'x',
    'x y',
    'a:b',
    'a#b',
    '-x',
    'é😀',
    '""',
    '"q"',
    '"e\\n\\x41"',
    "'it''s'",
    '"m\n      n"',
    "'m\n\n      n'",
    '1',
    '+5',
    '-1.5e3',
    '1.',
    '0o17',
    '0x1F',
    '.inf',
    '.nan',
    '99999999999999999999',
    '-0',
    '~',
    'null',
    'TRUE',
    '*a',
    '&a x',
    '&b [1]',
    '{}',
    '[]',
    '{a: 1, b: [c]}',
    '{"a":1}',
    '[a, {b: c},]',
    '{{x}}',
    '[a: b]',
    '[a b',
    '{a: 1,\n      b: 2}',
    '[\n      a, # c\n      b\n      ]',
    '[\n a]',
    '- x',
    'a: b',
    '!t x',
    '# c',
    '',
    '|\n      lit\n       er\n\n      al',
    '>-\n      fol\n      ded\n',
    '|+\n      x\n\n',
    '|2\n      x',
  ];
  const keys = ['a', 'b', 'c', '"a"', "'k'", 'a b', '1', 'null', '<<', '{{x}}', '? a', '&k d', '*a'];
  const behind = ['', '', '', ' ', ' # c'];
  const between = ['', '', '', '', '\n', '  \n', '# low\n', '  # note\n', '      # deep\n'];
  /** Blocks in blocks, mostly right, as lines that are still to be indented. */
  const { block } = fc.letrec<{ block: string }>((tie) => {
    const value = fc
      .tuple(fc.constantFrom(...scalars), fc.constantFrom(...behind))
      .map(([scalar, end]) => ` ${scalar}${end}\n`);
    const nested = fc
      .tuple(fc.constantFrom('\n', ' # c\n', ' &a\n', ' \n'), fc.constantFrom('', '  ', '    '), tie('block'))
      .map(([head, indent, lines]) => head + lines.replaceAll(/^(?=.)/gm, indent));
    const inline = tie('block').map((lines) => ` ${lines.trimStart().replaceAll(/\n(?=.)/g, '\n  ')}`);
    const entry = fc.tuple(
      fc.constantFrom(...between),
      fc.constantFrom(...keys),
      fc.oneof({ maxDepth: 3 }, value, value, nested),
    );
    const item = fc.tuple(fc.constantFrom(...between), fc.oneof({ maxDepth: 3 }, value, nested, inline));
    return {
      block: fc.oneof(
        fc
          .array(entry, { minLength: 1, maxLength: 4 })
          .map((all) => all.map(([gap, key, rest]) => `${gap}${key}:${rest}`).join('')),
        fc
          .array(item, { minLength: 1, maxLength: 4 })
          .map((all) => all.map(([gap, rest]) => `${gap}-${rest}`).join('')),
      ),
    };
  });

  test('random blocks, a third of them quickly', () => {
    const small = { ...readingLimits, nesting: 6, nodes: 60 };
    let quick = 0;
    fc.assert(
      fc.property(block, (text) => {
        if (agrees(text, small)) quick++;
      }),
      { numRuns: 3000 },
    );
    expect(quick).toBeGreaterThan(300);
  });

  test('random pieces', () => {
    const pieces = fc.constantFrom(
      '- ',
      '-',
      ': ',
      'a: ',
      'a',
      'b: ',
      'c:',
      '\n',
      '\n  ',
      '\n    ',
      '\n- ',
      '\n  - ',
      '\na: ',
      '\n  b: ',
      '\n\n',
      '[',
      ']',
      '{',
      '}',
      ', ',
      ',',
      '"x"',
      "'y'",
      '"',
      "'",
      '|\n',
      '>-\n',
      '&a ',
      '*a',
      ' # c',
      '\n# c\n',
      '\n  # c\n',
      '1',
      '~',
      '<<: ',
      '{a: 1}',
      '"a":',
      '---',
      '...',
      '\n---\n',
      '?',
      '@',
      'x y',
      '::',
      '#',
      '😀',
      '\t',
      '\r\n',
      '\uFEFF',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 16 }), (parts) => {
        const text = parts.join('');
        agrees(text);
        agrees(`a:\n  - ${text}\nb: 1\n`);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what it is not sure of is left to the library', () => {
  test.each([
    ['tags', 'a: !x 1\n'],
    ['explicit keys', '? a\n: b\n'],
    ['text over several lines', 'a: b\n  c\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a bracket that is never closed', 'a: [1\n'],
    ['an indentation that fits nothing', 'a:\n    b: 1\n  c: 1\n'],
    ['a tab', 'a:\n\tb: 1\n'],
  ])('%s', (_name, text) => {
    expect(readQuickly(text, readingLimits)).toMatchObject({ kind: 'unsure' });
  });
});
