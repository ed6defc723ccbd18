import { describe, expect, test } from '@jest/globals';
import { readJsonText, readTemplate } from '../../src/expressions/index.ts';
import { parse } from 'yaml';
import { prepare } from '../../src/language/index.ts';
import { definitionLimits } from '../../src/language/definition/limits.ts';
import { entryOf, jsonOf, readingLimits, readSource, type SourceEntry } from '../../src/language/read/index.ts';
import type { Span } from '../../src/problems/index.ts';

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const step = 'name: x\nsteps:\n- id: a\n  service: s\n  method: m\n';
const codesOf = (text: string, format: 'yaml' | 'json' = 'yaml'): readonly string[] =>
  prepare(text, { format }).diagnostics.map(({ code }) => code);
const steps = (count: number, line: (i: number) => string): string => `name: x\nsteps:\n${many(count, line)}`;

describe('reading stops at the last mistake that could be listed', () => {
  test.each([
    ['one key again and again', 'a: 1\n'.repeat(100_000), 'yaml', 'duplicate-key'],
    ['numbers that cannot be kept', '- 99999999999999999999\n'.repeat(20_000), 'yaml', 'number-not-exact'],
    ['numbers as keys', many(50_000, (i) => `${i}: 1\n`), 'yaml', 'non-string-key'],
    ['merge keys', '<<: 1\n'.repeat(50_000), 'yaml', 'merge-key-not-allowed'],
    ['aliases of nothing', `a: [${many(50_000, (i) => `*a${i},`)}1]`, 'yaml', 'unknown-anchor'],
    ['one key of JSON again and again', `{${'"a":1,'.repeat(50_000)}"a":1}`, 'json', 'duplicate-key'],
    ['halves of characters', `[${'"\\ud800",'.repeat(20_000)}1]`, 'json', 'invalid-encoding'],
  ] as const)('%s', (_name, text, format, code) => {
    const { source, diagnostics } = readSource(text, { format });
    expect(source).toBeNull();
    expect(diagnostics).toHaveLength(readingLimits.mistakes);
    expect(new Set(diagnostics.map((each) => each.code))).toEqual(new Set([code]));
  });

  test('one more than are listed, so that the list says it is not whole', () => {
    expect(readingLimits.mistakes).toBe(definitionLimits.diagnostics + 1);
    expect(codesOf('a: 1\n'.repeat(10_000)).at(-1)).toBe('more-diagnostics');
  });
});

