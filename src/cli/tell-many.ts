import { CliError } from './cli-error.ts';
import type { CommandContext } from './commands/context.ts';
import type { ManyOptions } from './commands/many.ts';
import { exitCodes } from './exit-codes.ts';
import { filterOf } from './list-executions.ts';
import type { ManyTold } from './online/api-client.ts';
import { printable } from './terminal.ts';

type Word = 'cancel' | 'retry';
type Would = Extract<ManyTold, { readonly dry_run: true }>;
type Result = Extract<ManyTold, { readonly dry_run: false }>['results'][number];

const done: Readonly<Record<Word, string>> = { cancel: 'being cancelled', retry: 'being retried' };
const would: Readonly<Record<Word, string>> = { cancel: 'cancelled', retry: 'retried' };

/** Says which executions are meant, and does it where that was said to be right. */
export async function tellMany(
  word: Word,
  options: ManyOptions & { readonly reason?: string; readonly json?: true },
  { terminal, client, exit }: CommandContext,
): Promise<void> {
  const { yes = false, json = false, reason } = options;
  const filter = filterOf(options, Date.now());
  const api = await client();
  const asked = { filter, ...(word === 'cancel' && reason !== undefined && { reason }) };
  const before = await api.many(word, { ...asked, dry_run: true });
  if (!before.dry_run) throw new Error('a dry run was none');
  if (!yes || before.count === 0) {
    if (json) terminal.out(JSON.stringify(before, undefined, 2));
    else for (const line of wouldLines(word, before)) terminal.out(line);
    return;
  }
  const { confirm } = before;
  if (confirm === undefined) throw new CliError(exitCodes.refused, 'the API has not said how to confirm this');
  const results: Result[] = [];
  let cursor: string | null = null;
  do {
    const told: ManyTold = await api.many(word, { ...asked, confirm, ...(cursor !== null && { cursor }) });
    if (told.dry_run) throw new Error('the API counts again instead of doing it');
    results.push(...told.results);
    cursor = told.next_cursor;
  } while (cursor !== null);
  const refused = results.filter((each) => !each.done);
  if (json)
    terminal.out(
      JSON.stringify({ done: results.length - refused.length, refused: refused.length, results }, undefined, 2),
    );
  else {
    terminal.out(`${counted(results.length - refused.length)} ${done[word]}`);
    for (const { execution_id: id, message = '', code = '' } of refused)
      terminal.note(printable(`${id}: ${message} [${code}]`));
  }
  exit(refused.length === 0 ? exitCodes.completed : exitCodes.refused);
}

function wouldLines(word: Word, { count, count_is_complete: isAll, execution_ids: ids }: Would): readonly string[] {
  if (count === 0) return ['There is no such execution.'];
  const more = count - ids.length;
  return [
    `${isAll ? '' : 'More than '}${counted(count)} would be ${would[word]}:`,
    ...ids.map((id) => `  ${printable(id)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '--yes does it.',
  ];
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'execution' : 'executions'}`;
}
