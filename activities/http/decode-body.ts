import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { limits } from '../limits.ts';
import type { HttpAnswer } from './client.ts';

export type DecodedBody =
  | { readonly kind: 'decoded'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'undecodable'; readonly reason: string };

const decoders = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
] as const);

/** Identity is what we ask for; a service that compresses nevertheless is understood, once, and its answer counted
 * while it is unpacked, so that a small body can't become a large one. */
export async function decodeBody(answer: HttpAnswer): Promise<DecodedBody> {
  const encoding = encodingOf(answer.headers);
  if (encoding === 'identity' || answer.body.length === 0) return { kind: 'decoded', bytes: answer.body };
  const decode = [...decoders].find(([name]) => name === encoding)?.[1];
  if (decode === undefined)
    return { kind: 'undecodable', reason: `is encoded as ${encoding}, which was not asked for` };
  try {
    return { kind: 'decoded', bytes: await decode(answer.body, { maxOutputLength: limits.responseBytes }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' };
    return { kind: 'undecodable', reason: `says that it is encoded as ${encoding}, but it is not` };
  }
}

function encodingOf(headers: HttpAnswer['headers']): string {
  // Several values are several encodings on top of each other.
  const written = String(headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  return written === '' ? 'identity' : written;
}
