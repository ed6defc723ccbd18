import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, jsonOf, readingLimits, readJson, readSource } from '../../../src/language/read/index.ts';
import type { Json } from '../../../src/std/index.ts';

function valueOf(text: string, format?: 'yaml' | 'json'): Json | undefined {
  const { source } = readSource(text, { format });
  return source === null ? undefined : jsonOf(source.root);
}
const codesOf = (text: string, format?: 'yaml' | 'json') =>
  readSource(text, { format }).diagnostics.map(({ code }) => code);

describe('YAML is read as the core schema of 1.2', () => {
  test.each([
    ['010', 10],
    ['0o10', 8],
    ['0x1F', 31],
    ['1_000', '1_000'],
    ['12:30:45', '12:30:45'],
    ['2025-01-15', '2025-01-15'],
    ['~', null],
    ['', null],
    ['true', true],
    ['True', true],
    ['yes', 'yes'],
    ['off', 'off'],
    ['1.50', 1.5],
    ['-0', 0],
    ['1e3', 1000],
    ['.5', 0.5],
  ])('%s', (written, value) => {
    expect(valueOf(`k: ${written}\n`, 'yaml')).toEqual({ k: value });
  });
});

describe('what a text is written in', () => {
  test.each([
    ['{"a": 1}', undefined, 'json'],
    ['  {"a": 1}', undefined, 'json'],
    ['{a: 1}', undefined, 'yaml'],
    ['a: 1', undefined, 'yaml'],
    ['{"a": 1}', 'x.yaml', 'yaml'],
    ['{"a": 1}', 'x.json', 'json'],
  ] as const)('%s in %s', (text, file, format) => {
    expect(readSource(text, { file }).source?.format).toBe(format);
  });
});

describe('limits', () => {
  test('bytes, not characters, are counted', () => {
    const limits = { ...readingLimits, bytes: 10 };
    expect(readSource('k: éééé', { limits }).diagnostics.map(({ code }) => code)).toEqual(['definition-too-long']);
    expect(readSource('k: éé', { limits }).diagnostics).toEqual([]);
    expect(readSource('k: €€', { limits }).diagnostics).toEqual([]);
    expect(readSource('k: €€€', { limits }).diagnostics.map(({ code }) => code)).toEqual(['definition-too-long']);
    expect(readSource('k: 🚗', { limits }).diagnostics).toEqual([]);
    expect(readSource('k: 🚗🚗', { limits }).diagnostics.map(({ code }) => code)).toEqual(['definition-too-long']);
  });

  test.each(['yaml', 'json'] as const)('nesting in %s: 64 is the most', (format) => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(codesOf(nested(64), format)).toEqual([]);
    expect(codesOf(nested(65), format)).toEqual(['nesting-too-deep']);
  });

  test('nesting through indentation, and through aliases', () => {
    const block = (depth: number): string =>
      `${Array.from({ length: depth - 1 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')}${' '.repeat(depth - 1)}a: 1\n`;
    expect(codesOf(block(64), 'yaml')).toEqual([]);
    expect(codesOf(block(65), 'yaml')).toEqual(['nesting-too-deep']);
    const aliases = (depth: number): string =>
      `a0: &a0 [x]\n${Array.from({ length: depth }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`).join('')}`;
    expect(codesOf(aliases(62), 'yaml')).toEqual([]);
    expect(codesOf(aliases(63), 'yaml')).toEqual(['nesting-too-deep']);
  });

  test.each(['[', '{', '- ', '? ', 'a: ', '{a: '])('half a megabyte of %s is refused before it is built', (part) => {
    const text = part.repeat(Math.floor(500_000 / part.length));
    expect(codesOf(text, 'yaml')).toHaveLength(1);
  });

  test('half a megabyte of brackets in JSON', () => {
    expect(codesOf('['.repeat(500_000), 'json')).toEqual(['nesting-too-deep']);
    expect(codesOf('{"a":'.repeat(100_000), 'json')).toEqual(['nesting-too-deep']);
  });
});

describe('bytes', () => {
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
  test('UTF-8 with and without a byte order mark', () => {
    expect(decodeText(bytes(0x61))).toEqual({ ok: true, text: 'a' });
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61))).toEqual({ ok: true, text: '\uFEFFa' });
  });
  test.each([
    ['UTF-16, little end first', bytes(0xff, 0xfe, 0x61, 0)],
    ['UTF-16, big end first', bytes(0xfe, 0xff, 0, 0x61)],
    ['a byte that UTF-8 does not have', bytes(0x61, 0xff)],
    ['half of a character', bytes(0xc3)],
    ['half of a surrogate pair', bytes(0xed, 0xa0, 0x80)],
  ])('%s', (_name, given) => {
    const decoded = decodeText(given);
    expect(decoded.ok ? [] : decoded.diagnostics.map(({ code }) => code)).toEqual(['invalid-encoding']);
  });
});

describe('random text', () => {
  test('any JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, noUnicodeString: false }), (text) => {
        const { root, diagnostics } = readJson(text);
        const kinds = new Set(diagnostics.map(({ code }) => code));
        for (const allowed of ['duplicate-key', 'number-not-exact', 'number-not-finite', 'invalid-encoding'] as const)
          kinds.delete(allowed);
        expect([...kinds]).toEqual([]);
        // Text for text: JSON has no -0.
        expect(root === null ? null : JSON.stringify(jsonOf(root))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test('what JSON.parse refuses is refused', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\n',
      '"',
      '\\u00',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(readJson(text).root !== null).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing throws, and every span lies in the text', () => {
    const pieces = fc.constantFrom(
      '- ',
      '? ',
      ': ',
      'a',
      'a:',
      '\n',
      '  ',
      '\t',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '|',
      '>-',
      '&a ',
      '*a',
      '!t ',
      '#',
      '%YAML',
      '---',
      '...',
      '<<',
      '{{',
      '}}',
      '\\',
      '\r\n',
      '\u0085',
      '🚗',
      '~',
      '1e999',
      '@',
      '`',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('yaml', 'json', undefined), (written, format) => {
        for (const { span } of readSource(written, { format }).diagnostics) {
          if (span === undefined) continue;
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(written.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
