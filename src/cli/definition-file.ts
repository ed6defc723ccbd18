import { readFileSync } from 'node:fs';
import { basename, parse, resolve } from 'node:path';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

export interface DefinitionFile {
  /** As it was named; `<stdin>` for `-`. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly format: 'yaml' | 'json';
  /** Of what knows no name of its own: the one given, or the file's, or of `workflow.json` and `template.json` their folder's. */
  readonly name?: string;
}

/** `given` is the name that somebody wants it to have. */
export function readDefinitionFile(named: string, given?: string): DefinitionFile {
  const file = named === '-' ? '<stdin>' : named;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(named === '-' ? 0 : named);
  } catch (error) {
    throw new CliError(
      exitCodes.usage,
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const name = given ?? (named === '-' ? undefined : nameOf(named));
  return { file, bytes, format: formatOf(file, bytes), ...(name !== undefined && { name }) };
}

function nameOf(path: string): string {
  const { name, dir } = parse(resolve(path));
  return name === 'workflow' || name === 'template' ? basename(dir) : name;
}

function formatOf(file: string, bytes: Uint8Array): 'yaml' | 'json' {
  if (/\.json$/i.test(file)) return 'json';
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  return /^[\uFEFF\s]*(?:\{\s*["}]|\[\s*[[{"\]])/.test(Buffer.from(bytes.subarray(0, 1000)).toString('utf8'))
    ? 'json'
    : 'yaml';
}

/** Whether `run` is given a file; names of workflows have neither dots nor slashes. */
export function looksLikeFile(named: string): boolean {
  return named === '-' || /[./\\]/.test(named);
}
