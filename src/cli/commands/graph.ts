import { Option, type Command } from 'commander';
import type { GraphFormat } from '../../language/index.ts';
import { readDefinitionFile } from '../definition-file.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandContext } from './context.ts';

const formats: readonly GraphFormat[] = ['text', 'mermaid', 'svg'];

export function addGraph(program: Command, context: CommandContext): void {
  program
    .command('graph')
    .summary('draw which step waits for which')
    .description(
      'Draws the steps of a definition, what they wait for, under which condition they run and how they are undone. ' +
        'Needs no server.',
    )
    .argument('<file>', 'YAML or JSON; `-` reads standard input')
    .addOption(new Option('--format <format>', 'what to draw it as').choices(formats).default('text'))
    .action(async (file: string, { format }: { readonly format: GraphFormat }) => {
      await graph(file, format, context);
    });
}

async function graph(named: string, drawnAs: GraphFormat, { terminal, exit }: CommandContext): Promise<void> {
  const { decodeText, prepare, renderDiagnostics, renderGraph } = await import('../../language/index.ts');
  const { file, bytes, format } = readDefinitionFile(named);
  const decoded = decodeText(bytes);
  const text = decoded.ok ? decoded.text : '';
  const prepared = decoded.ok ? prepare(text, { format }) : decoded;
  if (!prepared.ok) {
    terminal.note(renderDiagnostics(prepared.diagnostics, text, file, { colour: terminal.hasColour }));
    exit(exitCodes.failed);
    return;
  }
  terminal.out(renderGraph(prepared.plan, drawnAs));
  exit(exitCodes.completed);
}
