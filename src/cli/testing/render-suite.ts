import { basename } from 'node:path';
import type { Json } from '../../std/index.ts';
import type { Difference, FaultMatrix, Coverage } from '../../simulation/index.ts';
import { renderProblems } from '../prepared-file.ts';
import { printable, type Terminal } from '../terminal.ts';
import { shortTime } from '../timeline/step-line.ts';
import { tableLines } from '../table.ts';
import type { ScenarioResult, SuiteResult } from './run-suite.ts';

type Screen = Pick<Terminal, 'style' | 'hasColour'>;

/** What a person reads of one definition. */
export function suiteLines(result: SuiteResult, screen: Screen): readonly string[] {
  const { file, workflow, diagnostics, scenarios, coverage, faults } = result;
  if (workflow === null) {
    const problems = renderProblems(result, diagnostics, screen.hasColour);
    return [`${problems}\n`, `${screen.style('red', '✗')} ${file}: it has errors`];
  }
  const title = `${screen.style('bold', printable(`${workflow.name} ${workflow.version}`))}  ${screen.style('dim', file)}`;
  return [
    title,
    ...scenarios.flatMap((each) => scenarioLines(each, screen)),
    ...(scenarios.length === 0 ? [screen.style('dim', '  no scenarios')] : []),
    ...(coverage === undefined ? [] : coverageLines(coverage, screen)),
    ...(faults === undefined ? [] : faultLines(faults, screen)),
    '',
  ];
}

export function totalLine(results: readonly SuiteResult[], { style }: Screen): string {
  const scenarios = results.flatMap((each) => each.scenarios);
  const failed = scenarios.filter(({ ok }) => !ok).length;
  const broken = results.filter(({ workflow }) => workflow === null).length;
  const rows = results.flatMap(({ faults }) => faults?.rows ?? []);
  const red = rows.filter((row) => row.broken.length > 0).length;
  const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  const verdict = [
    ...(failed > 0 ? [style('red', `${failed} failed`)] : []),
    ...(scenarios.length > failed || failed === 0 ? [style('green', `${scenarios.length - failed} passed`)] : []),
    ...(broken > 0 ? [style('red', `${counted(broken, 'definition')} with errors`)] : []),
    ...(rows.length > 0 ? [`${counted(rows.length, 'fault')} tried`] : []),
    ...(red > 0 ? [style('red', `${red} of them came to no good end`)] : []),
  ];
  return `${counted(scenarios.length, 'scenario')} of ${counted(results.length, 'workflow')}: ${verdict.join(', ')}`;
}

function scenarioLines(result: ScenarioResult, screen: Screen): readonly string[] {
  const { file, ok, name, diagnostics, differences, durationMs } = result;
  const { style } = screen;
  // One that cannot be read has no other name.
  const said = name === basename(file) ? basename(file) : `${basename(file)}  ${printable(name)}`;
  if (ok) return [`  ${style('green', '✓')} ${said}  ${style('dim', `in ${shortTime(durationMs ?? 0)}`)}`];
  const problems = diagnostics.length === 0 ? [] : renderProblems(result, diagnostics, screen.hasColour).split('\n');
  return [
    `  ${style('red', '✗')} ${said}`,
    ...[...problems, ...differences.flatMap((each) => differenceLines(each, screen))].map((line) =>
      line === '' ? '' : `      ${line}`,
    ),
  ];
}

const LONGEST_VALUE = 300;

function differenceLines(difference: Difference, { style }: Screen): readonly string[] {
  if (difference.kind === 'list') {
    const lines = difference.lines.map(({ mark, text }) => {
      const line = `  ${mark} ${printable(text)}`;
      return mark === ' ' ? line : style(mark === '-' ? 'green' : 'red', line);
    });
    return [`${difference.where} (- expected, + seen):`, ...lines];
  }
  const { where, expected, seen, why } = difference;
  const because = why === undefined ? '' : `: ${printable(why)}`;
  return [
    `${printable(where)}: expected ${style('green', shown(expected))}, seen ${style('red', shown(seen))}${because}`,
  ];
}

function shown(value: Json): string {
  const text = typeof value === 'string' && /^[A-Za-z][\w-]*$/.test(value) ? value : JSON.stringify(value);
  return printable(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text);
}

function coverageLines({ steps, seen, of }: Coverage, { style }: Screen): readonly string[] {
  const mark = (was: boolean | undefined): string => (was === undefined ? '' : was ? '✓' : '✗');
  const rows = steps.map(({ step, completed, failed, skipped, undone, when }) => [
    step,
    ...[completed, failed, skipped, undone, when?.true, when?.false].map(mark),
  ]);
  const heads = ['step', 'completed', 'failed', 'skipped', 'undone', 'when true', 'when false'];
  return [
    `  coverage: ${seen} of ${of}`,
    ...tableLines(heads, rows, (text, cell) => (cell === '✗' ? style('red', text) : text)).map((line) => `    ${line}`),
  ];
}

function broken(invariants: readonly string[]): string {
  return invariants.length === 0 ? '' : `✗ ${invariants.map(printable).join('; ')}`;
}

function faultLines({ rows, unreached, held }: FaultMatrix, { style }: Screen): readonly string[] {
  const cells = rows.map((row) => [
    row.step,
    row.fault,
    row.status,
    row.undone.length === 0 ? '–' : row.undone.join(', '),
    row.unbounded ? 'it waits for ever: it has no timeout_ms' : broken(row.broken),
  ]);
  const lines = tableLines(['step', 'fault', 'status', 'undone, in this order', ''], cells, (text, cell) =>
    cell.startsWith('✗') ? style('red', text) : text,
  );
  const untried = unreached.map((step) => `${step}: no scenario that completes begins it, so no fault of it was tried`);
  return [
    '  faults',
    ...(rows.length === 0 ? [] : lines.map((line) => `    ${line}`)),
    ...(held ? [`    ${style('dim', 'a failure is held: each row assumes the decision compensate')}`] : []),
    ...untried.map((line) => `    ${style('yellow', line)}`),
  ];
}
