import type { Command } from 'commander';
import type { ExecutionEvent } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ApiClient, Replayed } from '../online/api-client.ts';
import { tableLines } from '../table.ts';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

interface Options {
  readonly follow?: true;
  readonly all?: true;
  readonly workflow?: string;
  readonly replay?: true;
  readonly sink: readonly string[];
  readonly json?: true;
}

export function addEvents(program: Command, { terminal, client, exit }: CommandContext): void {
  program
    .command('events')
    .summary('what has become of an execution')
    .description(
      'Prints the events of an execution, as they come under --follow, or sends them to the event sinks of the server again. ' +
        'Under --all, what becomes of all executions from now on.',
    )
    .argument('[id]', 'the execution id')
    .option('-f, --follow', 'go on until the execution has ended')
    .option('--all', 'of all executions as a whole, as it comes, until Ctrl-C')
    .option('--workflow <name>', 'with --all: of executions of this workflow')
    .option('--replay', 'send them again, with the ids that they had')
    .option(
      '--sink <name>',
      'only to this sink; may be given more than once',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .option('--json', 'one JSON line an event, or the answer as one JSON document')
    .action(async (id: string | undefined, options: Options) => {
      const { follow, replay, sink, json } = options;
      if (follow === true && replay === true)
        throw new CliError(exitCodes.usage, '--follow and --replay are two things');
      if (!isOne(id, options)) {
        exit(await followAll(await client(), options, terminal));
        return;
      }
      const api = await client();
      if (replay === true) {
        const { last, replayed } = await replayAll(api, id, sink);
        const text = `${replayed} events of ${id} were sent to ${last.sinks.join(' and ')} again`;
        terminal.out(json === true ? JSON.stringify({ replayed, sinks: last.sinks }) : printable(text));
        return;
      }
      if (sink.length > 0) throw new CliError(exitCodes.usage, '--sink says where --replay sends to');
      if (follow === true) {
        exit(await followEvents(api, id, json === true, terminal));
        return;
      }
      const events = await api.events(id);
      if (json === true) for (const event of events) terminal.out(JSON.stringify(event));
      else if (events.length === 0) terminal.note('Nothing has become of it yet.');
      else for (const line of linesOf(events)) terminal.out(line);
    });
}

/** An execution, or all. */
function isOne(id: string | undefined, { all, workflow, follow, replay, sink }: Options): id is string {
  if (id !== undefined && (all === true || workflow !== undefined)) {
    throw new CliError(exitCodes.usage, 'an execution id goes without --all and --workflow');
  }
  if (id === undefined && all !== true) {
    throw new CliError(exitCodes.usage, 'which one? Give an execution id, or --all for what becomes of all');
  }
  if (all === true && (follow === true || replay === true || sink.length > 0)) {
    throw new CliError(
      exitCodes.usage,
      '--all follows by itself; --follow, --replay and --sink go with an execution id',
    );
  }
  return id !== undefined;
}

async function followEvents(
  api: ApiClient,
  id: string,
  asJson: boolean,
  terminal: CommandContext['terminal'],
): Promise<ExitCode> {
  return await untilInterrupted(async (signal) => {
    for await (const event of api.follow(id, signal)) {
      // What comes next is not known yet, and neither is how wide its columns have to be.
      terminal.out(asJson ? JSON.stringify(event) : cellsOf(event).join('  ').trimEnd());
    }
  });
}

async function followAll(
  api: ApiClient,
  { workflow, json }: Options,
  terminal: CommandContext['terminal'],
): Promise<ExitCode> {
  return await untilInterrupted(async (signal) => {
    const asked = { signal, ...(workflow !== undefined && { workflowName: workflow }) };
    for await (const each of api.followAll(asked)) {
      if (each.kind === 'gap') terminal.note(`between ${each.from} and ${each.to} events may be missing`);
      else if (json === true) terminal.out(JSON.stringify(each.event));
      else {
        const [time = '', type = '', of = '', about_ = ''] = cellsOf(each.event);
        const execution = printable(each.event.source.replace(/^\/executions\//, ''));
        terminal.out([time, type, execution, of, about_].join('  ').trimEnd());
      }
    }
  });
}

/** Ctrl-C ends the following only. */
async function untilInterrupted(perform: (signal: AbortSignal) => Promise<void>): Promise<ExitCode> {
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted);
  try {
    await perform(stop.signal);
    return exitCodes.completed;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return exitCodes.interrupted;
  } finally {
    process.off('SIGINT', interrupted);
  }
}

/** As often as the server stops, because its time for one request is over. */
async function replayAll(
  api: ApiClient,
  id: string,
  sinks: readonly string[],
): Promise<{ readonly last: Replayed; readonly replayed: number }> {
  let last = await api.replay(id, sinks, null);
  let { replayed } = last;
  while (last.next_cursor !== null) {
    last = await api.replay(id, sinks, last.next_cursor);
    replayed += last.replayed;
  }
  return { last, replayed };
}

function linesOf(events: readonly ExecutionEvent[]): readonly string[] {
  return tableLines(['time', 'event', 'of', ''], events.map(cellsOf), (padded) => padded);
}

function cellsOf({ time, type, subject, data }: ExecutionEvent): readonly string[] {
  return [time, type, printable(subject), printable(about(data))];
}

function about(data: ExecutionEvent['data']): string {
  const { error, status, duration_ms: ms } = data;
  if (typeof error === 'string') return error;
  const took = typeof ms === 'number' ? `${ms} ms` : '';
  return [typeof status === 'string' && status !== 'COMPLETED' ? status : '', took]
    .filter((each) => each !== '')
    .join(', ');
}
