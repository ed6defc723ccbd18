import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

export function addGet(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('get')
    .summary('print a workflow as it is on record')
    .description('Prints a definition as it was registered, as JSON: its newest version unless another is named.')
    .argument('<workflow>', 'the name of a workflow')
    .option('--version <version>', 'a version of it; otherwise the newest')
    .option('--json', 'the same: it is one JSON document')
    .action(async (name: string, { version }: { readonly version?: string }) => {
      const api = await client();
      const definition = await api.definition(name, version);
      if (definition === null) {
        const which = version === undefined ? '' : ` ${version}`;
        const message = `there is no workflow \`${name}\`${which} on record; \`baton list\` shows those there are`;
        throw new CliError(exitCodes.refused, printable(message));
      }
      terminal.out(JSON.stringify(definition, undefined, 2));
    });
}
