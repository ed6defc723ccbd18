import { promisify } from 'node:util';
import { brotliCompressSync, brotliDecompress, constants, gunzip } from 'node:zlib';
import { invariant, isObject, type JsonObject } from '../std/index.ts';

/** A definition as it is kept on record: the text to the letter, and what it reads as. */
export interface DefinitionContent {
  readonly text: string;
  readonly definition: JsonObject;
}

const mostUnpacked = 128 * 1024 * 1024;

/** Both say the same, megabytes apart: a window that reaches from one into the other makes them little more than one. */
export function packContent({ text, definition }: DefinitionContent): string {
  const json = Buffer.from(JSON.stringify({ text, definition }));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 4,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
  };
  return `${brotli}${brotliCompressSync(json, { params }).toString('base64')}`;
}

/** Says also how many characters it was. Records of earlier builds are packed by gzip, without a word before them. */
export async function unpackContent(content: string): Promise<DefinitionContent & { readonly characters: number }> {
  const isBrotli = content.startsWith(brotli);
  const packed = Buffer.from(isBrotli ? content.slice(brotli.length) : content, 'base64');
  const unpack = isBrotli ? promisify(brotliDecompress) : promisify(gunzip);
  const bytes = await unpack(packed, { maxOutputLength: mostUnpacked });
  const json = bytes.toString();
  const { text, definition } = JSON.parse(json) as Partial<DefinitionContent>;
  invariant(typeof text === 'string' && isObject(definition), 'a record holds a definition');
  return { text, definition, characters: json.length };
}

/** No letter of base64. */
const brotli = 'br:';
