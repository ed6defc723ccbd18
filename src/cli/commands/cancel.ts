import type { Command } from 'commander';
import { showAnswer } from '../show-answer.ts';
import type { CommandContext } from './context.ts';
import { addManyOptions, isOne, type ManyOptions } from './many.ts';

interface CancelOptions extends ManyOptions {
  readonly reason?: string;
  readonly json?: true;
}

export function addCancel(program: Command, context: CommandContext): void {
  const command = program
    .command('cancel')
    .summary('stop an execution, or many')
    .description(
      'Stops an execution: calls in flight are aborted, then what was done is compensated. Does not wait for that. With ' +
        '--all those that the options let through: it says which, and --yes does it.',
    )
    .argument('[id]', 'the execution id')
    .option('--reason <text>', 'kept with the execution')
    .option('--json', 'the answer as one JSON document');
  addManyOptions(command).action(async (id: string | undefined, options: CancelOptions) => {
    if (!isOne(id, options)) {
      await (await import('../tell-many.ts')).tellMany('cancel', options, context);
      return;
    }
    const api = await context.client();
    const answer = await api.cancel(id, options.reason);
    showAnswer(context.terminal, options, answer);
  });
}
