import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload, RawValue } from '@temporalio/common';
import { dataConverter, mostPacked, packedBytes, unpacked } from '../../src/codec/index.ts';
import { asEnvelope, type ExecutionInput, isEnvelope } from '../../src/driver/index.ts';
import { planOf } from '../support/plans.ts';

const [codec] = dataConverter.payloadCodecs ?? [];
if (codec === undefined) throw new Error('our clients and workers have a codec');

const plan = planOf(Array.from({ length: 1_000 }, (_, at) => ({ id: `s${at}` })));
const envelope: ExecutionInput = { baton: 1, plan, inputs: { a: 1 }, engine: 1 };
const mark = { baton: new Uint8Array([49]) };
const gzip = new TextEncoder().encode('binary/gzip');

async function packed(payload: Payload): Promise<Payload> {
  const [found] = await (codec as NonNullable<typeof codec>).encode([payload]);
  return found as Payload;
}

async function read(payload: Payload): Promise<Payload> {
  const [found] = await (codec as NonNullable<typeof codec>).decode([payload]);
  return found as Payload;
}

describe('an envelope of ours', () => {
  test('that is large travels packed, and is the same for a worker and for a reader of histories', async () => {
    const plain = defaultPayloadConverter.toPayload(asEnvelope(envelope));
    const small = await packed(plain);
    expect(small.data?.length).toBeLessThan((plain.data?.length ?? 0) / 10);
    for (const payload of [await read(small), unpacked(small)]) {
      const value = defaultPayloadConverter.fromPayload(payload);
      expect(value).toEqual(envelope);
      expect(isEnvelope(value)).toBe(true);
    }
  });

  test('that is small stays readable in Temporal', async () => {
    const plain = asEnvelope({ baton: 1, result: 'a', undo: [] }).payload;
    expect(await packed(plain)).toBe(plain);
  });

  test('is weighed as it will travel', async () => {
    const bytes = Buffer.byteLength(JSON.stringify(envelope));
    expect(await packedBytes(envelope)).toBe(bytes);
    const large = { list: Array.from({ length: 20_000 }, () => envelope.plan.steps[0]) };
    expect(Buffer.byteLength(JSON.stringify(large))).toBeGreaterThan(mostPacked);
    expect(await packedBytes(large)).toBeLessThan(mostPacked / 10);
  });
});

describe('what is not an envelope of ours', () => {
  test('is never packed: another program may have to read it', async () => {
    const inputs = defaultPayloadConverter.toPayload({ baton: 1, text: 'x'.repeat(100_000) });
    expect(await packed(inputs)).toBe(inputs);
    expect(await packed(RawValue.fromPayload(inputs).payload)).toBe(inputs);
  });

  test.each([
    ['nonsense under our mark', { metadata: { ...mark, encoding: gzip }, data: new Uint8Array([1, 2, 3]) }],
    ['nothing under our mark', { metadata: { ...mark, encoding: gzip }, data: null }],
    ['packed by somebody else', { metadata: { encoding: gzip }, data: gzipSync('{}') }],
    ['no metadata', { metadata: null, data: gzipSync('{}') }],
    ['more than fits in memory', { metadata: { ...mark, encoding: gzip }, data: gzipSync(Buffer.alloc(200_000_000)) }],
  ])('stays as it is: %s', async (_, payload) => {
    expect(await read(payload)).toBe(payload);
    expect(unpacked(payload)).toBe(payload);
  });
});
