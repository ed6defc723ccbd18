import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../src/language/index.ts';
import type { MeasuredDefinition } from './measure-definition.ts';
import { median } from './statistics.ts';
import { printTable } from './table.ts';

/** What large definitions cost, each size in a process of its own, and how soon hostile texts are refused. */
export async function benchDefinitions(): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const [steps, dependencies] of [
    [100, 500],
    [1_000, 5_000],
    [10_000, 50_000],
  ] as const) {
    const { bytes, read, check, compile, megabytes } = await measured(steps, dependencies);
    const total = read + check + compile;
    rows.push([
      `${steps} steps, ${dependencies} dependencies`,
      `${Math.round(bytes / 1024)}`,
      ...[read, check, compile, total].map((ms) => ms.toFixed(0)),
      megabytes.toFixed(0),
    ]);
  }
  printTable(
    'definitions, the first one that a process sees (ms)',
    ['definition', 'KiB', 'read', 'check', 'compile', 'in all', 'peak MB'],
    rows,
  );
  printTable(
    'hostile texts, median of 5 (ms)',
    ['text', 'KiB', 'until refused', 'code'],
    hostileTexts.map(([name, text]) => refusal(name, text)),
  );
}

async function measured(steps: number, dependencies: number): Promise<MeasuredDefinition> {
  const child = fork(fileURLToPath(new URL('./measure-definition.js', import.meta.url)), [
    String(steps),
    String(dependencies),
  ]);
  const [message] = (await once(child, 'message')) as [MeasuredDefinition];
  return message;
}

function refusal(name: string, text: string): readonly string[] {
  const times: number[] = [];
  let code = '';
  for (let i = 0; i < 5; i++) {
    const begun = performance.now();
    const prepared = prepare(text, { format: 'yaml' });
    times.push(performance.now() - begun);
    if (prepared.ok) throw new Error(`${name} was not refused`);
    code = prepared.diagnostics[0]?.code ?? '';
  }
  return [name, String(Math.round(text.length / 1024)), median(times).toFixed(1), code];
}

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

const hostileTexts: readonly (readonly [string, string])[] = [
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
];
