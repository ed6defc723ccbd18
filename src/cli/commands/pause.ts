import type { Command } from 'commander';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

export function addPause(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('pause')
    .summary('let nothing new of an execution begin')
    .description('Pauses an execution: what has begun goes on and ends, nothing new begins, until `baton resume`.')
    .argument('<id>', 'the execution id')
    .option('--json', 'the answer as one JSON document')
    .action(async (id: string, options: { readonly json?: true }) => {
      const api = await client();
      const answer = await api.pause(id);
      terminal.out(options.json === true ? JSON.stringify(answer, undefined, 2) : printable(answer.message));
    });
}
