import { Refusal } from '../problems/index.ts';
import {
  type BulkAction,
  type BulkAnswer,
  bulkLimits,
  type BulkRequest,
  type BulkResult,
  type DryRun,
} from './bulk.ts';
import { confirmToken, needed, readConfirm } from './confirm-token.ts';
import type { ExecutionStatus } from './execution-view.ts';
import type { Executions } from './executions.ts';
import { idCursor, readIdCursor } from './list-cursor.ts';
import type { ExecutionFilter, ListedExecution } from './listing.ts';
import { severalAtATime } from './several-at-a-time.ts';

/** Many executions, told one by one: each is told what it would be told alone, or refuses it. */
type Tellable = Pick<Executions, 'list' | 'cancel' | 'retry'>;

/** Says what would be touched, and touches nothing. */
export async function dryRun(executions: Tellable, { action, target }: BulkRequest): Promise<DryRun> {
  const at = Date.now();
  if (target.kind === 'ids') {
    const { ids } = target;
    const confirm = confirmToken({ action: action.kind, ids }, { at, count: ids.length });
    return { count: ids.length, isAll: true, executionIds: ids.slice(0, bulkLimits.named), confirm };
  }
  const { ids, isAll } = await allFitting(executions, action, touched(action, target.filter), at);
  const what = { action: action.kind, filter: target.filter };
  return {
    count: ids.length,
    isAll,
    executionIds: ids.slice(0, bulkLimits.named),
    confirm: confirmToken(what, { at, count: isAll ? ids.length : null }),
  };
}

/** Asked again with the word of one dry run, it changes nothing: what is being cancelled stays so, and what was retried
 * since the dry run is not retried again. */
export async function tellMany(executions: Tellable, request: BulkRequest): Promise<BulkAnswer> {
  const { action, limit } = request;
  const { next, since } = await turnsOf(executions, request);
  const until = Date.now() + bulkLimits.requestMs;
  const results: BulkResult[] = [];
  for (let cursor = request.cursor; ;) {
    try {
      const span = await next(cursor, Math.min(bulkLimits.span, limit - results.length));
      const told = await severalAtATime(bulkLimits.atATime, span.ids, (id) => tell(executions, action, id, since));
      results.push(...told);
      if (span.cursor === null || results.length >= limit || Date.now() >= until) {
        return { results, nextCursor: span.cursor };
      }
      cursor = span.cursor;
    } catch (error) {
      // Those of this span that were told already are told nothing new the next time.
      if (isAway(error) && cursor !== undefined && results.length > 0) return { results, nextCursor: cursor };
      throw error;
    }
  }
}

interface Turns {
  /** Some more of them, and where to go on. */
  readonly next: (
    cursor: string | undefined,
    most: number,
  ) => Promise<{ readonly ids: readonly string[]; readonly cursor: string | null }>;
  /** What was retried after that is not retried again. */
  readonly since: number;
}

async function turnsOf(executions: Tellable, { action, target, confirm, cursor: first }: BulkRequest): Promise<Turns> {
  if (target.kind === 'ids') {
    const { ids } = target;
    const began = first === undefined ? Date.now() : readIdCursor(first, ids).since;
    const since =
      confirm === undefined ? began : readConfirm(confirm, { action: action.kind, ids }, bulkLimits.confirmMs).at;
    return {
      since,
      next: async (cursor, most) => {
        const from = cursor === undefined ? 0 : readIdCursor(cursor, ids).at;
        const to = from + most;
        const rest = to < ids.length ? idCursor({ at: to, since }, ids) : null;
        return await Promise.resolve({ ids: ids.slice(from, to), cursor: rest });
      },
    };
  }
  const { at, count } = readConfirm(confirm, { action: action.kind, filter: target.filter }, bulkLimits.confirmMs);
  const filter = touched(action, target.filter);
  if (first === undefined && count !== null) {
    const now = await allFitting(executions, action, filter, at);
    if (now.ids.length > count) {
      throw needed(`${now.ids.length} executions fit the filter by now, and ${count} did in the dry run`);
    }
  }
  return {
    since: at,
    next: async (cursor, most) => {
      const page = await executions.list({ filter, limit: most, ...(cursor !== undefined && { cursor }) });
      return { ids: idsOf(action, page.executions, at), cursor: page.nextCursor };
    },
  };
}

// oxlint-disable-next-line max-params -- of what, what for, which, and when
async function allFitting(
  executions: Tellable,
  action: BulkAction,
  filter: ExecutionFilter,
  at: number,
): Promise<{ readonly ids: readonly string[]; readonly isAll: boolean }> {
  const until = Date.now() + bulkLimits.requestMs;
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await executions.list({
      filter,
      limit: Math.min(bulkLimits.told, bulkLimits.counted - ids.length),
      ...(cursor !== undefined && { cursor }),
    });
    ids.push(...idsOf(action, page.executions, at));
    if (page.nextCursor === null) return { ids, isAll: true };
    if (ids.length >= bulkLimits.counted || Date.now() >= until) return { ids, isAll: false };
    cursor = page.nextCursor;
  }
}

/** What a cancel can stop, and what a retry can run again; a cancelled execution was meant to end, so it is retried only
 * where the filter says so. */
const touchable = {
  cancel: { usual: ['PENDING', 'RUNNING', 'PAUSED'], also: [] },
  retry: { usual: ['FAILED', 'PAUSED'], also: ['CANCELLED'] },
} as const satisfies Record<
  BulkAction['kind'],
  { readonly usual: readonly ExecutionStatus[]; readonly also: readonly ExecutionStatus[] }
>;

/** A sub-workflow is told by its caller, unless it is asked for by name. */
function touched({ kind }: BulkAction, filter: ExecutionFilter): ExecutionFilter {
  const { usual, also } = touchable[kind];
  const able: readonly ExecutionStatus[] = [...usual, ...also];
  return {
    ...filter,
    statuses: filter.statuses === undefined ? usual : filter.statuses.filter((each) => able.includes(each)),
    parentId: filter.parentId ?? null,
  };
}

/** Nothing that began after the dry run; where its newest history begins, which is what lists go by, does not matter. */
function idsOf({ kind }: BulkAction, listed: readonly ListedExecution[], at: number): readonly string[] {
  return listed.flatMap(({ executionId, startedAt, status, phase }) => {
    // What somebody has paused does not fail by itself: only what is held can be retried.
    const canBeTold = kind === 'cancel' || status !== 'PAUSED' || phase === 'held';
    return canBeTold && startedAt <= at ? [executionId] : [];
  });
}

async function tell(executions: Tellable, action: BulkAction, executionId: string, since: number): Promise<BulkResult> {
  try {
    if (action.kind === 'cancel') {
      await executions.cancel(executionId, action.reason);
      return { kind: 'done', executionId };
    }
    const { executionId: runs } = await executions.retry(executionId, { notRetriedSince: since });
    return { kind: 'done', executionId, runs };
  } catch (error) {
    if (!(error instanceof Refusal) || isAway(error)) throw error;
    return { kind: 'refused', executionId, code: error.code, message: error.message };
  }
}

function isAway(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'temporal-unavailable';
}
