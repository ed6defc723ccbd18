import { Option, type Command } from 'commander';
import type { StartedFrom } from '../../typegen/index.ts';
import type { CommandContext } from './context.ts';

export interface TypegenOptions {
  readonly out?: string;
  readonly for: StartedFrom;
  readonly services?: string;
  readonly check?: true;
}

const startedFrom: readonly StartedFrom[] = ['client', 'workflow'];

export function addTypegen(program: Command, context: CommandContext): void {
  program
    .command('typegen')
    .summary('make TypeScript types of what workflows take and give')
    .description(
      'Makes a TypeScript file with the types of what workflows take and give, and functions that start them. Of the ' +
        'workflows on record, or, without a server, of files and folders.',
    )
    .argument('[place...]', 'definitions or folders of them; without any, what is registered')
    .option('-o, --out <file>', 'where to write it; standard output otherwise')
    .addOption(
      new Option('--for <caller>', 'who starts them: a program by baton/client, or a workflow by baton/workflow')
        .choices(startedFrom)
        .default('client'),
    )
    .option('--services <file>', 'services and what their methods answer: outputs get types from it')
    .option('--check', 'write nothing; exit code 1 where the file at --out is not what would be written')
    .action(async (places: readonly string[], options: TypegenOptions) => {
      const { makeTypes } = await import('../make-types.ts');
      await makeTypes(places, options, context);
    });
}
