import { Argument, type Command } from 'commander';
import { own } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable } from '../terminal.ts';
import { tableLines } from '../table.ts';
import type { CommandContext } from './context.ts';

export interface ListOptions {
  readonly status?: string;
  readonly workflow?: string;
  readonly since?: string;
  readonly limit?: string;
  readonly json?: true;
}

export function addList(program: Command, context: CommandContext): void {
  program
    .command('list')
    .summary('list the workflows on record, or executions')
    .description(
      'Lists the workflows on record, each with its newest version; or executions, those started last first, as far as ' +
        'the options let them through.',
    )
    .addArgument(new Argument('[what]', 'what to list').choices(['workflows', 'executions']).default('workflows'))
    .option('--status <status>', 'of executions: running, failed, held, compensated …; several with commas')
    .option('--workflow <name>', 'of executions: those of this workflow')
    .option('--since <time>', 'of executions: started within this time (90m, 2h, 1d) or since this moment')
    .option('--limit <count>', 'of executions: how many at most; 20 unless given')
    .option('--json', 'one JSON document on standard output')
    .action(async (what: 'workflows' | 'executions', options: ListOptions) => {
      if (what === 'workflows') await listWorkflows(options, context);
      else await (await import('../list-executions.ts')).listExecutions(options, context);
    });
}

async function listWorkflows({ json, ...filter }: ListOptions, { terminal, client }: CommandContext): Promise<void> {
  const [given] = Object.keys(filter);
  if (given !== undefined) {
    throw new CliError(exitCodes.usage, `--${given} is for executions: baton list executions --${given} …`);
  }
  const api = await client();
  const answer = await api.workflows();
  if (json === true) {
    terminal.out(JSON.stringify(answer, undefined, 2));
    return;
  }
  const { workflows, notations } = answer;
  if (workflows.length === 0) terminal.note('No workflow is registered: `baton register FILE` registers one.');
  const rows = workflows.map(({ name, version, description }) =>
    [name, version, own(notations, name) ?? '', typeof description === 'string' ? description : ''].map(printable),
  );
  if (rows.length > 0)
    for (const line of tableLines(['workflow', 'newest', 'notation', ''], rows, (padded) => padded)) terminal.out(line);
}
