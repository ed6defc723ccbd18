import { Argument, type Command } from 'commander';
import type { Decision } from '../online/api-client.ts';
import { showAnswer } from '../show-answer.ts';
import type { CommandContext } from './context.ts';

const decisions: readonly Decision[] = ['retry', 'skip', 'compensate'];

export function addDecide(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('decide')
    .summary('say what becomes of an execution that is held')
    .description(
      'Says what becomes of an execution that is held (`on_failure: hold`): `retry` runs again what failed, `skip` takes ' +
        'it as skipped and goes on, `compensate` undoes what was done and ends it.',
    )
    .argument('<id>', 'the execution id')
    .addArgument(new Argument('<decision>', 'what to do').choices(decisions))
    .option('--json', 'the answer as one JSON document')
    .action(async (id: string, decision: Decision, options: { readonly json?: true }) => {
      const api = await client();
      const answer = await api.decide(id, decision);
      showAnswer(terminal, options, answer);
    });
}
