import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from './context.ts';

interface TestOptions {
  readonly faults?: true;
  readonly coverage?: true;
  readonly watch?: true;
  readonly json?: true;
}

export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .summary('run the scenarios beside definitions, in memory')
    .description(
      'Runs the scenarios of definitions in memory: no server, no service is called, and no time passes. ' +
        'Exit code: 0 all passed, 1 one did not, 2 a file cannot be read.',
    )
    .argument('[place...]', 'definitions, scenarios or folders; without any, workflows-dsl or this folder')
    .option('--faults', 'make each step fail, time out and answer late in turn, and show what is undone')
    .option('--coverage', 'show what the scenarios have seen of each step')
    .option('--watch', 'run again whenever a file changes, until Ctrl-C')
    .option('--json', 'one JSON document on standard output; under --watch, one a line')
    .action(async (places: readonly string[], options: TestOptions) => test(places, options, context));
}

async function test(
  places: readonly string[],
  options: TestOptions,
  { terminal, exit }: CommandContext,
): Promise<void> {
  const { runTests } = await import('../testing/run-tests.ts');
  const watches = options.watch === true;
  const asJson = options.json === true;
  const wanted = {
    coverage: options.coverage === true,
    faults: options.faults === true,
    format: asJson ? (watches ? 'json-line' : 'json') : 'text',
  } as const;
  exit(runTests(places, wanted, terminal));
  if (!watches) return;

  const { findSuites } = await import('../testing/find-suites.ts');
  const { watchSuites } = await import('../testing/watch.ts');
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted);
  const again = (): void => {
    try {
      if (!asJson) terminal.out('');
      exit(runTests(places, wanted, terminal));
    } catch (error) {
      // A file that has gone may come back.
      if (!(error instanceof CliError)) throw error;
      terminal.note(error.message);
      exit(error.exitCode);
    }
  };
  if (!asJson) terminal.note('Waiting for changes; Ctrl-C ends it.');
  try {
    await watchSuites(findSuites(places), again, stop.signal);
  } finally {
    process.off('SIGINT', interrupted);
  }
}
