import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readingLimits } from '../../../src/language/read/limits.ts';
import { readQuickly } from '../../../src/language/read/quick-yaml.ts';
import { readInFull } from '../../../src/language/read/yaml.ts';
import { shippedDefinitions } from '../../support/shipped-definitions.ts';
import { spelledOut } from './spelled-out.ts';

const root = new URL('../../../', import.meta.url);

/** Whether it was read quickly; where it was, the library must have read the same. */
function agrees(text: string, limits = readingLimits): boolean {
  const quick = readQuickly(text, limits);
  if (quick.kind === 'unsure') return false;
  expect([text, spelledOut(quick.tree)]).toEqual([text, spelledOut(readInFull(text, limits))]);
  return true;
}

const withCarriageReturns = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

describe('what is read quickly is read as the library reads it', () => {
  test('the definitions that ship, nearly all of them quickly', () => {
    const texts = shippedDefinitions()
      .filter(({ format }) => format === 'yaml')
      .map(({ text }) => text);
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
    'x\n      y',
    'x y  \n\n      y # c',
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
    '|\n\n      one\n        two \n      \n    \n      three',
    '>\n      one\n    \n      two',
    'x\ty',
    'x\t\n      y\t# c',
    '\tx',
    '\t[a,\tb\t, c]',
    '\t"q"\t',
    '\t&a x',
    '[a\tb, c]',
  ];
  const keys = ['a', 'b', 'c', '"a"', "'k'", 'a b', '1', 'null', '<<', '{{x}}', '? a', '&k d', '*a'];
  const behind = ['', '', '', ' ', ' # c', '\t', ' \t# c', '\t # c'];
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
        agrees(withCarriageReturns(text), small);
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
        agrees(withCarriageReturns(text));
        agrees(`a:\r\n  - ${withCarriageReturns(text)}\r\nb: 1\r\n`);
      }),
      { numRuns: 3000 },
    );
  });
});

test.each([
  ['a list in brackets', 'a: [1, 2, 3, 4]\nb: 1\n'],
  ['a list in lines', 'a:\n- 1\n- 2\n- 3\n- 4\n'],
  ['a map in brackets', 'a: {b: 1, c: 1, d: 1, e: 1}\n'],
  ['a map in lines', 'a: 1\nb: 1\nc: 1\nd: 1\n'],
])('%s that is too wide is not read to its end', (_name, text) => {
  const limits = { ...readingLimits, listEntries: 3, mapEntries: 3 };
  const read = readInFull(text, limits);
  expect(read.root).toBeNull();
  expect(read.diagnostics).toMatchObject([{ code: 'too-many-entries' }]);
  // Of a short text the syntax comes first: longer ones are stopped at the same place.
  const long = `${text}# ${'x'.repeat(10_000)}\n`;
  expect(readQuickly(long, limits)).toEqual({ kind: 'read', tree: readInFull(long, limits) });
});

test.each([
  ['behind a value', 'a: x\t\nb: 1 \t\nc: "q"\t# c\nd: [1]\t\ne: x\ty\nf: x\t\n  y\n'],
  ['behind a colon', 'a:\tx\nb:\t"q"\nc: \t[1, 2]\nd:\t{e: 1}\n'],
  ['spaces in empty lines of a text', 'a: |\n  one\n \n  \n  two\nb: >-\n  one\n \n  two\n'],
])('tabs and spaces that mean nothing are read quickly: %s', (_name, text) => {
  expect(agrees(text)).toBe(true);
  expect(agrees(`- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`)).toBe(true);
});

test.each(['1', 'null', 'true', 'nope', 'timeout', 'a-b', 'a b', 'a,b', 'a#b', '-a', 'ab', 'a', 'é'])(
  'a key is read as it is written, whatever the map before it has there: %s',
  (key) => {
    const forms = [`"${key}"`, `'${key}'`, key, `${key}x`, key.slice(0, -1)];
    for (const before of forms) {
      for (const again of forms) {
        for (const sign of [': ', ':', ':\t', ':\n    ']) {
          const inBrackets = [before, again].map((each) => `- {x: 1, ${each}${sign}2}\n`).join('');
          const inLines = [before, again].map((each) => `- x: 1\n  ${each}${sign}2\n`).join('');
          agrees(inBrackets);
          agrees(inLines);
        }
      }
    }
    expect(agrees(`- {x: 1, "${key}": 2}\n`.repeat(2))).toBe(true);
  },
);

test('what stands in quotes is read to its quote, and no further', () => {
  const insides = [
    '',
    'x',
    "it''s",
    "''",
    'a\\b',
    'a\\"b',
    'a\\',
    'é',
    '\\ud800',
    'a # b',
    'x\n  y',
    '{{ x',
    'y'.repeat(40),
  ];
  for (const inside of insides) {
    for (const quote of ['"', "'"]) {
      agrees(`- ${quote}${inside}${quote}\n- [${quote}${inside}${quote}, 1]\n- {${quote}${inside}${quote}: 1}\n`);
      agrees(`a: ${quote}${inside}${quote}`);
      agrees(`a: ${quote}${inside}`);
    }
  }
  expect(agrees(`- "x"\n- 'it''s'\n- x`)).toBe(true);
});

test('a long text of lines as they are is read as the library reads it', () => {
  for (const end of ['', '\n', '\n\n', '\nb: 1\n']) {
    for (const text of ['a: |\n  x', 'a: |\n\n\n    x\n      y\n\n\n    z', 'a: |-\n  x\n  y']) agrees(text + end);
  }
});

describe('lines that end in CR LF are read quickly too', () => {
  test.each([
    ['blocks', 'a:\n  - b: 1 # c\n    d: x y\n\n  -\n    e: "q"\nf: [1,\n  2]\n'],
    ['block scalars', 'a: |\n  one\n\n  two\nb: >-\n  three\n  four\nc: 1\n'],
    ['quoted over several lines', 'a: "x\n  y"\nb: \'x\n\n  y\'\n'],
    ['a document that is begun', '---\na: 1\n'],
    ['text over several lines', 'a: b\n  c \n\n  d\ne:\n  - f\n    g\n'],
    ['an absent value', 'a:\nb: 1\nc: &x\n  d: 1\n'],
  ])('%s', (_name, text) => {
    expect(agrees(withCarriageReturns(text))).toBe(true);
  });
});

describe('what it is not sure of is left to the library', () => {
  test.each([
    ['tags', 'a: !x 1\n'],
    ['explicit keys', '? a\n: b\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a bracket that is never closed', 'a: [1\n'],
    ['an indentation that fits nothing', 'a:\n    b: 1\n  c: 1\n'],
    ['a line that ends in CR alone', 'a: 1\rb: 2\n'],
    ['a comment that the library takes for the end of a list', 'a:\n  - \n# c\n    x\nb: 1\n'],
    ['a tab before the first part of a line', 'a:\n\tb: 1\n'],
  ])('%s', (_name, text) => {
    expect(readQuickly(text, readingLimits)).toMatchObject({ kind: 'unsure' });
  });
});
