import { dataOf, type Pending, shareNumber } from './pending.ts';
import type { LeasedTask } from './shard-operations.ts';

export function leasedTask(pending: Pending): LeasedTask {
  const { id, type, at, attempt, share } = pending;
  const data = dataOf(pending);
  return { id, type, data, assignedAt: at, attempt, ...(share !== null && { share: shareNumber(share) }) };
}
