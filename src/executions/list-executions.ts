import type { Client } from '@temporalio/client';
import type { OwnWrites } from '../catalog/index.ts';
import { describeRow } from './describe-row.ts';
import { cursorOf, newestFirst, type Position, readCursor } from './list-cursor.ts';
import { isOfFilter, listQuery } from './list-query.ts';
import { type ExecutionFilter, type ListedExecution, listLimits, type ListPage, type ListRequest } from './listing.ts';
import { fits, type Look } from './look-at-row.ts';
import type { OutcomeAttribute } from './outcome-attribute.ts';
import { readNewest, readVisible, type Some } from './read-visible.ts';
import { severalAtATime } from './several-at-a-time.ts';
import type { VisibleRow } from './visible-row.ts';

export interface ListPorts {
  readonly client: Client;
  readonly outcomes: OutcomeAttribute;
  readonly look: Look;
  /** What this process has started a moment ago. */
  readonly ownStarts: OwnWrites<OwnStart>;
}

export interface OwnStart {
  readonly executionId: string;
  readonly workflowName: string;
  readonly at: number;
}

/** Pages of executions, those started last first. A page begins after an execution, not at a number, so what starts or
 * ends meanwhile moves none to another page. */
export async function listExecutions(ports: ListPorts, { filter, limit, cursor }: ListRequest): Promise<ListPage> {
  let after = cursor === undefined ? null : readCursor(cursor, filter);
  const hasAttribute = await ports.outcomes.exists();
  const query = listQuery(filter, hasAttribute);
  const executions: ListedExecution[] = [];
  if (query === null) return { executions, nextCursor: null };
  const read = readVisible(ports.client, query);
  const until = Date.now() + listLimits.lookMs;
  for (let lookedAt = 0; ;) {
    // Where not all fit, to find the newest of the rest again and again would cost more than to look at some in vain.
    const span = lookedAt === 0 ? limit : Math.max(limit, listLimits.span);
    const page = await withOwnStarts(ports, await readNewest(read, { after, limit: span }), {
      filter,
      after,
      limit: span,
    });
    for (let from = 0; from < page.rows.length;) {
      const rows = page.rows.slice(from, from + limit - executions.length);
      const looked = await severalAtATime(listLimits.atATime, rows, (row) => ports.look(row, hasAttribute));
      executions.push(...looked.flatMap((each) => (each !== null && fits(each, filter) ? [each] : [])));
      from += rows.length;
      lookedAt += rows.length;
      const isEnough = executions.length >= limit || lookedAt >= listLimits.lookedAt || Date.now() >= until;
      const last = rows.at(-1);
      if (from < page.rows.length && isEnough && last !== undefined) {
        return { executions, nextCursor: cursorOf(last, filter) };
      }
      if (isEnough && page.reached !== null) return { executions, nextCursor: cursorOf(page.reached, filter) };
    }
    if (page.reached === null) return { executions, nextCursor: null };
    if (Date.now() >= until) return { executions, nextCursor: cursorOf(page.reached, filter) };
    after = page.reached;
  }
}

interface Span {
  readonly rows: readonly VisibleRow[];
  /** Where the next one begins; null where there is none. */
  readonly reached: Position | null;
}

/** The machines' clocks may differ by so much. */
const clocksMs = 2000;

/** Temporal's lists come after what is acknowledged. What this process has just started is there at once, wherever on a
 * page it belongs. */
async function withOwnStarts(
  { client, ownStarts }: ListPorts,
  page: Some<VisibleRow>,
  {
    filter,
    after,
    limit,
  }: { readonly filter: ExecutionFilter; readonly after: Position | null; readonly limit: number },
): Promise<Span> {
  const last = page.isAll ? null : (page.rows.at(-1) ?? null);
  const known = new Set(page.rows.map(({ executionId }) => executionId));
  const since = last === null ? Number.NEGATIVE_INFINITY : Date.parse(last.began) - clocksMs;
  const missing = ownStarts
    .recent()
    .filter(({ executionId, workflowName, at }) => {
      return !known.has(executionId) && at >= since && workflowName === (filter.workflowName ?? workflowName);
    })
    .slice(-listLimits.ownStarts);
  const found = await severalAtATime(listLimits.atATime, missing, ({ executionId }) =>
    describeRow(client, executionId),
  );
  const added = found.flatMap((each): readonly VisibleRow[] => {
    if (each === null) return [];
    const isOfPage =
      (after === null || newestFirst(after, each.row) < 0) && (last === null || newestFirst(each.row, last) < 0);
    return isOfPage ? [each.row] : [];
  });
  const all = [...page.rows, ...added].toSorted(newestFirst);
  const some = all.slice(0, limit);
  const rows = onePerExecution(some).filter((row) => isOfFilter(row, filter));
  return { rows, reached: all.length > limit ? (some.at(-1) ?? null) : last };
}

/** One that is just leaving a history is listed with both. */
function onePerExecution(rows: readonly VisibleRow[]): readonly VisibleRow[] {
  const seen = new Set<string>();
  return rows.filter(({ executionId }) => !seen.has(executionId) && seen.add(executionId));
}
