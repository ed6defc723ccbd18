import type { Client } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { callTemporal, isNotFound, pagesOf } from '../config/index.ts';
import { isCalled, isEnvelope, readCalledResult } from '../driver/index.ts';
import { codes, type Failure, type FailureCode } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import { errorOf, type HistoryEvent, millisecondsOf, valueOf } from './history-values.ts';
import type { TemporalEnding } from './temporal-status.ts';

/** Temporal's word on the ending, which beats whatever the fold over the events says. */
export interface Ending {
  readonly temporalStatus: TemporalEnding;
  readonly closedAt: number;
  readonly result?: Json;
  readonly failure?: Failure;
}

/** All events of one run. A deadline for each page, since a history may be long. */
export async function readHistory(client: Client, workflowId: string, runId: string): Promise<readonly HistoryEvent[]> {
  const { namespace } = client.options;
  const execution = { workflowId, runId };
  const events: HistoryEvent[] = [];
  const pages = pagesOf((from) =>
    callTemporal(client, () => client.workflowService.getWorkflowExecutionHistory({ namespace, execution, ...from })),
  );
  for await (const page of pages) events.push(...(page.history?.events ?? []));
  return events;
}

/** The ids of all histories of an execution up to that one, the oldest first: it may have left some that had grown long.
 * Those that Temporal no longer keeps are missing. */
export async function historiesUpTo(client: Client, workflowId: string, runId: string): Promise<readonly string[]> {
  const runIds = [runId];
  for (let before = await historyBefore(client, workflowId, runId); before !== '';) {
    let next: string;
    try {
      next = await historyBefore(client, workflowId, before);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return runIds;
    }
    runIds.unshift(before);
    before = next;
  }
  return runIds;
}

/** Empty for the first one. */
async function historyBefore(client: Client, workflowId: string, runId: string): Promise<string> {
  const { namespace } = client.options;
  const page = await callTemporal(client, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    }),
  );
  return page.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
}

/** The execution goes on in another history. */
export function hasMoved(events: readonly HistoryEvent[]): boolean {
  return Boolean(events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes);
}

/** Null while it runs. */
export function endingOf(events: readonly HistoryEvent[]): Ending | null {
  const last = events.at(-1);
  if (last === undefined) return null;
  const closedAt = millisecondsOf(last.eventTime);
  if (last.workflowExecutionCompletedEventAttributes) {
    const result = valueOf(last.workflowExecutionCompletedEventAttributes.result?.payloads) as Json;
    // For who called it, its result is wrapped.
    const read = wasCalled(inputOf(events)) ? (readCalledResult(result)?.result ?? null) : result;
    return { temporalStatus: 'COMPLETED', closedAt, result: read };
  }
  if (last.workflowExecutionFailedEventAttributes) {
    const { failure } = last.workflowExecutionFailedEventAttributes;
    return { temporalStatus: 'FAILED', closedAt, failure: failureOf(failure) };
  }
  if (last.workflowExecutionCanceledEventAttributes) return { temporalStatus: 'CANCELLED', closedAt };
  if (last.workflowExecutionTerminatedEventAttributes) {
    const { reason } = last.workflowExecutionTerminatedEventAttributes;
    const why = reason === null || reason === undefined || reason === '' ? '' : `: ${reason}`;
    return {
      temporalStatus: 'TERMINATED',
      closedAt,
      failure: terminated(`terminated in Temporal${why}; compensation did not run to its end`),
    };
  }
  if (last.workflowExecutionTimedOutEventAttributes) {
    return {
      temporalStatus: 'TIMED_OUT',
      closedAt,
      failure: terminated("ended by a time-out of Temporal's own; compensation did not run to its end"),
    };
  }
  return null;
}

function wasCalled(input: unknown): boolean {
  return isCalled(input) || (isEnvelope(input) && input.continued?.state.called === true);
}

function inputOf([started]: readonly HistoryEvent[]): unknown {
  return valueOf(started?.workflowExecutionStartedEventAttributes?.input?.payloads);
}

function terminated(message: string): Failure {
  return { code: 'terminated', message };
}

/** Needed only where the state does not tell: the plan was never known. */
function failureOf(failure: temporal.api.failure.v1.IFailure | null | undefined): Failure {
  const error = errorOf(failure);
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure ? cause.type : undefined;
  return { code: isFailureCode(code) ? code : 'workflow-unresolved', message: cause?.message ?? error.message };
}

export function isFailureCode(code: string | null | undefined): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(codes, code) && codes[code as FailureCode].kind === 'failure';
}
