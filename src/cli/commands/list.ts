import type { Command } from 'commander';
import { printable } from '../terminal.ts';
import { tableLines } from '../table.ts';
import type { CommandContext } from './context.ts';

export function addList(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('list')
    .summary('list the workflows on record')
    .description('Lists the workflows on record, each with its newest version.')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: { readonly json?: true }) => {
      const api = await client();
      const workflows = await api.workflows();
      if (options.json === true) {
        terminal.out(JSON.stringify({ workflows }, undefined, 2));
        return;
      }
      if (workflows.length === 0) terminal.note('No workflow is registered: `baton register FILE` registers one.');
      const rows = workflows.map(({ name, version, description }) =>
        [name, version, typeof description === 'string' ? description : ''].map(printable),
      );
      if (rows.length > 0)
        for (const line of tableLines(['workflow', 'newest', ''], rows, (padded) => padded)) terminal.out(line);
    });
}
