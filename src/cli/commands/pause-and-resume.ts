import type { Command } from 'commander';
import { showAnswer } from '../show-answer.ts';
import type { CommandContext } from './context.ts';

export function addPause(program: Command, context: CommandContext): void {
  addWord(program, context, 'pause')
    .summary('let nothing new of an execution begin')
    .description('Pauses an execution: what has begun goes on and ends, nothing new begins, until `baton resume`.');
}

export function addResume(program: Command, context: CommandContext): void {
  addWord(program, context, 'resume')
    .summary('let a paused execution go on')
    .description('Lets a paused execution go on.');
}

function addWord(program: Command, { terminal, client }: CommandContext, word: 'pause' | 'resume'): Command {
  return program
    .command(word)
    .argument('<id>', 'the execution id')
    .option('--json', 'the answer as one JSON document')
    .action(async (id: string, options: { readonly json?: true }) => {
      const api = await client();
      showAnswer(terminal, options, await api[word](id));
    });
}