describe('what is too much by its count alone is said without looking at each', () => {
  test.each([
    ['steps', steps(definitionLimits.steps + 1, () => '- 1\n'), ['too-many-steps']],
    ['steps that are each wrong', steps(12_000, (i) => `- {id: s${i}, k${i}: 1}\n`), ['too-many-steps']],
    ['more steps than arguments fit on a stack', steps(99_000, () => '-\n'), ['too-many-steps']],
    [
      'inputs',
      `name: x\ninputs:\n${many(definitionLimits.inputs + 1, (i) => `  i${i}: strin\n`)}`,
      ['too-many-entries'],
    ],
    ['ids that one step depends on', `${step}  depends_on: [${'u,'.repeat(10_000)}u]\n`, ['too-many-entries']],
    ['entries of a list that a text is', `[${many(20_000, (i) => `${i},`)}1]`, ['too-many-entries']],
    ['keys of a definition', many(50_000, (i) => `k${i}: 1\n`), ['too-many-entries']],
    ['keys of a step', step + many(40_000, (i) => `  k${i}: 1\n`), ['too-many-entries']],
  ])('%s', (_name, text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  test.each([
    ['in blocks', (text: string) => text, 'yaml'],
    ['under `workflow`', (text: string) => `workflow:\n${text.replaceAll(/^/gm, '  ')}`, 'yaml'],
    ['in JSON', (text: string) => JSON.stringify(parse(text)), 'json'],
  ] as const)('and nothing is read behind what is too much: %s', (_name, written, format) => {
    // What follows is no YAML and no JSON at all.
    const codes = (text: string) => codesOf(`${written(text)}\n]]`, format);
    const ends = format === 'json' ? 'invalid-json' : 'invalid-yaml';
    const ids = (count: number) => `${step}  depends_on: [${many(count, (i) => `u${i}, `)}u]\n`;
    const inputs = (count: number) => `name: x\ninputs:\n${many(count, (i) => `  long_name_of_an_input_${i}: any\n`)}`;
    const keys = (count: number) => step + many(count, (i) => `  k${i}: ${'x'.repeat(100)}\n`);
    expect(codes(steps(definitionLimits.steps, () => '- {}\n'))).toEqual([ends]);
    expect(codes(steps(definitionLimits.steps + 1, () => '- {}\n'))).toEqual(['too-many-steps']);
    expect(codes(ids(definitionLimits.dependsOnEntries - 1))).toEqual([ends]);
    expect(codes(ids(definitionLimits.dependsOnEntries))).toEqual(['too-many-entries']);
    expect(codes(inputs(definitionLimits.inputs))).toEqual([ends]);
    expect(codes(inputs(definitionLimits.inputs + 1))).toEqual(['too-many-entries']);
    expect(codes(keys(definitionLimits.keys - 3))).toEqual([ends]);
    expect(codes(keys(definitionLimits.keys - 2))).toEqual(['too-many-entries']);
  });

  test('says in which step', () => {
    const first = many(3, (i) => `- {id: s${i}, service: s, method: m}\n`);
    const wide = `- id: a\n${many(definitionLimits.keys, (i) => `  k${i}: ${'x'.repeat(100)}\n`)}`;
    expect(prepare(`name: x\nsteps:\n${first}${wide}`).diagnostics).toMatchObject([{ path: 'steps[3]' }]);
    const long = `- id: a\n  depends_on: [${'u, '.repeat(definitionLimits.dependsOnEntries)}u]\n`;
    expect(prepare(`name: x\nsteps:\n${first}${long}`).diagnostics).toMatchObject([{ path: 'steps[3].depends_on' }]);
  });

  test('no other place has these bounds', () => {
    const text = `${step}  parameters: {steps: [${'1,'.repeat(12_000)}1], depends_on: [${'1,'.repeat(12_000)}1]}\n`;
    expect(prepare(text).ok).toBe(true);
    const list = `- ${many(definitionLimits.keys + 1, (i) => `k${i}: 1\n  `)}\n`;
    expect(readSource(`steps:\n${list}`).source).not.toBeNull();
  });

  test('as many keys as are allowed are each looked at', () => {
    const codes = codesOf(step + many(definitionLimits.keys - 3, (i) => `  k${i}: 1\n`));
    expect(codes).toHaveLength(definitionLimits.keys - 3);
    expect(new Set(codes)).toEqual(new Set(['unknown-key']));
  });

  test('a list longer than arguments fit on a stack', () => {
    expect(codesOf(`${step}  depends_on: [${'u,'.repeat(150_000)}u]\n`)).toEqual(['too-many-entries']);
  });
});

test('a wide map is walked once, however many of its keys are asked for', () => {
  let looked = 0;
  const span = { start: 0, end: 0 };
  const value = { kind: 'scalar', value: 1, style: 'plain', span } as const;
  const entries = Array.from({ length: 1000 }, (_, i): SourceEntry => ({
    get key() {
      looked++;
      return `k${i}`;
    },
    keySpan: span,
    value,
  }));
  const node = { kind: 'map', entries, span } as const;
  for (let i = 0; i < 1000; i++) expect(entryOf(node, `k${i}`)).toBe(entries[i]);
  expect(entryOf(node, 'k1000')).toBeUndefined();
  expect(looked).toBeLessThan(2000);
});

describe('what is wrong all over is listed as far as a list goes', () => {
  const most = definitionLimits.diagnostics + 1;
  test.each([
    [
      'inputs',
      `name: x\ninputs:\n${many(1_000, (i) => `  i${i}: strin\n`)}${'steps: [{id: a, service: s, method: m}]'}`,
    ],
    ['braces that are never closed', `${step}  parameters:\n${many(9_000, (i) => `    p${i}: "{{ x"\n`)}`],
    ['unknown names', `${step}  parameters: {t: "${'{{abcdefg}}'.repeat(20_000)}"}\n`],
    ['fields of steps', steps(1_000, (i) => `- {id: s${i}, service: 1, timeout_ms: x}\n`)],
    ['ids', steps(9_000, () => '- {id: a, service: s, method: m}\n')],
  ])('%s', (_name, text) => {
    expect(codesOf(text)).toHaveLength(most);
  });

  test('unknown dependencies, with names that are near only while there is something left to compare', () => {
    const known = steps(5_000, (i) => `- {id: long_step_name_${i}, service: s, method: m}\n`);
    const unknown = many(600, (i) => `lng_step_nme_${i},`);
    const { diagnostics } = prepare(`${known}- {id: z, service: s, method: m, depends_on: [${unknown}]}\n`);
    expect(diagnostics).toHaveLength(most);
    expect(diagnostics[0]?.hint).toMatch(/^long_step_name_/);
    expect(diagnostics.filter(({ hint }) => hint !== undefined).length).toBeLessThan(100);
  });

  test('unknown steps of one expression, with names that are near only while there is something left to compare', () => {
    const known = steps(5_000, (i) => `- {id: long_step_name_${i}, service: s, method: m}\n`);
    const unknown = many(600, (i) => `steps.lng_step_nme_${i},`);
    const { diagnostics } = prepare(`${known}- {id: z, service: s, method: m, parameters: {a: "{{[${unknown}1]}}"}}\n`);
    const near = diagnostics.filter(({ message }) => message.includes('did you mean'));
    expect(diagnostics[0]?.message).toContain('did you mean `steps.long_step_name_');
    expect(near.length).toBeLessThan(100);
    expect(diagnostics.at(-2)?.message).toContain('there are long_step_name_0, long_step_name_1');
  });
});

describe('of a large definition, ids and dependencies come before all else', () => {
  const count = 2_000;
  const wrong = (of: number, more: string): string =>
    `name: x\nsteps:\n${many(of, (i) => `- {id: step_${i}, service: s, method: m, retrys: 1${i === 3 ? more : ''}}\n`)}`;
  const rest = 'and nothing else has been looked at: in a large definition, ids and dependencies come first';

  test.each([
    ['an unknown step', ', depends_on: [nobody]', 'unknown-dependency'],
    ['a step that waits for itself', ', depends_on: [step_3]', 'cyclic-dependency'],
  ])('%s', (_name, more, code) => {
    const found = prepare(wrong(count, more)).diagnostics;
    expect(found.map((each) => each.code)).toEqual([code, 'more-diagnostics']);
    expect(found.at(-1)?.message).toBe(rest);
  });

  test('in one that people write, all is said at once', () => {
    const codes = new Set(prepare(wrong(100, ', depends_on: [nobody]')).diagnostics.map(({ code }) => code));
    expect(codes).toEqual(new Set(['unknown-key', 'unknown-dependency']));
  });

  test('where ids and dependencies are right, the rest is said', () => {
    const { diagnostics } = prepare(wrong(count, ', depends_on: [step_1999]'));
    expect(diagnostics).toHaveLength(definitionLimits.diagnostics + 1);
    expect(diagnostics[0]).toMatchObject({ code: 'unknown-key' });
  });

  test('what was found while reading is said with it', () => {
    const codes = prepare(`${wrong(count, ', depends_on: [nobody]')}name: y\n`).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(['unknown-dependency', 'duplicate-key', 'more-diagnostics']);
  });
});

describe('expressions are read as far as something is told of them', () => {
  const unknown = 'a: "{{abcdefg}}"';
  test.each([
    ['in one text', `t: "${'{{abcdefg}}'.repeat(30_000)}"`],
    ['in many texts', `t: [${'"{{abcdefg}}",'.repeat(30_000)}1]`],
    ['in JSON text', `t: '["${'{{abcdefg}}'.repeat(30_000)}"]'`],
  ])('unknown names %s', (_name, parameter) => {
    const text = `name: x\nsteps: [{id: a, service: s, method: m, parameters: {${parameter}}}, {id: b, service: s, method: m, parameters: {${unknown}}}]`;
    const { diagnostics } = prepare(text);
    expect(diagnostics).toHaveLength(definitionLimits.diagnostics + 1);
    expect(diagnostics[0]).toMatchObject({ code: 'unknown-name' });
  });

  test('reading ends where enough is wrong', () => {
    let read = 0;
    const enough = (): boolean => ++read >= 3;
    expect(readTemplate('{{a}}{{b}}{{c}}{{d}}', enough)).toMatchObject({ expressions: { length: 3 } });
    read = 0;
    expect(readJsonText('["{{a}}{{b}}{{c}}{{d}}", {{e}}]', enough)).toMatchObject({ expressions: { length: 3 } });
    read = 0;
    expect(readJsonText('[{{a}}, {{b}}, {{c}}, {{d}}]', enough)).toMatchObject({ expressions: { length: 3 } });
  });
});

describe('in a very large definition, keys and values come before expressions', () => {
  const lists = many(3, (k) => `    p${k}: [${many(30_000, () => '123,')}1]\n`);
  const text = (more: string): string => `${step}${more}  parameters:\n    t: "{{unknown}}"\n${lists}`;

  test('which is said, behind what is wrong', () => {
    expect(text('').length).toBeGreaterThan(262_144);
    expect(codesOf(text('  retrys: 1\n'))).toEqual(['unknown-key', 'more-diagnostics']);
    expect(codesOf(text(''))).toEqual(['unknown-name']);
  });

  test('in any other, all is said at once', () => {
    const small = `${step}  retrys: 1\n  parameters: {t: "{{unknown}}"}\n`;
    expect(codesOf(small)).toEqual(['unknown-key', 'unknown-name']);
  });
});

describe('a rare way of YAML', () => {
  const text = (count: number): string =>
    `name: x\n? steps\n:\n${many(count, (i) => `  - {id: s${i}, service: service_of_mine, method: m}\n`)}`;
  const limits = { ...readingLimits, rare: 20_000 };

  test('is read in a text that is not very long', () => {
    expect(text(300).length).toBeLessThan(limits.rare);
    expect(prepare(text(300), { limits }).ok).toBe(true);
  });

  test('is refused where it begins in one that is', () => {
    const [found, ...others] = prepare(text(500), { limits }).diagnostics;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'rare-yaml', span: { start: 8 } });
  });

  test('hides no mistake of syntax', () => {
    const wrong = text(500).replace('? steps\n:\n', 'steps:\n  - id: a\n   service: s\n');
    expect(prepare(wrong, { limits }).diagnostics).toMatchObject([{ code: 'invalid-yaml' }]);
  });
});

