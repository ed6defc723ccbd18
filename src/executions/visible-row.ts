import type { temporal } from '@temporalio/proto';
import { outcomeAttribute } from '../driver/index.ts';
import { millisecondsOf, valueOf } from './history-values.ts';
import type { TemporalStatus } from './temporal-status.ts';

type Info = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** What Temporal tells of an execution without its history, the same in a list and in a description. */
export interface VisibleRow {
  readonly executionId: string;
  readonly runId: string;
  readonly workflowName: string;
  readonly temporalStatus: TemporalStatus;
  /** When this history began, to the microsecond: as text, in the order of time. */
  readonly began: string;
  /** When the execution was started. */
  readonly startedAt: number;
  readonly closedAt?: number;
  /** Where its memo says it; otherwise only its history does. */
  readonly version?: string;
  readonly word?: string;
  readonly parentId?: string;
  readonly scheduleId?: string;
}

/** By the numbers of Temporal's API. */
const statuses: Readonly<Record<number, TemporalStatus>> = {
  1: 'RUNNING',
  2: 'COMPLETED',
  3: 'FAILED',
  4: 'CANCELLED',
  5: 'TERMINATED',
  6: 'MOVED',
  7: 'TIMED_OUT',
};

export function visibleRow(info: Info): VisibleRow {
  const { execution, type, status, startTime, closeTime, memo, searchAttributes, parentExecution } = info;
  const temporalStatus = statuses[Number(status ?? 1)] ?? 'RUNNING';
  const version = valueOf(one(memo?.fields?.['version']));
  const startedAt = valueOf(one(memo?.fields?.['startedAt']));
  const word = valueOf(one(searchAttributes?.indexedFields?.[outcomeAttribute]));
  const scheduleId = valueOf(one(searchAttributes?.indexedFields?.['TemporalScheduledById']));
  const parentId = parentExecution?.workflowId;
  return {
    executionId: execution?.workflowId ?? '',
    runId: execution?.runId ?? '',
    workflowName: type?.name ?? '',
    temporalStatus,
    began: microseconds(startTime),
    startedAt: typeof startedAt === 'number' ? startedAt : millisecondsOf(startTime),
    ...(temporalStatus !== 'RUNNING' && { closedAt: millisecondsOf(closeTime) }),
    ...(typeof version === 'string' && { version }),
    ...(typeof word === 'string' && { word }),
    ...(typeof parentId === 'string' && { parentId }),
    ...(typeof scheduleId === 'string' && { scheduleId }),
  };
}

function one<Payload>(payload: Payload | null | undefined): Payload[] {
  return payload === null || payload === undefined ? [] : [payload];
}

/** As finely as every store of Temporal's keeps it. */
function microseconds(time: Info['startTime']): string {
  const seconds = new Date(Number(time?.seconds ?? 0) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(Math.floor((time?.nanos ?? 0) / 1000)).padStart(6, '0')}Z`;
}
