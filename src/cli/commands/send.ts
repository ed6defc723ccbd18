import type { Command } from 'commander';
import type { Json } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { showAnswer } from '../show-answer.ts';
import type { CommandContext } from './context.ts';

interface SendOptions {
  readonly value?: string;
  readonly correlation?: string;
  readonly id?: string;
  readonly json?: true;
}

export function addSend(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('send')
    .summary('send an event to an execution')
    .description(
      'Sends an event to an execution. The steps that wait for it take it; if none does, it is kept for one that waits later.',
    )
    .argument('<id>', 'the execution id')
    .argument('<event>', 'the name of the event')
    .option('--value <json>', 'what the step that takes it has as its result; null without it')
    .option('--correlation <json>', 'what a step that names a correlation compares')
    .option('--id <id>', "the event's own id: two with the same one count once; otherwise one is made up")
    .option('--json', 'the answer as one JSON document')
    .action(async (id: string, event: string, options: SendOptions) => {
      const { value, correlation, id: eventId } = options;
      const sent = {
        event,
        ...(value !== undefined && { value: jsonOf('--value', value) }),
        ...(correlation !== undefined && { correlation: jsonOf('--correlation', correlation) }),
        ...(eventId !== undefined && { id: eventId }),
      };
      const api = await client();
      const answer = await api.send(id, sent);
      showAnswer(terminal, options, answer);
    });
}

/** Unlike an input, which its definition gives a type, an event is compared as it is: 7 is not "7". */
function jsonOf(option: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const quoted = JSON.stringify(text);
    throw new CliError(exitCodes.usage, `${option} ${text}: expected JSON; text is written ${option} '${quoted}'`);
  }
}
