import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readingLimits as limits } from '../../../src/language/read/limits.ts';
import { excerptAround } from '../../../src/language/read/yaml-nearby.ts';
import { readQuickly } from '../../../src/language/read/quick-yaml.ts';
import { readInFull, readYaml, wrongNearby } from '../../../src/language/read/yaml.ts';
import { spelledOut } from './spelled-out.ts';

const step = (i: number): string => `- id: s${i}\n  service: s\n  parameters:\n    a: 1\n    b: [c, d]\n`;
const before = `name: x\nsteps:\n${Array.from({ length: 400 }, (_, i) => step(i)).join('')}`;

describe('a mistake behind much that is right', () => {
  test.each([
    ['a bracket that is never closed', '- {a: [1\n'],
    ['a tab', '- id: x\n\tservice: s\n'],
    ['an indentation that fits nothing', '- id: x\n service: s\n'],
    ['a value after a value', '- id: "x" y\n'],
    ['and much behind it', `- id: "x" y\n${Array.from({ length: 400 }, (_, i) => step(i)).join('')}`],
  ])('%s: found in an excerpt as it is in the whole', (_name, end) => {
    const text = before + end;
    const quick = readQuickly(text, limits);
    if (quick.kind === 'read') throw new Error('nothing is wrong');
    const excerpt = excerptAround(text, quick.at, quick.entries, 2048);
    expect(excerpt?.text.length).toBeLessThan(5_000);
    const wrong = wrongNearby(text, limits, quick, 2048);
    expect(wrong?.diagnostics).toHaveLength(1);
    expect(wrong).toEqual(readInFull(text, limits));
    expect(readYaml(text, limits)).toEqual(wrong);
  });

  test('what is only unusual is read in full', () => {
    const text = `${before}- ? id\n  : x\n`;
    const read = readYaml(text, limits);
    expect(spelledOut(read)).toEqual(spelledOut(readInFull(text, limits)));
    expect(read.root).not.toBeNull();
  });

  test('random mistakes at random places, of texts that are looked at to their end', () => {
    const piece = fc.constantFrom(
      '- ',
      ': ',
      'a: ',
      '\n ',
      '\n   ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|\n',
      '*a',
      '? ',
      '\t',
      'x y',
      '%',
      '{{x}}',
    );
    const lines = fc.constantFrom(
      step(1),
      '- {id: a, b: [c]}\n',
      '-\n  k:\n    l: m\n',
      '- - 1\n  - 2\n',
      '- |\n  text\n   more\n',
    );
    let found = 0;
    fc.assert(
      fc.property(fc.array(lines, { minLength: 4, maxLength: 20 }), fc.nat(), piece, (all, place, wrong) => {
        const right = `name: x\nsteps:\n${all.join('')}`;
        const at = place % right.length;
        const text = right.slice(0, at) + wrong + right.slice(at);
        const quick = readQuickly(text, limits);
        const near = quick.kind === 'read' ? null : wrongNearby(text, limits, quick, text.length);
        if (near === null) return;
        found++;
        expect([text, near]).toEqual([text, readInFull(text, limits)]);
      }),
      { numRuns: 2000 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
