import { outcomeAttribute, taskQueue, typeNames } from '../driver/index.ts';
import type { ExecutionOutcome, ExecutionStatus } from './execution-view.ts';
import type { ExecutionFilter } from './listing.ts';
import type { TemporalStatus, VisibleRow } from './visible-row.ts';

/** What Temporal can be asked for of a filter: all that fit it, and maybe more. Null where nothing can fit. */
export function listQuery(filter: ExecutionFilter, hasAttribute: boolean): string | null {
  const { workflowName, scheduleId, parentId, from, to } = filter;
  const literals = [workflowName, scheduleId, parentId].filter((each) => typeof each === 'string');
  if (!literals.every((each) => canBeName.test(each))) return null;
  const statuses = temporalStatuses(filter);
  if (statuses.length === 0) return null;
  const words = hasAttribute ? wordsAsked(filter) : null;
  return [
    `TaskQueue = '${taskQueue}'`,
    `WorkflowType ${workflowName === undefined ? `!= '${typeNames.apart}'` : `= '${workflowName}'`}`,
    `ExecutionStatus IN (${statuses.map((each) => `'${names[each]}'`).join(', ')})`,
    ...(words === null ? [] : [`${outcomeAttribute} IN (${words.map((each) => `'${each}'`).join(', ')})`]),
    ...(scheduleId === undefined ? [] : [`TemporalScheduledById = '${scheduleId}'`]),
    ...(parentId === undefined
      ? []
      : [parentId === null ? 'ParentWorkflowId IS NULL' : `ParentWorkflowId = '${parentId}'`]),
    ...(from === undefined ? [] : [`StartTime >= '${storableTime(from)}'`]),
    ...(to === undefined ? [] : [`StartTime < '${storableTime(to)}'`]),
  ].join(' AND ');
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
    row.workflowName !== typeNames.apart &&
    row.scheduleId === scheduleId &&
    (row.parentId ?? null) === (parentId ?? null) &&
    began >= from &&
    began < to &&
    row.temporalStatus !== 'MOVED'
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

const ofStatus: Readonly<Record<ExecutionStatus, readonly TemporalStatus[]>> = {
  PENDING: ['RUNNING'],
  RUNNING: ['RUNNING'],
  PAUSED: ['RUNNING'],
  COMPLETED: ['COMPLETED'],
  FAILED: ['FAILED', 'TERMINATED', 'TIMED_OUT'],
  CANCELLED: ['CANCELLED'],
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

function temporalStatuses({ statuses, phases, outcomes }: ExecutionFilter): readonly TemporalStatus[] {
  const asked: readonly (readonly TemporalStatus[] | undefined)[] = [
    statuses?.flatMap((each) => ofStatus[each]),
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
