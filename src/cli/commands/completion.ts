import { Argument, type Command } from 'commander';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

export function addCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .summary('let your shell complete commands, options and names')
    .description(
      'Prints a script by which a shell completes commands, options, workflows and executions. For bash, in ~/.bashrc: ' +
        'eval "$(baton completion bash)"; for zsh, in ~/.zshrc: eval "$(baton completion zsh)"; for fish: ' +
        'baton completion fish > ~/.config/fish/completions/baton.fish',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .argument('[words...]', 'what the script asks: the words so far, behind `--`; prints what may come next')
    .action(async (shell: Shell, words: readonly string[]) => {
      const { completionScripts } = await import('../completion-scripts.ts');
      if (words.length === 0) {
        context.terminal.out(completionScripts[shell].trimEnd());
        return;
      }
      const { completionsOf } = await import('../completions.ts');
      const { knownNames } = await import('../online/known-names.ts');
      const found = await completionsOf(program, words, knownNames(context.env));
      for (const { word, about = '' } of found.words) context.terminal.out(`${printable(word)}\t${printable(about)}`);
      if (found.files) context.terminal.out(':files');
    });
}
