import { Option, type Command } from 'commander';
import type { GraphFormat } from '../../language/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOption } from '../given-name.ts';
import type { CommandContext } from './context.ts';

const formats: readonly GraphFormat[] = ['text', 'mermaid', 'svg'];

interface GraphOptions {
  readonly format: GraphFormat;
  readonly name?: string;
}

export function addGraph(program: Command, context: CommandContext): void {
  program
    .command('graph')
    .summary('draw which step waits for which')
    .description(
      'Draws the steps of a definition, what they wait for, under which condition they run and how they are undone. ' +
        'Needs no server.',
    )
    .argument('<file>', 'YAML or JSON; `-` reads standard input')
    .addOption(new Option('--format <format>', 'what to draw it as').choices(formats).default('text'))
    .addOption(nameOption())
    .action(async (file: string, options: GraphOptions) => {
      await graph(file, options, context);
    });
}

async function graph(named: string, { format, name }: GraphOptions, context: CommandContext): Promise<void> {
  const { renderGraph } = await import('../../language/index.ts');
  const { preparedOrFail } = await import('../prepared-file.ts');
  const read = preparedOrFail(named, name, context);
  if (read === null) return;
  context.terminal.out(renderGraph(read.prepared.plan, format));
  context.exit(exitCodes.completed);
}
