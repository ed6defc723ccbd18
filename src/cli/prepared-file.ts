import { decodeText, prepare, type Prepared, renderDiagnostics } from '../language/index.ts';
import type { Diagnostic } from '../problems/index.ts';
import { readDefinitionFile } from './definition-file.ts';

export type PreparedFile = { readonly file: string; readonly text: string } & (
  | { readonly ok: true; readonly prepared: Extract<Prepared, { ok: true }> }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
);

/** A definition from its file, or all that is wrong with it. */
export function prepareFile(named: string): PreparedFile {
  const { file, bytes, format } = readDefinitionFile(named);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return { file, text: '', ok: false, diagnostics: decoded.diagnostics };
  const { text } = decoded;
  const prepared = prepare(text, { format });
  return prepared.ok
    ? { file, text, ok: true, prepared }
    : { file, text, ok: false, diagnostics: prepared.diagnostics };
}

export function renderProblems(
  { text, file }: { readonly text: string; readonly file: string },
  diagnostics: readonly Diagnostic[],
  colour: boolean,
): string {
  return renderDiagnostics(diagnostics, text, file, { colour });
}
