import { CliError } from './cli-error.ts';
import { readDefinitionFile } from './definition-file.ts';
import type { ApiClient, Registered } from './online/api-client.ts';
import type { Terminal } from './terminal.ts';

export interface RegisteredFile extends Registered {
  /** As `baton check` shows them; empty where there are none. */
  readonly warningsShown: string;
}

/** A refusal is told as `baton check` tells it, the lines of the file shown. */
export async function registerFile(client: ApiClient, named: string, terminal: Terminal): Promise<RegisteredFile> {
  const { file, bytes, format } = readDefinitionFile(named);
  try {
    const registered = await client.register(bytes, format);
    return { ...registered, warningsShown: await shownWarnings(registered, bytes, file, terminal) };
  } catch (error) {
    if (!(error instanceof CliError) || !isDefinitionRejected(error.json)) throw error;
    throw new CliError(
      error.exitCode,
      (await checkedHere(bytes, format, file, terminal)) ?? `${file}: ${error.message}`,
      error.json,
    );
  }
}

async function shownWarnings(
  { warnings }: Registered,
  bytes: Uint8Array,
  file: string,
  { hasColour }: Terminal,
): Promise<string> {
  if (warnings.length === 0) return '';
  const { decodeText } = await import('../language/index.ts');
  const { renderWarnings } = await import('./render-warnings.ts');
  const decoded = decodeText(bytes);
  return renderWarnings(warnings, decoded.ok ? decoded.text : '', file, hasColour);
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
