import { CliError } from './cli-error.ts';
import { type DefinitionFile, readDefinitionFile } from './definition-file.ts';
import type { Notation } from '../language/index.ts';
import { exitCodes } from './exit-codes.ts';
import { refuseNameOf } from './given-name.ts';
import type { ApiClient, Registered } from './online/api-client.ts';
import type { Terminal } from './terminal.ts';

/** As the API takes it in a header. */
const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

export interface RegisteredFile extends Registered {
  /** As `baton check` shows them; empty where there are none. */
  readonly warningsShown: string;
}

/** A refusal is told as `baton check` tells it, the lines of the file shown. */
export async function registerFile(
  client: ApiClient,
  named: string,
  terminal: Terminal,
  given?: string,
): Promise<RegisteredFile> {
  const { file, bytes, format, name } = readDefinitionFile(named, given);
  try {
    const notation = await notationIn(bytes, format);
    refuseNameOf(file, notation, given);
    if (name !== undefined && notation === 'actions' && !nameForm.test(name)) {
      // What no name can be is not sent as one.
      const message = `${file}: a workflow's name has letters, digits, \`_\` and \`-\`, and begins with a letter`;
      throw new CliError(exitCodes.refused, (await checkedHere({ bytes, format, file, name }, terminal)) ?? message);
    }
    const registered =
      name !== undefined && notation === 'sequence'
        ? await client.putSequence(name, bytes, format)
        : await client.register(bytes, format, notation === 'actions' ? name : undefined);
    return { ...registered, warningsShown: await shownWarnings(registered, bytes, file, terminal) };
  } catch (error) {
    if (!(error instanceof CliError) || !isDefinitionRejected(error.json)) throw error;
    throw new CliError(
      error.exitCode,
      (await checkedHere({ bytes, format, file, name }, terminal)) ?? `${file}: ${error.message}`,
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

/** Null of bytes that are no text. */
async function notationIn(bytes: Uint8Array, format: 'yaml' | 'json'): Promise<Notation | null> {
  const { decodeText, notationOf } = await import('../language/index.ts');
  const decoded = decodeText(bytes);
  return decoded.ok ? notationOf(decoded.text, { format }) : null;
}

type ReadFile = Omit<DefinitionFile, 'name'> & { readonly name: string | undefined };

/** Null where this program finds nothing wrong: the server may be another release. */
async function checkedHere({ bytes, format, file, name }: ReadFile, terminal: Terminal): Promise<string | null> {
  const { decodeText, prepare, renderDiagnostics } = await import('../language/index.ts');
  const decoded = decodeText(bytes);
  if (!decoded.ok) return null;
  const prepared = prepare(decoded.text, { format, name });
  if (prepared.ok) return null;
  return `${renderDiagnostics(prepared.diagnostics, decoded.text, file, { colour: terminal.hasColour })}\n\n${file} was refused: nothing is registered`;
}
