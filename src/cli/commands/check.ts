import { Option, type Command } from 'commander';
import type { Diagnostic } from '../../problems/index.ts';
import { CliError } from '../cli-error.ts';
import { readDefinitionFile } from '../definition-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOption, refuseNameOf, refuseNameOfMany } from '../given-name.ts';
import { packageVersion } from '../package-version.ts';
import { readServicesFile } from '../services-file.ts';
import { definitionsAt } from '../testing/find-suites.ts';
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
    .argument('<place...>', 'YAML or JSON, or folders of definitions; `-` reads standard input')
    .addOption(new Option('--format <format>', 'how to say it').choices(['human', 'json', 'sarif']).default('human'))
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(
      new Option(
        '--services <file>',
        'services and what their methods answer, as YAML or JSON: results are checked against it',
      ),
    )
    .addOption(nameOption())
    .action(async (places: readonly string[], options: CheckOptions) => {
      await check(places, options, context);
    });
}

interface CheckOptions {
  readonly format: 'human' | 'json' | 'sarif';
  readonly services?: string;
  readonly name?: string;
}

async function check(
  places: readonly string[],
  { format: saidAs, services: servicesFile, name: given }: CheckOptions,
  { terminal, exit }: CommandContext,
): Promise<void> {
  const { decodeText, locating, notationOf, prepare, renderDiagnostics, sarifLog } =
    await import('../../language/index.ts');
  const services = servicesFile === undefined ? {} : await readServicesFile(servicesFile);
  const checkOne = (named: string): Checked => {
    const { file, bytes, format, name } = readDefinitionFile(named, given);
    const decoded = decodeText(bytes);
    if (!decoded.ok) return { file, ok: false, text: '', diagnostics: decoded.diagnostics };
    const { text } = decoded;
    if (given !== undefined) refuseNameOf(file, notationOf(text, { format }), given);
    const prepared = prepare(text, { format, name, ...services });
    if (!prepared.ok) return { file, ok: false, text, diagnostics: prepared.diagnostics };
    const { plan, diagnostics } = prepared;
    return { file, ok: true, name: plan.name, version: plan.version, text, diagnostics };
  };

  const checked: Checked[] = [];
  const unreadable: string[] = [];
  for (const place of places) {
    try {
      const named = definitionsAt(place);
      refuseNameOfMany(places.length * named.length, given);
      checked.push(...named.map(checkOne));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      unreadable.push(error.message);
    }
  }

  if (saidAs === 'sarif') {
    terminal.out(JSON.stringify(sarifLog(checked, { version: packageVersion(), unreadable }), undefined, 2));
  } else if (saidAs === 'json') {
    const results = checked.map(({ text, diagnostics, ...result }) => {
      const locate = locating(text);
      const located = diagnostics.map(({ span, ...each }) => ({
        ...each,
        ...(span !== undefined && locate({ ...each, span })),
      }));
      return { ...result, diagnostics: located };
    });
    const success = unreadable.length === 0 && checked.every((each) => each.ok);
    terminal.out(
      JSON.stringify({ success, files: results, ...(unreadable.length > 0 && { unreadable }) }, undefined, 2),
    );
  } else {
    for (const { file, ok, name, version, text, diagnostics } of checked) {
      if (diagnostics.length > 0)
        terminal.out(`${renderDiagnostics(diagnostics, text, file, { colour: terminal.hasColour })}\n`);
      terminal.out(verdict(file, ok ? `${name} ${version}` : null, diagnostics, terminal.style));
    }
    for (const message of unreadable) terminal.note(message);
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
