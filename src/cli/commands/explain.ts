import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

interface ExplainOptions {
  readonly all?: true;
  readonly json?: true;
}

export function addExplain(program: Command, { terminal, client }: CommandContext): void {
  program
    .command('explain')
    .summary('why an execution stands as it does')
    .description(
      'Says in words why an execution, and each of its steps, waits, is tried again, was skipped or failed, and which ' +
        'command would change that.',
    )
    .argument('<id>', 'the execution id')
    .argument('[step]', 'only this step')
    .option('--all', 'also the steps that have completed')
    .option('--json', 'the explanation as one JSON document')
    .action(async (id: string, stepId: string | undefined, options: ExplainOptions) => {
      const api = await client();
      const explanation = await api.explain(id, {
        ...(stepId !== undefined && { stepId }),
        ...(options.all === true && { all: true }),
      });
      if (options.json === true) {
        terminal.out(JSON.stringify(explanation, undefined, 2));
        return;
      }
      const { explanationLines } = await import('../explanation-lines.ts');
      for (const line of explanationLines(explanation, terminal)) terminal.out(line);
    });
}
