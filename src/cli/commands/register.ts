import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOption, refuseNameOfMany } from '../given-name.ts';
import { registerFile } from '../register-file.ts';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

export function addRegister(program: Command, context: CommandContext): void {
  program
    .command('register')
    .summary('put definitions on record')
    .description(
      'Registers definitions. A version is immutable: the same content again changes nothing, other content under it is refused.',
    )
    .argument('<file...>', 'YAML or JSON; `-` reads standard input')
    .addOption(nameOption())
    .option('--json', 'one JSON document on standard output')
    .action(async (files: readonly string[], options: RegisterOptions) => {
      await register(files, options, context);
    });
}

interface RegisterOptions {
  readonly name?: string;
  readonly json?: true;
}

/** One that is refused does not keep the others out. */
async function register(
  files: readonly string[],
  { name, json }: RegisterOptions,
  { terminal, client, exit }: CommandContext,
): Promise<void> {
  refuseNameOfMany(files.length, name);
  const asJson = json === true;
  const api = await client();
  const results: object[] = [];
  const codes: number[] = [];
  for (const file of files) {
    try {
      const { warningsShown, ...registered } = await registerFile(api, file, terminal, name);
      results.push({ file, ...registered });
      if (!asJson && warningsShown !== '') terminal.out(`${warningsShown}\n`);
      if (!asJson) terminal.out(`${terminal.style('green', '✓')} ${printable(registered.message)}`);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      results.push({ file, ...error.json });
      codes.push(error.exitCode);
      if (!asJson) terminal.note(error.message);
      if (error.exitCode === exitCodes.unreachable) break;
    }
  }
  if (asJson) terminal.out(JSON.stringify({ success: codes.length === 0, files: results }, undefined, 2));
  exit(Math.max(exitCodes.completed, ...codes));
}
