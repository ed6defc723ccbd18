import { gzipSync } from 'node:zlib';
import { packing } from './envelope-codec.ts';

/** Bytes of one payload, below the two mebibytes at which Temporal refuses it. */
export const mostPacked = 2_000_000;

/** Bytes that an envelope takes in a history. */
export function packedBytes(envelope: unknown): number {
  const text = JSON.stringify(envelope);
  const bytes = Buffer.byteLength(text);
  // Packing never makes it larger by more than a few bytes, and so it need not be tried.
  return bytes < mostPacked / 2 ? bytes : gzipSync(text, packing).length;
}
