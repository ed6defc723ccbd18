import { outcomeAttribute, ownTypes, taskQueue } from '../driver/index.ts';
import type { ExecutionOutcome, ExecutionStatus } from './execution-view.ts';
import type { ExecutionFilter } from './listing.ts';
import { endedStatus, type TemporalStatus } from './temporal-status.ts';
import type { VisibleRow } from './visible-row.ts';

/** What Temporal can be asked for of a filter: all that fit it, and maybe more. Null where nothing can fit. `movedSince`:
 * also histories that executions have left since then. `among`: only workflows of these names. */
export function listQuery(
  filter: ExecutionFilter,
  hasAttribute: boolean,
  movedSince: string | null = null,
  among?: ReadonlySet<string>,
): string | null {
  const { workflowName, scheduleId, parentId, from, to } = filter;
  const types = workflowName === undefined ? among : new Set([workflowName]);
  if (types?.size === 0) return null;
  const literals = [...(types ?? []), scheduleId, parentId].filter((each) => typeof each === 'string');
  if (!literals.every((each) => canBeName.test(each))) return null;
  const statuses = temporalStatuses(filter);
  if (statuses.length === 0) return null;
  const words = hasAttribute ? wordsAsked(filter) : null;
  const standing = [
    `ExecutionStatus IN (${statuses.map((each) => `'${names[each]}'`).join(', ')})`,
    ...(words === null ? [] : [`${outcomeAttribute} IN (${words.map((each) => `'${each}'`).join(', ')})`]),
  ];
  return [
    `TaskQueue = '${taskQueue}'`,
    `WorkflowType ${types === undefined ? `NOT IN (${quoted(ownTypes)})` : `IN (${quoted([...types])})`}`,
    ...(movedSince === null
      ? standing
      : [`((${standing.join(' AND ')}) OR (ExecutionStatus = '${names.MOVED}' AND CloseTime >= '${movedSince}'))`]),
    ...(scheduleId === undefined ? [] : [`TemporalScheduledById = '${scheduleId}'`]),
    ...(parentId === undefined
      ? []
      : [parentId === null ? 'ParentWorkflowId IS NULL' : `ParentWorkflowId = '${parentId}'`]),
    ...(from === undefined ? [] : [`StartTime >= '${storableTime(from)}'`]),
    ...(to === undefined ? [] : [`StartTime < '${storableTime(to)}'`]),
  ].join(' AND ');
}

export function quoted(names: readonly string[]): string {
  return names.map((each) => `'${each}'`).join(', ');
}

/** Temporal keeps times as nanoseconds in 64 bits; nothing of ours began outside these. */
const storable = { earliest: 0, latest: Date.UTC(2200, 0) };

function storableTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, storable.earliest), storable.latest)).toISOString();
}

export function isStorableTime(time: string): boolean {
  const ms = Date.parse(time);
  return ms >= storable.earliest && ms <= storable.latest;
}

/** Nothing that ends a text in a query: a name that holds anything else names nothing of ours. */
const canBeName = /^[A-Za-z0-9._~:-]{1,1000}$/;

/** Of what a row says by itself; how it stands is said by `Standing`. The same as the query, to the letter: some
 * databases compare texts in any case. */
export function isOfFilter(row: VisibleRow, filter: ExecutionFilter): boolean {
  const { workflowName = row.workflowName, scheduleId = row.scheduleId, parentId = row.parentId } = filter;
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filter;
  const began = Date.parse(row.began);
  return (
    row.workflowName === workflowName &&
    !ownTypes.includes(row.workflowName) &&
    row.scheduleId === scheduleId &&
    (row.parentId ?? null) === (parentId ?? null) &&
    began >= from &&
    began < to
  );
}

const names: Readonly<Record<TemporalStatus, string>> = {
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Canceled',
  TERMINATED: 'Terminated',
  TIMED_OUT: 'TimedOut',
  MOVED: 'ContinuedAsNew',
};

const ofOutcome: Readonly<Record<ExecutionOutcome, readonly TemporalStatus[]>> = {
  completed: ['COMPLETED'],
  failed: ['FAILED'],
  cancelled: ['CANCELLED'],
  compensated: ['FAILED', 'CANCELLED'],
  'compensation-failed': ['FAILED', 'CANCELLED'],
  terminated: ['TERMINATED', 'TIMED_OUT'],
};

const rowStatuses = ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'] as const;

/** Those that may stand so. */
function ofStatus(status: ExecutionStatus): readonly TemporalStatus[] {
  const isOpen = status === 'PENDING' || status === 'RUNNING' || status === 'PAUSED';
  return isOpen ? ['RUNNING'] : rowStatuses.filter((each) => endedStatus(each) === status);
}

function temporalStatuses({ statuses, phases, outcomes }: ExecutionFilter): readonly TemporalStatus[] {
  const asked: readonly (readonly TemporalStatus[] | undefined)[] = [
    statuses?.flatMap(ofStatus),
    phases?.map(() => 'RUNNING' as const),
    outcomes?.flatMap((each) => ofOutcome[each]),
  ];
  return rowStatuses.filter((each) => asked.every((some) => some === undefined || some.includes(each)));
}

/** Where each of them is written. */
function wordsAsked({ statuses, phases, outcomes }: ExecutionFilter): readonly string[] | null {
  if (phases !== undefined) return phases;
  if (outcomes?.every((each) => each === 'compensated' || each === 'compensation-failed') === true) return outcomes;
  return statuses?.every((each) => each === 'PAUSED') === true ? ['paused', 'held'] : null;
}
