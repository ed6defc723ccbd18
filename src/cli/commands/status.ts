import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

export function addStatus(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('status')
    .summary('how an execution stands')
    .description('Prints how an execution stands: every step, with state, time and error.')
    .argument('<id>', 'the execution id')
    .option('--json', 'the execution as one JSON document')
    .action(async (id: string, options: { readonly json?: true }) => {
      const api = await client();
      const execution = await api.status(id);
      if (options.json === true) {
        terminal.out(JSON.stringify(execution, undefined, 2));
        return;
      }
      const { knownCalls } = await import('../show-execution.ts');
      const { frame } = await import('../timeline/live-timeline.ts');
      const calls = await knownCalls(api, id);
      const view = { rows: Number.POSITIVE_INFINITY, now: Date.now() };
      for (const line of frame(execution, calls, terminal.style, view)) terminal.out(line);
    });
}
