import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { prepare, type Format } from '../../src/language/index.ts';
import { hostileTexts } from './hostile-texts.ts';
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
    'definitions, the first one that a process sees (ms); of the largest, less than 1500 ms and 400 MB are wanted',
    ['definition', 'KiB', 'read', 'check', 'compile', 'in all', 'peak MB'],
    rows,
  );
  printTable(
    'hostile texts, median of 5: ms until refused, and ms of processor time, all threads of Node included',
    ['text', 'KiB', 'until refused', 'wanted', 'processor', 'code'],
    hostileTexts.map(([name, text, format = 'yaml']) => refusal(name, text, format)),
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

/** Milliseconds. */
const WANTED = 50;

function refusal(name: string, text: string, format: Format): readonly string[] {
  const times: number[] = [];
  // Beside the clock, which counts whoever else is at work on the machine as well.
  const processor: number[] = [];
  let code = '';
  for (let i = 0; i < 5; i++) {
    const begun = performance.now();
    const before = process.cpuUsage();
    const prepared = prepare(text, { format });
    const { user, system } = process.cpuUsage(before);
    times.push(performance.now() - begun);
    processor.push((user + system) / 1000);
    if (prepared.ok) throw new Error(`${name} was not refused`);
    code = prepared.diagnostics[0]?.code ?? '';
  }
  const [until, cores] = [times, processor].map((each) => median(each).toFixed(1));
  return [name, String(Math.round(text.length / 1024)), until ?? '', `< ${WANTED}`, cores ?? '', code];
}
