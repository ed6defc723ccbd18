import type { ShardOperation, ShardResult } from '../../fleet/index.ts';

/** An update's answer is one payload, and a lease brings the data of its task. */
const roomBytes = 1024 * 1024;

/** Of UTF-8, for one of UTF-16. */
const mostBytes = 3;

/** Leases only while there is room to answer them: what was not done is `null`, and asked again. */
export function applyWithin(
  operations: readonly ShardOperation[],
  apply: (operation: ShardOperation) => ShardResult,
): readonly (ShardResult | null)[] {
  let bytes = 0;
  return operations.map((operation) => {
    if (bytes > roomBytes && operation.kind === 'lease') return null;
    const result = apply(operation);
    if (result.ok && result.value.kind === 'leased' && result.value.task !== null) {
      bytes += mostBytes * JSON.stringify(result.value.task).length;
    }
    return result;
  });
}
