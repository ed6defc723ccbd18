import { decodeText, notationOf, prepare, type Prepared, renderDiagnostics } from '../language/index.ts';
import type { Diagnostic } from '../problems/index.ts';
import { readDefinitionFile } from './definition-file.ts';
import type { CommandContext } from './commands/context.ts';
import { exitCodes } from './exit-codes.ts';
import { refuseNameOf } from './given-name.ts';

export type PreparedFile = { readonly file: string; readonly text: string } & (
  | { readonly ok: true; readonly prepared: Extract<Prepared, { ok: true }> }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
);

/** A definition from its file, or all that is wrong with it. */
export function prepareFile(named: string, given?: string): PreparedFile {
  const { file, bytes, format, name } = readDefinitionFile(named, given);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return { file, text: '', ok: false, diagnostics: decoded.diagnostics };
  const { text } = decoded;
  if (given !== undefined) refuseNameOf(file, notationOf(text, { format }), given);
  const prepared = prepare(text, { format, name });
  return prepared.ok
    ? { file, text, ok: true, prepared }
    : { file, text, ok: false, diagnostics: prepared.diagnostics };
}

/** For commands that can do nothing with a definition that has mistakes: they are shown, and the command has failed. */
export function preparedOrFail(
  named: string,
  given: string | undefined,
  { terminal, exit }: CommandContext,
): Extract<PreparedFile, { ok: true }> | null {
  const read = prepareFile(named, given);
  if (read.ok) return read;
  terminal.note(renderProblems(read, read.diagnostics, terminal.hasColour));
  exit(exitCodes.failed);
  return null;
}

export function renderProblems(
  { text, file }: { readonly text: string; readonly file: string },
  diagnostics: readonly Diagnostic[],
  colour: boolean,
): string {
  return renderDiagnostics(diagnostics, text, file, { colour });
}
