import type { Client } from '@temporalio/client';
import { callTemporal, hasNext, pagesOf } from '../config/index.ts';
import { newestFirst, type Position } from './list-cursor.ts';
import { visibleRow, type VisibleRow } from './visible-row.ts';

/** The most that Temporal gives at once. */
const pageSize = 1000;

export interface Some<Row> {
  readonly rows: readonly Row[];
  /** There are no others. */
  readonly isAll: boolean;
}

/** At least so many of those that began within a span, both ends included, in any order; or all. */
export type ReadSpan<Row> = (
  span: { readonly since: string | null; readonly until: string | null },
  most: number,
) => Promise<Some<Row>>;

/** Those that began last, after a position. Temporal lists what runs before what has ended, in an order that changes
 * whenever something ends, and most of its stores take no other. So some are read, in whatever order; if there are more,
 * those that began last among them say since when the newest ones began: that is a shorter span with at least as many in
 * it, and so on, until all of a span have been read. */
export async function readNewest<Row extends Position>(
  read: ReadSpan<Row>,
  {
    after,
    limit,
    sample = pageSize,
  }: { readonly after: Position | null; readonly limit: number; readonly sample?: number },
): Promise<Some<Row>> {
  let most = Math.max(sample, 2 * limit);
  for (let since: string | null = null; ;) {
    const some = await read({ since, until: after?.began ?? null }, most);
    const rows = some.rows.filter((row) => after === null || newestFirst(after, row) < 0).toSorted(newestFirst);
    if (some.isAll) return { rows: rows.slice(0, limit), isAll: since === null && rows.length <= limit };
    const last: string | undefined = rows[limit - 1]?.began;
    // Very many began in one microsecond.
    if (last === undefined || last === since) most *= 2;
    else since = last;
  }
}

export function readVisible(client: Client, query: string): ReadSpan<VisibleRow> {
  const { namespace } = client.options;
  return async ({ since, until }, most) => {
    const span = [
      query,
      ...(until === null ? [] : [`StartTime <= '${until}'`]),
      ...(since === null ? [] : [`StartTime >= '${since}'`]),
    ].join(' AND ');
    const rows: VisibleRow[] = [];
    const pages = pagesOf((from) =>
      callTemporal(client, () =>
        client.workflowService.listWorkflowExecutions({ namespace, query: span, pageSize, ...from }),
      ),
    );
    for await (const page of pages) {
      rows.push(...(page.executions ?? []).map(visibleRow));
      if (rows.length >= most && hasNext(page)) return { rows, isAll: false };
    }
    return { rows, isAll: true };
  };
}
