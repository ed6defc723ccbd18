import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Refusal } from '../../problems/index.ts';
import { invariant } from '../../std/index.ts';
import type { BodyBudget } from '../admission/index.ts';
import { apiLimits } from '../limits.ts';

/** The body as it was sent. What is announced as too large is refused before it is read, what turns out to be as soon
 * as it does. */
export async function readBodyBytes(
  request: Readable & Pick<IncomingMessage, 'headers'>,
  limit: number = apiLimits.bodyBytes,
  bodies: BodyBudget = boundless,
): Promise<Uint8Array> {
  const tooLarge = (): Refusal => new Refusal('body-too-large', `the body is larger than ${limit} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  let held = 0;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      request.off('data', take).off('end', finish).off('error', fail).off('close', abandon);
      bodies.give(held);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      const refusal = length > limit ? tooLarge() : bodies.take(chunk.length) ? null : noRoom();
      if (refusal !== null) {
        fail(refusal);
        return;
      }
      held += chunk.length;
      chunks.push(chunk);
    };
    const fail = (error: Error): void => {
      stop();
      reject(error);
    };
    const finish = (): void => {
      stop();
      resolve(Buffer.concat(chunks, length));
    };
    const abandon = (): void =>
      fail(new Refusal('unreadable-body', 'the connection ended before the whole body had come'));
    request.on('data', take).on('end', finish).on('error', fail).on('close', abandon);
  });
}

const boundless: BodyBudget = { take: () => true, give: () => undefined };

function noRoom(): Refusal {
  return new Refusal('overloaded', 'the bodies that are being read have as many bytes together as they may');
}

/** Run before listening: a limit that is no number would compare as never reached, and nobody would notice. */
export async function checkBodyLimit(): Promise<void> {
  const size = apiLimits.bodyBytes + 1;
  const refusals = await Promise.all(
    [{ 'content-length': String(size) }, {}].map(async (headers) => {
      const body = Object.assign(Readable.from([Buffer.alloc(size)]), { headers });
      return readBodyBytes(body).then(
        () => null,
        (error: unknown) => error,
      );
    }),
  );
  invariant(
    refusals.every((refusal) => refusal instanceof Refusal && refusal.code === 'body-too-large'),
    `a body of ${size} bytes is refused`,
  );
}
