import type { Command } from 'commander';
import type { Diagnostic } from '../../problems/index.ts';
import { CliError } from '../cli-error.ts';
import { readDefinitionFile } from '../definition-file.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandContext } from './context.ts';

interface Checked {
  readonly file: string;
  readonly ok: boolean;
  readonly name?: string;
  readonly version?: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function addCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .summary('say all that is wrong with definitions, without running anything')
    .description(
      'Reads definitions and says all that is wrong with them, with line, column and the nearest right name. Needs no server.',
    )
    .argument('<file...>', 'YAML or JSON; `-` reads standard input')
    .option('--json', 'one JSON document on standard output')
    .action(async (files: readonly string[], options: { readonly json?: true }) => {
      await check(files, options.json === true, context);
    });
}

async function check(files: readonly string[], asJson: boolean, { terminal, exit }: CommandContext): Promise<void> {
  const { decodeText, locate, prepare, renderDiagnostics } = await import('../../language/index.ts');
  const checkOne = (named: string): Checked => {
    const { file, bytes, format } = readDefinitionFile(named);
    const decoded = decodeText(bytes);
    if (!decoded.ok) return { file, ok: false, text: '', diagnostics: decoded.diagnostics };
    const { text } = decoded;
    const prepared = prepare(text, { format });
    if (!prepared.ok) return { file, ok: false, text, diagnostics: prepared.diagnostics };
    const { plan, diagnostics } = prepared;
    return { file, ok: true, name: plan.name, version: plan.version, text, diagnostics };
  };

  const checked: Checked[] = [];
  const unreadable: CliError[] = [];
  for (const named of files) {
    try {
      checked.push(checkOne(named));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      unreadable.push(error);
    }
  }

  if (asJson) {
    const results = checked.map(({ text, diagnostics, ...result }) => ({
      ...result,
      diagnostics: diagnostics.map(({ span, ...each }) => ({
        ...each,
        ...(span !== undefined && locate({ ...each, span }, text)),
      })),
    }));
    const problems = unreadable.map((error) => error.message);
    const success = unreadable.length === 0 && checked.every((each) => each.ok);
    terminal.out(
      JSON.stringify({ success, files: results, ...(problems.length > 0 && { unreadable: problems }) }, undefined, 2),
    );
  } else {
    for (const { file, ok, name, version, text, diagnostics } of checked) {
      if (diagnostics.length > 0)
        terminal.out(`${renderDiagnostics(diagnostics, text, file, { colour: terminal.hasColour })}\n`);
      terminal.out(verdict(file, ok ? `${name} ${version}` : null, diagnostics, terminal.style));
    }
    for (const error of unreadable) terminal.note(error.message);
  }
  const isClean = checked.every((each) => each.ok);
  exit(unreadable.length > 0 ? exitCodes.usage : isClean ? exitCodes.completed : exitCodes.failed);
}

function verdict(
  file: string,
  named: string | null,
  diagnostics: readonly Diagnostic[],
  style: CommandContext['terminal']['style'],
): string {
  const count = (severity: Diagnostic['severity'], word: string): readonly string[] => {
    const found = diagnostics.filter((each) => each.severity === severity).length;
    return found === 0 ? [] : [`${found} ${word}${found === 1 ? '' : 's'}`];
  };
  const counts = [...count('error', 'error'), ...count('warning', 'warning')].join(', ');
  if (named === null) return `${style('red', '✗')} ${file}: ${counts}`;
  return `${style('green', '✓')} ${file}: ${named} is fine${counts === '' ? '' : `, with ${counts}`}`;
}
