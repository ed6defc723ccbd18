import type { Command } from 'commander';
import { inputValues } from '../input-values.ts';
import type { CommandContext } from './context.ts';

interface SimulateOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  readonly answers?: string;
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
    .option('--json', 'JSON lines on standard output')
    .action(async (file: string, { input, inputs, answers, json }: SimulateOptions) => {
      const { simulateFile } = await import('../simulate-file.ts');
      const request = { file, inputs: inputValues(input, inputs), pairs: input, answers, asJson: json === true };
      context.exit(simulateFile(request, context.terminal));
    });
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
