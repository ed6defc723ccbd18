import { CliError } from './cli-error.ts';
import { readDefinitionFile } from './definition-file.ts';
import type { ApiClient, Registered } from './online/api-client.ts';
import type { Terminal } from './terminal.ts';

/** A refusal is told as `baton check` tells it, the lines of the file shown. */
export async function registerFile(client: ApiClient, named: string, terminal: Terminal): Promise<Registered> {
  const { file, bytes, format } = readDefinitionFile(named);
  try {
    return await client.register(bytes, format);
  } catch (error) {
    if (!(error instanceof CliError) || !isDefinitionRejected(error.json)) throw error;
    throw new CliError(
      error.exitCode,
      (await checkedHere(bytes, format, file, terminal)) ?? `${file}: ${error.message}`,
      error.json,
    );
  }
}

function isDefinitionRejected(answer: object): boolean {
  const error = 'error' in answer ? answer.error : undefined;
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'definition-rejected';
}

/** Null where this program finds nothing wrong: the server may be another release. */
async function checkedHere(
  bytes: Uint8Array,
  format: 'yaml' | 'json',
  file: string,
  terminal: Terminal,
): Promise<string | null> {
  const { decodeText, prepare, renderDiagnostics } = await import('../language/index.ts');
  const decoded = decodeText(bytes);
  if (!decoded.ok) return null;
  const prepared = prepare(decoded.text, { format });
  if (prepared.ok) return null;
  return `${renderDiagnostics(prepared.diagnostics, decoded.text, file, { colour: terminal.hasColour })}\n\n${file} was refused: nothing is registered`;
}
