import type { Command } from 'commander';
import { printable } from '../terminal.ts';
import { tableLines } from '../table.ts';
import type { CommandContext } from './context.ts';

export function addServices(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('services')
    .summary('list the services on record')
    .description('Lists the services on record, and where each is.')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: { readonly json?: true }) => {
      const api = await client();
      const services = await api.services();
      if (options.json === true) {
        terminal.out(JSON.stringify({ services }, undefined, 2));
        return;
      }
      if (services.length === 0) terminal.note('No service is registered: `baton service NAME URL` registers one.');
      const rows = services.map(({ name, base_urls: urls, origin }) => [
        printable(name),
        printable(urls.join(', ')),
        origin === 'configured' ? 'by the environment of the server' : '',
      ]);
      if (rows.length > 0)
        for (const line of tableLines(['service', 'address', ''], rows, (padded) => padded)) terminal.out(line);
    });
}