test('values that aliases stand for are counted apart from those that are written', () => {
  const limits = { ...readingLimits, aliased: 12 };
  const text = (aliases: number): string => `a: &a [1, 2, 3]\nb: [${many(aliases, () => '*a, ')}4]\n`;
  for (const more of ['', 'c: !x 1\n']) {
    const read = (aliases: number) => readSource(text(aliases) + more, { limits }).diagnostics.map(({ code }) => code);
    expect(read(3)).not.toContain('too-many-nodes');
    if (more === '') expect(read(4)).toEqual(['too-many-nodes']);
  }
});

test('a definition of more than a mebibyte packed is refused, whatever its length', () => {
  const limits = { ...readingLimits, packedBytes: 2_000 };
  const noise = Array.from({ length: 500 }, (_, i) => Math.sin(i).toString(36).slice(2)).join('');
  const codes = (parameter: string): readonly string[] =>
    prepare(`${step}  parameters: {p: ${parameter}}\n`, { limits }).diagnostics.map(({ code }) => code);
  expect(codes('a'.repeat(noise.length))).toEqual([]);
  expect(codes(noise)).toEqual(['definition-too-dense']);
});

test('a schema of inputs that would take long to compile is not compiled', () => {
  const schema = (count: number): string =>
    `name: x\ninput_schema:\n  type: object\n  properties:\n${many(count, (i) => `    p${i}: {type: string}\n`)}steps: [{id: a, service: s, method: m}]\n`;
  expect(codesOf(schema(4_000))).toEqual(['invalid-input-schema']);
  expect(prepare(schema(200), { format: 'yaml' }).ok).toBe(true);
});

