import { randomFillSync } from 'node:crypto';

const bytesOfOne = 9;
/** Asking for chance costs as much for many as for one. */
const pool = Buffer.allocUnsafe(bytesOfOne * 256);
let taken = pool.length;

export function newRequestId(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += bytesOfOne;
  return `req_${pool.toString('hex', taken - bytesOfOne, taken)}`;
}
