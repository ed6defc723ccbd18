import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

export function addSchema(program: Command, { terminal }: CommandContext): void {
  program
    .command('schema')
    .summary('print the JSON Schema of a definition, for editors')
    .description(
      'Prints the JSON Schema (2020-12) of a definition. An editor that is given it completes keys and marks those that do ' +
        'not exist; `check` knows more. Needs no server.',
    )
    .action(async () => {
      const { definitionSchema } = await import('../../language/index.ts');
      terminal.out(JSON.stringify(definitionSchema(), undefined, 2));
    });
}
