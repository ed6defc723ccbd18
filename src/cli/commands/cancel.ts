import type { Command } from 'commander';
import { showAnswer } from '../show-answer.ts';
import type { CommandContext } from './context.ts';

export function addCancel(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('cancel')
    .summary('stop an execution')
    .description(
      'Stops an execution: calls in flight are aborted, then what was done is compensated. Does not wait for that.',
    )
    .argument('<id>', 'the execution id')
    .option('--reason <text>', 'kept with the execution')
    .option('--json', 'the answer as one JSON document')
    .action(async (id: string, options: { readonly reason?: string; readonly json?: true }) => {
      const api = await client();
      const answer = await api.cancel(id, options.reason);
      showAnswer(terminal, options, answer);
    });
}
