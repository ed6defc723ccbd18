import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { readJson } from './json.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import type { Format, Source } from './source.ts';
import { checkCharacters, startOfText } from './text.ts';
import { readYaml } from './yaml.ts';

export interface Reading {
  /** Absent where the text could not be read to its end. Where it is there, diagnostics may still hold errors. */
  readonly source: Source | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadingOptions {
  /** Otherwise told by the file's name, then by the text's first characters. */
  readonly format?: Format | undefined;
  readonly file?: string | undefined;
  readonly limits?: ReadingLimits | undefined;
}

/** From text to one tree with positions, whichever notation it is written in. */
export function readSource(text: string, options: ReadingOptions = {}): Reading {
  const limits = options.limits ?? readingLimits;
  const refuse = (found: Diagnostic): Reading => ({ source: null, diagnostics: [found] });
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.bytes) {
    return refuse(
      diagnostic('definition-too-long', `the definition has ${bytes} bytes; ${limits.bytes} is the most that is read`),
    );
  }
  const unreadable = checkCharacters(text, bytes === text.length);
  if (unreadable !== null) return refuse(unreadable);

  const format = options.format ?? formatOf(text, options.file);
  const tree = isBlank(text, format)
    ? { root: null, diagnostics: [] }
    : format === 'json'
      ? readJson(text, limits)
      : readYaml(text, limits);
  const { root } = tree;
  // What cannot be read is refused without packing it, which takes longer.
  const packed = root === null ? null : tooDense(text, bytes, limits);
  if (packed !== null) return refuse(packed);
  const empty = root === null || (root.kind === 'scalar' && root.value === null);
  if (empty && tree.diagnostics.length === 0) {
    return refuse(
      diagnostic('empty-definition', 'the text holds no definition', { hint: 'a definition has a name and steps' }),
    );
  }
  return { source: root === null ? null : { text, format, root }, diagnostics: tree.diagnostics };
}

/** Text of any use packs to a small part of itself; what does not, fits no record and no history. */
function tooDense(text: string, bytes: number, { packedBytes = Infinity }: ReadingLimits): Diagnostic | null {
  // Packing never makes it larger by more than a few bytes, and so it need not be tried.
  if (bytes <= packedBytes) return null;
  if (packsInto(text, packedBytes)) return null;
  const message = `the definition has more than ${packedBytes} bytes even when packed by gzip`;
  return diagnostic('definition-too-dense', message, { hint: 'give what is data as an input' });
}

function packsInto(text: string, most: number): boolean {
  try {
    gzipSync(text, { maxOutputLength: most });
    return true;
  } catch (error) {
    // How much longer it would be, nobody asks.
    if (isTooLarge(error)) return false;
    throw error;
  }
}

function isTooLarge(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/** JSON begins with a brace and a quoted key; a flow map of YAML mostly does not, and reads as JSON's superset if named so. */
function formatOf(text: string, file: string | undefined): Format {
  if (file !== undefined && /\.json$/i.test(file)) return 'json';
  if (file !== undefined && /\.ya?ml$/i.test(file)) return 'yaml';
  return /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/.test(text.slice(startOfText(text), 1000)) ? 'json' : 'yaml';
}

function isBlank(text: string, format: Format): boolean {
  return format === 'json' && text.slice(startOfText(text)).trim() === '';
}
