import type { Command } from 'commander';
import { followToEnd } from '../follow-to-end.ts';
import type { CommandContext } from './context.ts';

export function addWatch(program: Command, { terminal, client, exit }: CommandContext): void {
  program
    .command('watch')
    .summary('follow an execution to its end')
    .description(
      'Follows an execution that somebody has started to its end, as `run` does, with the same exit codes. One that has ' +
        'ended is shown as it went. Ctrl-C ends the following only.',
    )
    .argument('<id>', 'the execution id')
    .option('--json', 'JSON lines on standard output')
    .action(async (id: string, options: { readonly json?: true }) => {
      const api = await client();
      exit(await followToEnd(api, id, terminal, { asJson: options.json === true }));
    });
}
