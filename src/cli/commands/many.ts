import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Which executions a word is for, where it is for many. */
export interface ManyOptions {
  readonly all?: true;
  readonly status?: string;
  readonly workflow?: string;
  readonly since?: string;
  readonly yes?: true;
}

export function addManyOptions(command: Command): Command {
  return command
    .option('--all', 'all that the next three let through')
    .option('--status <status>', 'with --all: running, failed, held, compensated …; several with commas')
    .option('--workflow <name>', 'with --all: those of this workflow')
    .option('--since <time>', 'with --all: started within this time (90m, 2h, 1d) or since this moment')
    .option('--yes', 'with --all: do it, rather than say what would be done');
}

/** Either an id or --all. */
export function isOne(id: string | undefined, { all, status, workflow, since, yes }: ManyOptions): id is string {
  const isNarrowed = [status, workflow, since, yes].some((each) => each !== undefined);
  if (id !== undefined && (all === true || isNarrowed)) {
    throw new CliError(exitCodes.usage, 'an execution id goes without --all, --status, --workflow, --since and --yes');
  }
  if (id === undefined && all !== true) {
    throw new CliError(
      exitCodes.usage,
      'which one? Give an execution id, or --all with --status, --workflow or --since',
    );
  }
  return id !== undefined;
}
