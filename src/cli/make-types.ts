import { readFileSync } from 'node:fs';
import { decodeText, prepare, renderDiagnostics, type Operations } from '../language/index.ts';
import { type KnownWorkflow, workflowFile } from '../typegen/index.ts';
import { CliError } from './cli-error.ts';
import type { CommandContext } from './commands/context.ts';
import type { TypegenOptions } from './commands/typegen.ts';
import { readDefinitionFile } from './definition-file.ts';
import { exitCodes } from './exit-codes.ts';
import { readServicesFile } from './services-file.ts';
import { printable } from './terminal.ts';
import { definitionsAt } from './testing/find-suites.ts';
import { writeFile } from './write-file.ts';

export async function makeTypes(
  places: readonly string[],
  options: TypegenOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, exit } = context;
  const { out, check = false, services } = options;
  if (check && out === undefined) throw new CliError(exitCodes.usage, '--check looks at the file that --out names');
  const operations = services === undefined ? undefined : (await readServicesFile(services)).knownOperations;
  const workflows = places.length === 0 ? await registered(context) : fromFiles(places.flatMap(definitionsAt), context);
  const text = workflowFile(workflows, {
    startedFrom: options.for,
    command: commandOf(places, options),
    ...(operations !== undefined && { operations: operations as ReadonlyMap<string, Operations> }),
  });
  if (out === undefined) {
    terminal.out(text.trimEnd());
    return;
  }
  if (check) {
    const isCurrent = textAt(out) === text;
    if (!isCurrent)
      terminal.note(`${out} is not what would be written now: \`${commandOf(places, options)}\` writes it`);
    exit(isCurrent ? exitCodes.completed : exitCodes.failed);
    return;
  }
  writeFile(out, text);
  terminal.note(`${terminal.style('green', '✓')} ${out}: ${workflows.length} workflows`);
}

/** The command as it makes the same file again. */
function commandOf(places: readonly string[], { out, services, ...options }: TypegenOptions): string {
  const words = [
    'baton typegen',
    ...places,
    ...(options.for === 'client' ? [] : [`--for ${options.for}`]),
    ...(services === undefined ? [] : [`--services ${services}`]),
    ...(out === undefined ? [] : [`--out ${out}`]),
  ];
  return printable(words.join(' '));
}

function fromFiles(files: readonly string[], { terminal }: CommandContext): readonly KnownWorkflow[] {
  const found = new Map<string, { readonly file: string; readonly workflow: KnownWorkflow }>();
  for (const named of files) {
    const { file, bytes, format, name } = readDefinitionFile(named);
    const decoded = decodeText(bytes);
    const text = decoded.ok ? decoded.text : '';
    const prepared = decoded.ok ? prepare(text, { format, name }) : decoded;
    if (!prepared.ok) {
      const shown = renderDiagnostics(prepared.diagnostics, text, file, { colour: terminal.hasColour });
      throw new CliError(exitCodes.failed, shown);
    }
    const { definition, plan } = prepared;
    const before = found.get(plan.name);
    if (before !== undefined) {
      throw new CliError(exitCodes.usage, `${before.file} and ${file} both define ${plan.name}`);
    }
    found.set(plan.name, { file, workflow: { definition, plan } });
  }
  return [...found.values()].map(({ workflow }) => workflow);
}

async function registered({ client, terminal }: CommandContext): Promise<readonly KnownWorkflow[]> {
  const api = await client();
  return (await api.workflows()).workflows.flatMap((workflow) => {
    const prepared = prepare(JSON.stringify(workflow), { format: 'json' });
    if (prepared.ok) return [{ definition: prepared.definition, plan: prepared.plan }];
    // The server may be of another release, whose language has more.
    terminal.note(`${printable(workflow.name)} is left out: this release of the command cannot read its definition`);
    return [];
  });
}

function textAt(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
