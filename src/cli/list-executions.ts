import type { ExecutionFilter, ExecutionSummary } from '../client/index.ts';
import { nearest } from '../problems/index.ts';
import { isoTime, readDuration, readInstant } from '../std/index.ts';
import { CliError } from './cli-error.ts';
import type { CommandContext } from './commands/context.ts';
import type { ListOptions } from './commands/list.ts';
import { exitCodes } from './exit-codes.ts';
import { standingWords } from './standing-words.ts';
import { tableLines } from './table.ts';
import { printable, type Style } from './terminal.ts';
import { shortTime } from './timeline/step-line.ts';

const MOST_AT_A_TIME = 1000;

export async function listExecutions(
  options: ListOptions,
  { terminal, client }: Pick<CommandContext, 'terminal' | 'client'>,
): Promise<void> {
  const most = countOf(options.limit ?? '20');
  const filter = filterOf(options, Date.now());
  const api = await client();
  const executions: ExecutionSummary[] = [];
  let more = false;
  for await (const each of api.executions({ ...filter, limit: Math.min(most + 1, MOST_AT_A_TIME) })) {
    more = executions.length === most;
    if (more) break;
    executions.push(each);
  }
  if (options.json === true) {
    terminal.out(JSON.stringify({ executions, more }, undefined, 2));
    return;
  }
  if (executions.length === 0) terminal.note('There is no such execution.');
  const rows = executions.map(cellsOf);
  const paint = (padded: string, cell: string): string => {
    const style = styles.get(cell);
    return style === undefined ? padded : terminal.style(style, padded);
  };
  const heads = ['execution', 'workflow', 'stands', 'started', 'took', ''];
  if (rows.length > 0) for (const line of tableLines(heads, rows, paint)) terminal.out(line);
  if (more) terminal.note(`There are more: --limit ${most * 10} shows further ones.`);
}

const styles: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['completed', 'green'],
  ['failed', 'red'],
  ['compensated', 'red'],
  ['compensation-failed', 'red'],
  ['terminated', 'red'],
  ['held', 'yellow'],
  ['paused', 'yellow'],
  ['cancelled', 'yellow'],
  ['running', 'cyan'],
]);

function cellsOf(execution: ExecutionSummary): readonly string[] {
  const { execution_id: id, workflow_name: name, version, status, phase, outcome } = execution;
  const { started_at: started, duration_ms: took, parent_execution_id: parent, schedule_id: schedule } = execution;
  const from = parent === undefined ? '' : `called by ${parent}`;
  return [
    id,
    `${name} ${version}`.trim(),
    outcome ?? phase ?? status.toLowerCase(),
    started,
    took === undefined ? '' : shortTime(took),
    schedule === undefined ? from : `by schedule ${schedule}`,
  ].map(printable);
}

export function filterOf(
  { status, workflow, since }: Pick<ListOptions, 'status' | 'workflow' | 'since'>,
  now: number,
): ExecutionFilter {
  return {
    ...(status !== undefined && standingOf(status)),
    ...(workflow !== undefined && { workflow_name: workflow }),
    ...(since !== undefined && { from: momentOf(since, now) }),
  };
}

/** Several words are all of one sort: what is of two sorts has to hold together, and could not. */
function standingOf(given: string): ExecutionFilter {
  const asked = given.split(',').map((word) => word.trim());
  for (const [sort, known] of Object.entries(standingWords)) {
    const found = asked.map((word) => known.find((each) => each.toLowerCase() === word.toLowerCase()));
    if (found.every((each) => each !== undefined)) return { [sort]: found };
  }
  const all = Object.values(standingWords).flatMap((each) => each.map((word) => word.toLowerCase()));
  const wrong = asked.find((word) => !all.includes(word.toLowerCase()));
  if (wrong === undefined) {
    const sorts = Object.values(standingWords).map((each) => each.join(', ').toLowerCase());
    throw usage(`--status ${given}: words of one sort go together: ${sorts.join('; ')}`);
  }
  const near = nearest(wrong.toLowerCase(), all);
  throw usage(`--status ${wrong}: ${near === null ? `one of ${all.join(', ')}` : `did you mean ${near}?`}`);
}

function momentOf(given: string, now: number): string {
  const ago = readDuration(given);
  if (ago !== null && ago > 0) return isoTime(now - ago);
  if (readInstant(given) !== null) return given;
  throw usage(`--since ${given}: expected a time like 90m, 2h or 1d, or a moment like 2025-01-15T06:30:00Z`);
}

function countOf(given: string): number {
  const count = Number(given);
  if (/^[0-9]+$/.test(given) && count >= 1 && count <= 100_000) return count;
  throw usage(`--limit ${given}: expected a number from 1 to 100000`);
}

function usage(message: string): CliError {
  return new CliError(exitCodes.usage, message);
}
