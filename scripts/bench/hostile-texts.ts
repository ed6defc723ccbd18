import type { Format } from '../../src/language/index.ts';

const HALF_A_MEGABYTE = 512 * 1024;

function filled(line: string): string {
  return line.repeat(Math.floor(HALF_A_MEGABYTE / line.length));
}

/** The same each time: no chance. */
function junk(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    text += String.fromCharCode(32 + ((state >> 16) % 95));
    if (state % 40 === 0) text += '\n';
  }
  return text;
}

const oneStep = (parameter: string): string =>
  `name: x\nsteps: [{id: a, service: s, method: m, parameters: {t: "${parameter}"}}]`;

/** As many lines as fit. */
function numbered(line: (i: number) => string): string {
  const lines: string[] = [];
  for (let i = 0, length = 0; ; i++) {
    const next = line(i);
    length += next.length;
    if (length > HALF_A_MEGABYTE - 200) return lines.join('');
    lines.push(next);
  }
}

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const stepWith = (lines: string): string => `name: x\nsteps:\n- id: a\n  service: s\n  method: m\n${lines}`;
const steps = (lines: string): string => `name: x\nsteps:\n${lines}`;

/** Texts that cost a reader or a checker more than they look: each has to be refused, and soon. */
export const hostileTexts: readonly (readonly [string, string, Format?])[] = [
  ['1 MB of junk', junk(1_048_576)],
  ['half a MB of junk', junk(HALF_A_MEGABYTE)],
  ['lists in lists', '['.repeat(HALF_A_MEGABYTE)],
  ['maps in maps', filled('{a: ')],
  ['blocks in blocks', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  [
    'aliases of aliases',
    [
      'a0: &a0 [x,x,x,x,x,x,x,x,x]',
      ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`),
    ].join('\n'),
  ],
  ['one long line', `name: ${'x'.repeat(HALF_A_MEGABYTE - 10)}`],
  ['one long line of commas', `[${','.repeat(HALF_A_MEGABYTE - 2)}]`],
  ['tabs in every line', filled('\ta: 1\n')],
  ['open brackets in every line', filled('a: [1\n')],
  ['closed brackets in every line', filled(']\n')],
  ['one key again and again', filled('a: 1\n')],
  ['parentheses in an expression', oneStep(`{{${'('.repeat(100_000)}}}`)],
  ['10,000 broken expressions', oneStep('{{1+}}'.repeat(10_000))],
  ['70,000 broken expressions in JSON text', stepWith(`  parameters: '[${'{{1+}},'.repeat(70_000)}1]'\n`)],
  ['braces that are never closed', stepWith(`  parameters:\n${numbered((i) => `    p${i}: "{{ x"\n`)}`)],
  ['40,000 unknown names', oneStep('{{abcdefg}}'.repeat(40_000))],
  ['40,000 unknown functions', oneStep('{{uppr(1)}}'.repeat(40_000))],
  [
    '600 unknown steps of 5,000 in one expression',
    `${steps(many(5_000, (i) => `- {id: long_step_name_${i}, service: s, method: m}\n`))}- {id: z, service: s, method: m, parameters: {a: "{{[${many(600, (i) => `steps.lng_step_nme_${i},`)}1]}}"}}`,
  ],
  ['unknown keys of a definition', numbered((i) => `k${i}: 1\n`)],
  ['unknown keys of a step', stepWith(numbered((i) => `  k${i}: 1\n`))],
  ['an unknown key in each step', steps(numbered((i) => `- {id: s${i}, k${i}: 1}\n`))],
  ['steps that are no maps', steps(numbered(() => '- 1\n'))],
  ['steps with nothing in them', steps(numbered(() => '- {}\n'))],
  ['anchors', numbered((i) => `k${i}: &a${i} 1\n`)],
  ['aliases without anchors', `a: [${numbered((i) => `*a${i},`)}1]`],
  ['one list of 90,000 numbers', `[${numbered((i) => `${i},`)}1]`],
  ['comments', filled('# c\n')],
  ['blank lines', '\n'.repeat(HALF_A_MEGABYTE)],
  ['a long block scalar', `name: |\n${numbered(() => '  x\n')}`],
  ['documents', filled('---\n')],
  ['tags', filled('! ')],
  ['expressions without quotes', filled('- {{x}}\n')],
  ['numbers that cannot be kept', filled('- 99999999999999999999\n')],
  ['numbers as keys', numbered((i) => `${i}: 1\n`)],
  ['merge keys', filled('<<: 1\n')],
  ['inputs of unknown types', `name: x\ninputs:\n${numbered((i) => `  i${i}: strin\n`)}`],
  ['10,000 steps of one id', steps(many(10_000, () => '- {id: a, service: s, method: m}\n'))],
  [
    'a cycle of 9,000 steps',
    steps(many(9_000, (i) => `- {id: s${i}, service: s, method: m, depends_on: [s${(i + 1) % 9_000}]}\n`)),
  ],
  ['4,500 cycles', steps(many(9_000, (i) => `- {id: s${i}, service: s, method: m, depends_on: [s${i ^ 1}]}\n`))],
  [
    '100,000 dependencies on unknown steps',
    steps(
      many(11, (k) => `- {id: s${k}, service: s, method: m, depends_on: [${many(9_000, (i) => `u${i % 10},`)}u]}\n`),
    ),
  ],
  ['170,000 entries of depends_on', stepWith(`  depends_on: [${numbered(() => 'u,')}u]\n`)],
  [
    'a mistake at the end of 10,000 steps',
    `${steps(many(10_000, (i) => `- {id: s${i}, service: s, method: m}\n`))}- {a: [1\n`,
  ],
  [
    '10,000 steps of one id, lines that end in CR LF',
    steps(many(10_000, () => '- {id: a, service: s, method: m}\r\n')),
  ],
  [
    '10,000 steps of one id, behind a text of two lines',
    `description: one\n  two\n${steps(many(10_000, () => '- {id: a, service: s, method: m}\n'))}`,
  ],
  [
    '10,000 steps of one id, behind a tab',
    `name: x\t\n${many(1, () => 'steps:\n')}${many(10_000, () => '- {id: a, service: s, method: m}\n')}`,
  ],
  [
    '6,000 steps with a wrong field each',
    steps(many(6_000, (i) => `- {id: s${i}, service: s, method: m, retry_count: x, timeout_ms: y}\n`)),
  ],
  ['braces that are never closed, in a list', stepWith(`  parameters:\n    p:\n${numbered(() => `    - "{{ x"\n`)}`)],
  [
    '18,000 texts with an unknown name each',
    stepWith(`  parameters:\n    p:\n${numbered((i) => `    - "{{abc${i}}}"\n`)}`),
  ],
  ['unknown names in JSON text', stepWith(`  parameters: '[${numbered((i) => `{{a${i}}},`)}1]'\n`)],
  ['numbers in JSON text, and no bracket', stepWith(`  parameters: '[${numbered((i) => `${i},`)}1'\n`)],
  [
    'aliases that stand for 450,000 values',
    `name: x\nsteps:\n- id: a\n  service: s\n  methd: m\n  parameters:\n    a: &a [${many(999, () => '1,')}1]\n    b: [${many(449, () => '*a,')}1]\n`,
  ],
  [
    '2 MB behind a key that is written in a rare way',
    `name: x\n? steps\n:\n${many(40_000, (i) => `  - {id: s${i}, service: service_of_mine, method: m}\n`)}`,
  ],
  [
    'a mistake behind three lists of 80,000 numbers',
    stepWith(`  retrys: 1\n  parameters:\n${many(3, (k) => `    p${k}: [${many(80_000, () => '1,')}1]\n`)}`),
  ],
  [
    'an input schema of 9,000 properties, one of them wrong',
    `name: x\ninput_schema:\n  type: object\n  properties:\n${many(9_000, (i) => `    p${i}: {type: string}\n`)}    q: {type: strin}\nsteps: [{id: a, service: s, method: m}]\n`,
  ],
  [
    '1,000 unknown inputs of 1,000',
    `name: x\ninputs:\n${many(1_000, (i) => `  long_input_name_${i}: string\n`)}${stepWith(`  parameters:\n    p:\n${many(1_000, (i) => `    - "{{inputs.lng_inpt_name_${i}}}"\n`)}`).slice(8)}`,
  ],
  [
    '10,000 steps of one id in JSON',
    `{"name": "x", "steps": [${many(10_000, () => '{"id": "a", "service": "s", "method": "m"},')}{}]}`,
    'json',
  ],
  ['one list of 250,000 numbers in JSON', `[${many(250_000, () => '1,')}1]`, 'json'],
  ['one key of JSON again and again', `{${numbered(() => '"a":1,')}"a":1}`, 'json'],
  ['halves of characters in JSON', `[${numbered(() => '"\\ud800",')}1]`, 'json'],
];
