import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newestFirst, type Position } from '../../src/executions/list-cursor.ts';
import { readNewest, type ReadSpan } from '../../src/executions/read-visible.ts';

/** Executions that began at few moments, listed in an order that has nothing to do with when they began. */
const listed = fc
  .array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 })
  .map((moments) => moments.map((moment, at): Position => ({ began: beganAt(moment), runId: `run-${at}` })));

function beganAt(moment: number): string {
  return `2025-01-15T06:30:00.${String(moment).padStart(6, '0')}Z`;
}

function reading(rows: readonly Position[]): { readonly read: ReadSpan<Position>; readonly asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    read: async ({ since, until }, most) => {
      asked++;
      const found = rows.filter(({ began }) => began >= (since ?? began) && began <= (until ?? began));
      return await Promise.resolve({ rows: found.slice(0, most), isAll: found.length <= most });
    },
  };
}

describe('the newest of more than can be read', () => {
  test('are found page by page, each once, whatever the order of the list', async () => {
    await fc.assert(
      fc.asyncProperty(
        listed,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 20 }),
        async (rows, limit, sample) => {
          const { read } = reading(rows);
          const found: Position[] = [];
          for (let after: Position | null = null; ;) {
            const page: { rows: readonly Position[]; isAll: boolean } = await readNewest(read, {
              after,
              limit,
              sample,
            });
            found.push(...page.rows);
            expect(page.rows.length === limit || page.isAll).toBe(true);
            after = page.rows.at(-1) ?? null;
            if (page.isAll || after === null) break;
          }
          expect(found).toEqual(rows.toSorted(newestFirst));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('take few questions: each one looks at a part of what the last one did', async () => {
    // The oldest first, which is the worst.
    const rows = Array.from({ length: 30_000 }, (_, at): Position => ({ began: beganAt(at), runId: `run-${at}` }));
    const shuffled = rows.toSorted(
      (a, b) => ((Number(a.runId.slice(4)) * 7919) % 30_011) - ((Number(b.runId.slice(4)) * 7919) % 30_011),
    );
    const { read, asked } = reading(shuffled);
    const page = await readNewest(read, { after: null, limit: 50 });
    expect(page.rows.map(({ runId }) => runId)).toEqual(
      rows
        .slice(-50)
        .toReversed()
        .map(({ runId }) => runId),
    );
    expect(asked()).toBeLessThanOrEqual(4);
  });
});
