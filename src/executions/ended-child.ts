import {
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { executionCompleted, executionFailed } from '../driver/index.ts';
import { type Observation, parseChildId, type PlanIndex } from '../engine/index.ts';
import { errorOf, type HistoryEvent, valueOf } from './history-values.ts';

/** What an event says of an execution that works for a unit of this one (a sub-workflow, a workflow of other code, a call
 * made apart), to be told to the engine: that it has begun, or how it ended; null where it speaks of something else. */
export function endedChild(
  executionId: string,
  event: HistoryEvent,
): ((at: number, index: PlanIndex) => Observation | null) | null {
  const end = readEnd(event);
  if (end === null) return null;
  const { id } = end;
  return (at, index) => {
    const unit = parseChildId(index, executionId, id);
    if (unit === null) return null;
    const works = { unit, executionId: id };
    // As the workflow does it: of no use to others.
    if ('started' in end) return index.outgrows ? { kind: 'child-started', at, unit } : null;
    return 'error' in end
      ? executionFailed(index, works, end.error, at)
      : executionCompleted(index, works, end.value, at);
  };
}

/** That it has begun, what it gave, or what made it end otherwise. */
type Told = { readonly id: string } & (
  | { readonly started: true }
  | { readonly value: unknown }
  | { readonly error: Error }
);

function readEnd(event: HistoryEvent): Told | null {
  if (event.childWorkflowExecutionStartedEventAttributes) {
    return { ...named(event.childWorkflowExecutionStartedEventAttributes), started: true };
  }
  if (event.childWorkflowExecutionCompletedEventAttributes) {
    const { result, ...child } = event.childWorkflowExecutionCompletedEventAttributes;
    return { ...named(child), value: valueOf(result?.payloads) };
  }
  if (event.childWorkflowExecutionFailedEventAttributes) {
    const { failure, ...child } = event.childWorkflowExecutionFailedEventAttributes;
    return { ...named(child), error: errorOf(failure) };
  }
  if (event.childWorkflowExecutionCanceledEventAttributes) {
    return { ...named(event.childWorkflowExecutionCanceledEventAttributes), error: new CancelledFailure('cancelled') };
  }
  if (event.childWorkflowExecutionTerminatedEventAttributes) {
    const child = event.childWorkflowExecutionTerminatedEventAttributes;
    return { ...named(child), error: new TerminatedFailure('terminated') };
  }
  if (event.childWorkflowExecutionTimedOutEventAttributes) {
    const child = event.childWorkflowExecutionTimedOutEventAttributes;
    return { ...named(child), error: new TimeoutFailure('timed out', undefined, 'START_TO_CLOSE') };
  }
  if (event.startChildWorkflowExecutionFailedEventAttributes) {
    const { workflowId, workflowType } = event.startChildWorkflowExecutionFailedEventAttributes;
    const id = workflowId ?? '';
    const type = workflowType?.name ?? '';
    return { id, error: new WorkflowExecutionAlreadyStartedError('taken', id, type) };
  }
  return null;
}

function named({
  workflowExecution,
}: {
  readonly workflowExecution?: { readonly workflowId?: string | null } | null;
}): { readonly id: string } {
  return { id: workflowExecution?.workflowId ?? '' };
}
