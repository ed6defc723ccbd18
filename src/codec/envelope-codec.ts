import { constants, gunzip, gunzipSync, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { envelopeMark } from '../driver/index.ts';

/** Smaller ones stay readable in Temporal's own pages. */
const leastPacked = 16 * 1024;

/** A text of our own never gets near; what others packed shall not fill the memory. */
const mostUnpacked = 128 * 1024 * 1024;

const nothing = Buffer.alloc(0);
const plain = Buffer.from('json/plain');
const packed = Buffer.from('binary/gzip');

/** Fast rather than small: plans repeat themselves so much that there is little between the levels. */
export const packing = { level: constants.Z_BEST_SPEED + 2 } as const;

/** Packs our own envelopes (plans, states, what one execution hands to another), where they are large: a payload of
 * Temporal's holds two mebibytes. Whatever another program may read (inputs, parameters, results) stays as it is. */
const envelopeCodec: PayloadCodec = {
  encode: async (payloads) => await Promise.all(payloads.map(pack)),
  decode: async (payloads) => await Promise.all(payloads.map(unpack)),
};

/** What every client and worker of ours is set with. */
export const dataConverter: DataConverter = { payloadCodecs: [envelopeCodec] };

async function pack(payload: Payload): Promise<Payload> {
  const { metadata, data } = payload;
  if (metadata?.[envelopeMark] === undefined || data === null || data === undefined || data.length < leastPacked) {
    return payload;
  }
  return { metadata: { ...metadata, encoding: packed }, data: await promisify(gzip)(data, packing) };
}

/** What was packed by nobody of ours, a signal's value for instance, stays as it is: an error would fail the workflow
 * task for ever, and whoever reads it finds that it can't be read. */
async function unpack(payload: Payload): Promise<Payload> {
  if (!isPacked(payload)) return payload;
  try {
    return plainly(payload, await promisify(gunzip)(payload.data ?? nothing, { maxOutputLength: mostUnpacked }));
  } catch {
    return payload;
  }
}

/** The same, for a reader of histories. */
export function unpacked(payload: Payload): Payload {
  if (!isPacked(payload)) return payload;
  try {
    return plainly(payload, gunzipSync(payload.data ?? nothing, { maxOutputLength: mostUnpacked }));
  } catch {
    return payload;
  }
}

function isPacked({ metadata }: Payload): boolean {
  const encoding = metadata?.['encoding'];
  return metadata?.[envelopeMark] !== undefined && encoding !== undefined && packed.equals(encoding);
}

function plainly({ metadata }: Payload, data: Uint8Array): Payload {
  return { metadata: { ...metadata, encoding: plain }, data };
}
