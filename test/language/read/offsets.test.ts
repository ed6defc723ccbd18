import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import {
  offsetsOf,
  readSource,
  spansWithin,
  type SourceNode,
  type SourceScalar,
} from '../../../src/language/read/index.ts';

function scalarOf(text: string): SourceScalar {
  const { source } = readSource(text, { format: 'yaml' });
  const value: SourceNode | undefined = source?.root.kind === 'map' ? source.root.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar') throw new Error(`no scalar in ${text}`);
  return value;
}

/** Where a part of the value stands in the text, as the text there. */
function textAt(text: string, part: string): string {
  const scalar = scalarOf(text);
  const from = String(scalar.value).indexOf(part);
  const { start, end } = spansWithin(text, scalar)(from, from + part.length);
  return text.slice(start, end);
}

describe('an offset in a scalar’s value is found in the text', () => {
  test.each([
    ['plain', 'k: one two three\n', 'two'],
    ['plain over two lines', 'k: one\n   two three\n', 'two'],
    ['single quoted', "k: 'it''s {{two}}'\n", '{{two}}'],
    ['double quoted', 'k: "a\\tb\\u0041 {{two}}"\n', '{{two}}'],
    ['double quoted over lines', 'k: "a\n   b\n\n   {{two}}"\n', '{{two}}'],
    ['double quoted with an escaped line break', 'k: "a\\\n   {{two}}"\n', '{{two}}'],
    ['literal block', 'k: |\n  one\n    two\n  {{three}}\n', '{{three}}'],
    ['folded block', 'k: >-\n  one\n  {{two}}\n\n  three\n', '{{two}}'],
    ['folded block, later line', 'k: >\n  one\n  two\n\n  {{three}}\n', '{{three}}'],
    ['block with an indentation indicator', 'k: |2\n    one\n  {{two}}\n', '{{two}}'],
    ['with line breaks of Windows', 'k: |\r\n  one\r\n  {{two}}\r\n', '{{two}}'],
  ])('%s', (_name, text, part) => {
    expect(textAt(text, part)).toBe(part);
  });

  test('an escape is pointed at as a whole', () => {
    expect(textAt('k: "a\\u0041b"\n', 'A')).toBe('\\u0041');
    expect(textAt("k: 'it''s'\n", "'")).toBe("''");
  });

  test.each(['PLAIN', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const)('whatever is written: %s', (style) => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'z', '{', '}', '.', 'é', '🚗'),
      minLength: 1,
      maxLength: 8,
    });
    const value = fc
      .array(word, { minLength: 1, maxLength: 30 })
      .chain((words) =>
        fc
          .array(fc.constantFrom(' ', ' ', '\n', '\n\n'), { minLength: words.length, maxLength: words.length })
          .map((gaps) => words.map((each, i) => each + (gaps[i + 1] ?? '')).join('')),
      );
    fc.assert(
      fc.property(value, (written) => {
        const text = stringify({ k: written }, { defaultStringType: style, lineWidth: 30, blockQuote: true });
        const scalar = scalarOf(text);
        expect(scalar.value).toBe(written);
        const offsets = offsetsOf(text, scalar);
        for (let i = 0; i < written.length; i++) {
          if (/\s/.test(written[i] ?? '')) continue;
          // Quotes double themselves; everything else stands for itself.
          expect(text[offsets[i] ?? -1]).toBe(
            scalar.style === 'double' && text[offsets[i] ?? -1] === '\\' ? '\\' : written[i],
          );
        }
      }),
    );
  });

  test('whatever is written: double quotes with every escape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (written) => {
        const quoted = JSON.stringify(written).replace(/[\u007f-\uffff]/g, (unit) =>
          fc.hash(unit) % 2 === 0 ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        const text = `{"k": ${quoted}}`;
        const { source } = readSource(text, { format: 'json' });
        const scalar = source?.root.kind === 'map' ? source.root.entries[0]?.value : undefined;
        if (scalar?.kind !== 'scalar') throw new Error('no scalar');
        expect(scalar.value).toBe(written);
        const offsets = offsetsOf(text, scalar);
        expect(offsets).toHaveLength(written.length + 1);
        for (let i = 0; i < written.length; i++) {
          const at = offsets[i] ?? -1;
          const shown = text.slice(at, offsets[i + 1]);
          expect(shown.startsWith('\\') ? JSON.parse(`"${shown}"`) : shown).toBe(written[i]);
        }
      }),
    );
  });
});
