import type { Client } from '@temporalio/client';
import type { OwnWrites } from '../catalog/index.ts';
import { describeRow } from './describe-row.ts';
import { cursorOf, newestFirst, type Position, readCursor } from './list-cursor.ts';
import { isOfFilter, listQuery } from './list-query.ts';
import { type ListedExecution, listLimits, type ListPage, type ListRequest } from './listing.ts';
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
export async function listExecutions(
  ports: ListPorts,
  { filter, limit, cursor, among }: ListRequest,
): Promise<ListPage> {
  const from = cursor === undefined ? null : readCursor(cursor, filter);
  let after: Position | null = from;
  const hasAttribute = await ports.outcomes.exists();
  const executions: ListedExecution[] = [];
  const now = Date.now();
  const until = now + listLimits.lookMs;
  let top = from?.top;
  for (let lookedAt = 0; ;) {
    const query = listQuery(filter, hasAttribute, top, among);
    if (query === null) return { executions, nextCursor: null };
    const read = readVisible(ports.client, query);
    // Where not all fit, to find the newest of the rest again and again would cost more than to look at some in vain.
    const span = lookedAt === 0 ? limit : Math.max(limit, listLimits.span);
    const page = await withOwnStarts(ports, await readNewest(read, { after, limit: span }), {
      filter,
      among,
      after,
      limit: span,
    });
    // Of a list that an earlier release began it is not known.
    if (from === null) top ??= topOf(page, now);
    const next = (place: Position): string => cursorOf({ ...place, ...(top !== undefined && { top }) }, filter);
    for (let at = 0; at < page.rows.length;) {
      const rows = page.rows.slice(at, at + limit - executions.length);
      const looked = await severalAtATime(listLimits.atATime, rows, (row) => ports.look(row, hasAttribute));
      executions.push(...looked.flatMap((each) => (each !== null && fits(each, filter) ? [each] : [])));
      at += rows.length;
      lookedAt += rows.length;
      const isEnough = executions.length >= limit || lookedAt >= listLimits.lookedAt || Date.now() >= until;
      const last = rows.at(-1);
      if (at < page.rows.length && isEnough && last !== undefined) {
        return { executions, nextCursor: next(last) };
      }
      if (isEnough && page.reached !== null) return { executions, nextCursor: next(page.reached) };
    }
    if (page.reached === null) return { executions, nextCursor: null };
    if (Date.now() >= until) return { executions, nextCursor: next(page.reached) };
    after = page.reached;
  }
}

/** An execution that leaves its history while pages are read goes on before all of them. The history that it has left
 * still stands where it was: if it was left after the first page was read, the execution is looked at in that place. */
function topOf({ rows: [first], reached }: Span, now: number): string {
  // None of the page is newer than its first; and none that was left long before it can have been missed.
  const listed = first?.began ?? reached?.began ?? '';
  const lately = new Date(now - movingMs).toISOString().replace('Z', '000Z');
  return listed > lately ? listed : lately;
}

interface Span {
  readonly rows: readonly VisibleRow[];
  /** Where the next one begins; null where there is none. */
  readonly reached: Position | null;
}

/** The machines' clocks may differ by so much. */
const clocksMs = 2000;

/** How much later Temporal's clock may say that a page was read. */
const movingMs = 10_000;

/** Temporal's lists come after what is acknowledged. What this process has just started is there at once, wherever on a
 * page it belongs. */
async function withOwnStarts(
  { client, ownStarts }: ListPorts,
  page: Some<VisibleRow>,
  {
    filter,
    among,
    after,
    limit,
  }: Pick<ListRequest, 'filter' | 'limit'> & {
    readonly among: ReadonlySet<string> | undefined;
    readonly after: Position | null;
  },
): Promise<Span> {
  const last = page.isAll ? null : (page.rows.at(-1) ?? null);
  const known = new Set(page.rows.map(({ executionId }) => executionId));
  const since = last === null ? Number.NEGATIVE_INFINITY : Date.parse(last.began) - clocksMs;
  const missing = ownStarts
    .recent()
    .filter(({ executionId, workflowName, at }) => {
      const isOne =
        filter.workflowName === undefined ? (among?.has(workflowName) ?? true) : workflowName === filter.workflowName;
      return !known.has(executionId) && at >= since && isOne;
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
  const rows = onePerExecution(some).filter((row) => isOfFilter(row, filter) && (among?.has(row.workflowName) ?? true));
  return { rows, reached: all.length > limit ? (some.at(-1) ?? null) : last };
}

/** One that is just leaving a history is listed with both. */
function onePerExecution(rows: readonly VisibleRow[]): readonly VisibleRow[] {
  const seen = new Set<string>();
  return rows.filter(({ executionId }) => !seen.has(executionId) && seen.add(executionId));
}
