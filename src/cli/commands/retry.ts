import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { followToEnd } from '../follow-to-end.ts';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';
import { addManyOptions, isOne, type ManyOptions } from './many.ts';

interface RetryOptions extends ManyOptions {
  readonly wait: boolean;
  readonly json?: true;
}

export function addRetry(program: Command, context: CommandContext): void {
  const command = program
    .command('retry')
    .summary('run again what failed, and follow it to its end; or many')
    .description(
      'Runs again what failed. Of an execution that has failed or was cancelled a new one is started, which takes over what ' +
        'completed and was not undone; one that is held goes on itself. Follows it, with the exit codes of `run`. With --all ' +
        'those that the options let through: it says which, and --yes does it.',
    )
    .argument('[id]', 'the execution id')
    .option('--no-wait', 'only start it')
    .option('--json', 'JSON lines on standard output');
  addManyOptions(command).action(async (id: string | undefined, options: RetryOptions) => {
    if (isOne(id, options)) await retry(id, options, context);
    else await (await import('../tell-many.ts')).tellMany('retry', options, context);
  });
}

async function retry(id: string, options: RetryOptions, { terminal, client, exit }: CommandContext): Promise<void> {
  const asJson = options.json === true;
  const api = await client();
  const before = await api.status(id);
  const retried = await api.retry(id);
  const { execution_id: runs, carried, message } = retried;
  if (asJson) terminal.out(JSON.stringify({ kind: 'retried', ...retried }));
  if (!options.wait) {
    if (!asJson) terminal.out(runs);
    exit(exitCodes.completed);
    return;
  }
  const taken = carried.length === 0 ? '' : `; taken over: ${carried.map(printable).join(', ')}`;
  if (!asJson) terminal.note(`${printable(message)}${taken}`);
  // Of one that goes on itself, what happened before is known: only what follows is told.
  const from = runs === id ? { from: before } : {};
  exit(await followToEnd(api, runs, terminal, { asJson, ...from }));
}
