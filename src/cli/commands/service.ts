import type { Command } from 'commander';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

export function addService(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('service')
    .summary('put a service on record')
    .description(
      'Registers a service under the name that steps call, or replaces it. Several addresses are several instances of it.',
    )
    .argument('<name>', 'what steps call it')
    .argument('<url...>', 'where it is, as http://127.0.0.1:9000')
    .option('--json', 'the answer as one JSON document')
    .action(async (name: string, urls: readonly string[], options: { readonly json?: true }) => {
      const api = await client();
      const answer = await api.registerService(name, urls);
      if (options.json === true) terminal.out(JSON.stringify(answer, undefined, 2));
      else terminal.out(`${terminal.style('green', '✓')} ${printable(answer.message)}`);
    });
}
