import { Option, type Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOption } from '../given-name.ts';
import { writeFile } from '../write-file.ts';
import type { CommandContext } from './context.ts';

const forms = ['yaml', 'json'] as const;

interface ConvertOptions {
  readonly to: (typeof forms)[number];
  readonly out?: string;
  readonly name?: string;
}

export function addConvert(program: Command, context: CommandContext): void {
  program
    .command('convert')
    .summary('write a sequence or a workflow of actions as a definition')
    .description(
      'Writes what a sequence or a workflow of actions comes to: a definition that does the same, with comments. Needs no server.',
    )
    .argument('<file>', 'a sequence or a workflow of actions, as JSON or YAML; `-` reads standard input')
    .addOption(new Option('--to <form>', 'what to write').choices(forms).default('yaml'))
    .option('-o, --out <file>', 'where to write it; standard output without it')
    .addOption(nameOption())
    .action(async (file: string, options: ConvertOptions) => {
      await convert(file, options, context);
    });
}

async function convert(named: string, { to, out, name }: ConvertOptions, context: CommandContext): Promise<void> {
  const { convertToYaml } = await import('../../language/index.ts');
  const { preparedOrFail } = await import('../prepared-file.ts');
  const read = preparedOrFail(named, name, context);
  if (read === null) return;
  const { terminal, exit } = context;
  const { notation, definition } = read.prepared;
  if (notation === 'definition') throw new CliError(exitCodes.usage, `${read.file} is a definition already`);
  const text = to === 'yaml' ? convertToYaml(notation, definition).trimEnd() : JSON.stringify(definition, undefined, 2);
  if (out === undefined) terminal.out(text);
  else {
    writeFile(out, `${text}\n`);
    terminal.note(`${out} is written`);
  }
  exit(exitCodes.completed);
}
