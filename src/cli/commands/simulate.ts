import type { Command } from 'commander';
import { nameOption } from '../given-name.ts';
import { inputValues } from '../input-values.ts';
import type { CommandContext } from './context.ts';

interface SimulateOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  readonly answers?: string;
  readonly name?: string;
  readonly json?: true;
}

export function addSimulate(program: Command, context: CommandContext): void {
  program
    .command('simulate')
    .summary('run a definition in memory, with canned answers and virtual time')
    .description(
      'Runs a definition in memory: no server, no service is called, and no time passes. Every call answers null, or what ' +
        '--answers says. Exit code: 0 completed, 1 failed, 3 cancelled.',
    )
    .argument('<file>', 'YAML or JSON; `-` reads standard input')
    .option('-i, --input <name=value>', 'an input; JSON where it is JSON, else text (repeatable)', collected, [])
    .option('--inputs <json>', 'all inputs as a JSON object, or @FILE that holds one')
    .option('--answers <file>', 'a scenario, or its `services` alone: what the services answer, and what else happens')
    .addOption(nameOption())
    .option('--json', 'JSON lines on standard output')
    .action(async (file: string, { input, inputs, answers, name, json }: SimulateOptions) => {
      const { simulateFile } = await import('../simulate-file.ts');
      const given = { inputs: inputValues(input, inputs), pairs: input, answers, name };
      const request = { file, ...given, asJson: json === true };
      context.exit(simulateFile(request, context.terminal));
    });
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
