import type { Command } from 'commander';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

export function addResume(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('resume')
    .summary('let a paused execution go on')
    .description('Lets a paused execution go on.')
    .argument('<id>', 'the execution id')
    .option('--json', 'the answer as one JSON document')
    .action(async (id: string, options: { readonly json?: true }) => {
      const api = await client();
      const answer = await api.resume(id);
      terminal.out(options.json === true ? JSON.stringify(answer, undefined, 2) : printable(answer.message));
    });
}
