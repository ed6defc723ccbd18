import { describe, expect, test } from '@jest/globals';
import { dryRun, tellMany } from '../../src/executions/bulk-executions.ts';
import type { BulkRequest } from '../../src/executions/bulk.ts';
import type { ExecutionFilter, Executions, ListedExecution } from '../../src/executions/index.ts';

/** Where a list puts it, and what it says of it. */
interface Placed {
  placedAt: number;
  readonly listed: ListedExecution;
}

function running(executionId: string, startedAt: number): Placed {
  return {
    placedAt: startedAt,
    listed: { executionId, workflowName: 'w', version: '1', status: 'RUNNING', startedAt },
  };
}

function tellable(placed: readonly Placed[]): Pick<Executions, 'list' | 'cancel' | 'retry'> & { cancelled: string[] } {
  const cancelled: string[] = [];
  const isOf = ({ to = Infinity, from = 0 }: ExecutionFilter, { placedAt }: Placed): boolean =>
    placedAt >= from && placedAt <= to;
  return {
    cancelled,
    list: async ({ filter }) => {
      const rows = placed.filter((each) => isOf(filter, each)).toSorted((a, b) => b.placedAt - a.placedAt);
      return await Promise.resolve({ executions: rows.map(({ listed }) => listed), nextCursor: null });
    },
    cancel: async (executionId) => {
      cancelled.push(executionId);
      return await Promise.resolve('asked');
    },
    retry: async () => await Promise.reject(new Error('nobody asked for that')),
  };
}

const request: BulkRequest = {
  action: { kind: 'cancel' },
  target: { kind: 'filter', filter: { workflowName: 'w' } },
  limit: 100,
};

describe('many that a dry run has named', () => {
  test('are told, also those that have gone on in a new history since; what began since is not', async () => {
    const past = Date.now() - 60_000;
    const placed = [running('a', past), running('b', past + 1), running('c', past + 2)];
    const executions = tellable(placed);
    const { count, confirm } = await dryRun(executions, request);
    expect(count).toBe(3);
    const [first] = placed;
    if (first !== undefined) first.placedAt = Date.now() + 1000;
    placed.push(running('later', Date.now() + 1000));
    const { results } = await tellMany(executions, { ...request, ...(confirm !== undefined && { confirm }) });
    expect(results.map(({ executionId }) => executionId).toSorted()).toEqual(['a', 'b', 'c']);
    expect(executions.cancelled.toSorted()).toEqual(['a', 'b', 'c']);
  });
});
