import type { Command } from 'commander';
import type { Stack } from '../../devstack/index.ts';
import { CliError } from '../cli-error.ts';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

const FIRST_RUN = 'departure_prep';

export function addUp(program: Command, context: CommandContext): void {
  program
    .command('up')
    .summary('run everything here: Temporal, worker, API and example services')
    .description(
      'Brings up a local stack, registers the definitions that ship, runs one of them as a first sign of life, and stays ' +
        'up until Ctrl-C. Its state lives in .baton (or BATON_DATA) and is there again at the next start.',
    )
    .option('--json', 'JSON lines on standard output')
    .action(async (options: { readonly json?: true }) => up(options.json === true, context));
}

async function up(asJson: boolean, context: CommandContext): Promise<void> {
  const { terminal, env, exit } = context;
  const { DevstackError, up: bringUp } = await import('../../devstack/index.ts');
  try {
    const code = await bringUp({
      env,
      say: (line) => (asJson ? terminal.note(line) : terminal.out(line)),
      onReady: async (stack, stopping) => {
        if (asJson) terminal.out(JSON.stringify({ kind: 'ready', ...stack }));
        else greet(stack, context);
        if (hasRegistered(stack)) await firstRun(stack, stopping, asJson, context);
        if (!asJson) suggest(stack, context);
      },
    });
    exit(code);
  } catch (error) {
    if (error instanceof DevstackError) throw new CliError(1, error.message);
    throw error;
  }
}

function hasRegistered({ examples, registrations }: Stack): boolean {
  return examples && registrations.some(({ outcome, file }) => outcome === 'registered' && file.includes(FIRST_RUN));
}

function greet(stack: Stack, { terminal }: CommandContext): void {
  const registered = stack.registrations.filter(({ outcome }) => outcome === 'registered').length;
  const { style } = terminal;
  terminal.out('');
  terminal.out(
    `${style('bold', 'Baton is up')} at ${style('cyan', stack.address)}, with ${registered} workflows registered.`,
  );
  terminal.out('');
}

/** Shows one execution from start to end. That it fails is shown as well, and is no reason to come down. */
async function firstRun(
  stack: Stack,
  stopping: AbortSignal,
  asJson: boolean,
  { terminal }: CommandContext,
): Promise<void> {
  const { apiClient } = await import('../online/api-client.ts');
  const { showExecution } = await import('../show-execution.ts');
  const client = apiClient(stack.address);
  const { calledElsewhere } = await import('../../devstack/index.ts');
  try {
    const [theirs] = calledElsewhere((await client.definition(FIRST_RUN)) ?? {}, stack.elsewhere);
    if (theirs !== undefined) {
      const { service, variable } = theirs;
      // No demonstration calls what may tell real people, or fails for what is not up.
      terminal.note(`${FIRST_RUN} is not run by itself: its service ${service} is yours, which ${variable} names.`);
      return;
    }
    const inputs = { drink_type: 'coffee', target_temp: 22 };
    const { execution_id: id } = await client.execute({ workflow_name: FIRST_RUN, inputs });
    await showExecution(client, id, terminal, { asJson, signal: stopping });
  } catch (error) {
    if (stopping.aborted) return;
    if (!(error instanceof CliError)) throw error;
    terminal.note(`${FIRST_RUN} could not be run: ${printable(error.message)}`);
  }
}

function suggest(stack: Stack, { terminal, env }: CommandContext): void {
  const { style } = terminal;
  // Another terminal finds the stack by its data folder, or has to be told.
  const told = (env['BATON_DATA'] ?? '') === '' ? '' : `BATON_URL=${stack.address} `;
  const tries = [
    [`${told}npx baton run quick_comfort --input temperature=21 --input seat_heat=2`, 'run another one'],
    ['npx baton check workflows-dsl/departure_prep/workflow.yaml', 'break a line of it and check again'],
    [`${told}npx baton run my-workflow.yaml`, 'register and run your own'],
  ] as const;
  terminal.out('');
  terminal.out('Try next, in another terminal:');
  for (const [command, why] of tries) terminal.out(`  ${style('cyan', command)}  ${style('dim', `# ${why}`)}`);
  terminal.out('');
  if (stack.temporalUi !== undefined) terminal.out(`Temporal's own web page: ${style('cyan', stack.temporalUi)}`);
  terminal.out(`State lives in ${stack.dataFolder}. Ctrl-C ends all of it; the next start goes on from there.`);
}
