import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packing } from './envelope-codec.ts';

/** Bytes of one payload, below the two mebibytes at which Temporal refuses it. */
export const mostPacked = 2_000_000;

/** Bytes that an envelope takes in a history. */
export async function packedBytes(envelope: object): Promise<number> {
  return await packedSize(Buffer.from(JSON.stringify(envelope)));
}

/** The same, of one that is written already. */
export async function packedSize(written: Uint8Array): Promise<number> {
  // Packing never makes it larger by more than a few bytes, and so it need not be tried.
  return written.length < mostPacked / 2 ? written.length : (await promisify(gzip)(written, packing)).length;
}
