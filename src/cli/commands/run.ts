import type { Command } from 'commander';
import type { Json } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { looksLikeFile } from '../definition-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOption } from '../given-name.ts';
import { followToEnd } from '../follow-to-end.ts';
import { hintedInputs, inputValues } from '../input-values.ts';
import type { ApiClient } from '../online/api-client.ts';
import { registerFile } from '../register-file.ts';
import type { CommandContext } from './context.ts';

interface RunOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  readonly version?: string;
  readonly name?: string;
  readonly id?: string;
  readonly wait: boolean;
  readonly json?: true;
}

export function addRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .summary('start an execution and follow it to its end')
    .description(
      'Starts an execution of a workflow and follows it. A file is registered first. ' +
        'Exit code: 0 completed, 1 failed, 3 cancelled, 4 refused, 5 no answer. Ctrl-C ends the following only.',
    )
    .argument('<workflow>', 'name of a registered workflow, or a file')
    .option('-i, --input <name=value>', 'an input; JSON where it is JSON, else text (repeatable)', collected, [])
    .option('--inputs <json>', 'all inputs as a JSON object, or @FILE that holds one')
    .option('--version <version>', 'a version of it; otherwise the newest')
    .addOption(nameOption())
    .option('--id <id>', 'the execution id; otherwise one is made up')
    .option('--no-wait', 'only start it')
    .option('--json', 'JSON lines on standard output')
    .action(async (workflow: string, options: RunOptions) => run(workflow, options, context));
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function run(workflow: string, options: RunOptions, { terminal, client, exit }: CommandContext): Promise<void> {
  const asJson = options.json === true;
  const inputs = inputValues(options.input, options.inputs);
  const api = await client();
  const target = await targetOf(workflow, options, api, { terminal, asJson });
  const request = { ...target, inputs, ...(options.id !== undefined && { execution_id: options.id }) };
  const started = await hintedInputs(options.input, () => api.execute(request));
  const { execution_id: id } = started;
  if (asJson) terminal.out(JSON.stringify({ kind: 'started', ...started }));
  if (!options.wait) {
    if (!asJson) terminal.out(id);
    exit(exitCodes.completed);
    return;
  }
  exit(await followToEnd(api, id, terminal, { asJson }));
}

async function targetOf(
  workflow: string,
  { version, name }: RunOptions,
  api: ApiClient,
  { terminal, asJson }: { readonly terminal: CommandContext['terminal']; readonly asJson: boolean },
): Promise<{ readonly [key: string]: Json; readonly workflow_name: string }> {
  if (!looksLikeFile(workflow)) {
    if (name === undefined) return { workflow_name: workflow, ...(version !== undefined && { version }) };
    throw new CliError(exitCodes.usage, `--name goes with a file; ${workflow} is the name of a workflow`);
  }
  if (version !== undefined) {
    throw new CliError(exitCodes.usage, '--version goes with the name of a workflow; a file says its own version');
  }
  const { warningsShown, ...registered } = await registerFile(api, workflow, terminal, name);
  if (asJson) terminal.out(JSON.stringify({ kind: 'registered', ...registered }));
  else if (warningsShown !== '') terminal.note(`${warningsShown}\n`);
  return { workflow_name: registered.name, version: registered.version };
}