describe('maps that begin as the one before them', () => {
  const long = Array.from({ length: 14 }, (_, i) => `k${i}`);
  const maps: readonly (readonly string[])[] = [
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', 'b'],
    ['a', 'b', 'd', 'a'],
    ['a', 'b', 'b', 'c'],
    long,
    long,
    [...long.slice(0, 13), 'other', 'k3'],
    [...long, 'more', 'k0'],
    ['a', 'b', 'c'],
  ];
  const written = (keys: readonly string[]): string => `{${keys.map((key, i) => `"${key}": ${i}`).join(', ')}}`;
  const json = `[${maps.map(written).join(',\n')}]`;
  test.each([
    ['JSON', json, 'json'],
    ['YAML in braces', json.replaceAll('"', ''), 'yaml'],
    ['YAML in blocks', maps.map((keys) => `-\n${keys.map((key, i) => `  ${key}: ${i}\n`).join('')}`).join(''), 'yaml'],
  ] as const)('are held to one of each key, and keep them in order: %s', (_name, text, format) => {
    const { source, diagnostics } = readSource(text, { format });
    expect(diagnostics.map(({ code }) => code)).toEqual(Array(4).fill('duplicate-key'));
    const read = source?.root.kind === 'list' ? source.root.items : [];
    expect(read.map((map) => (map.kind === 'map' ? map.entries.map(({ key }) => key) : []))).toEqual(
      maps.map((keys) => [...new Set(keys)]),
    );
    expect(read.map((map) => jsonOf(map))).toEqual(
      maps.map((keys) => Object.fromEntries([...new Set(keys)].map((key) => [key, keys.indexOf(key)]))),
    );
    const places = read.flatMap((map) => (map.kind === 'map' ? map.entries : []));
    const at = ({ start, end }: Span): string => text.slice(start, end).replaceAll('"', '');
    expect(places.map(({ keySpan, value }) => [at(keySpan), at(value.span)])).toEqual(
      places.map(({ key, value }) => [key, String(value.kind === 'scalar' ? value.value : null)]),
    );
  });
});

test('what cannot be read is refused for that, without being packed', () => {
  const limits = { ...readingLimits, packedBytes: 10 };
  expect(readSource('name: [1, 2\nsteps: }', { limits }).diagnostics.map(({ code }) => code)).toEqual(['invalid-yaml']);
});

test('of thousands of knots as many are looked for as are told of', () => {
  const text = steps(4_000, (i) => `- {id: s${i}, service: s, method: m, depends_on: [s${i ^ 1}]}\n`);
  const codes = codesOf(text);
  expect(codes.filter((code) => code === 'cyclic-dependency')).toHaveLength(definitionLimits.diagnostics);
});
