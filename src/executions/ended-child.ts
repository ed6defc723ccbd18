import {
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { childCompleted, childFailed, foreignWorkflowCompleted, foreignWorkflowFailed } from '../driver/index.ts';
import { type Observation, parseChildId, type PlanIndex } from '../engine/index.ts';
import { errorOf, type HistoryEvent, valueOf } from './history-values.ts';

/** What an event says of the end of a sub-workflow, or of a workflow of other code, to be told to the engine; null where
 * it speaks of something else. */
export function endedChild(
  executionId: string,
  event: HistoryEvent,
): ((at: number, index: PlanIndex) => Observation | null) | null {
  const end = readEnd(event);
  if (end === null) return null;
  const { id, type } = end;
  return (at, index) => {
    const unit = parseChildId(index, executionId, id);
    if (unit === null) return null;
    const isForeign = index.plan.steps[unit.step]?.kind === 'foreign-workflow';
    if ('error' in end) {
      return isForeign ? foreignWorkflowFailed(unit, type, end.error, at) : childFailed(unit, id, end.error, at);
    }
    return isForeign ? foreignWorkflowCompleted(unit, type, end.value, at) : childCompleted(unit, id, end.value, at);
  };
}

/** With a value, or with what made it end otherwise. */
type End = { readonly id: string; readonly type: string } & ({ readonly value: unknown } | { readonly error: Error });

function readEnd(event: HistoryEvent): End | null {
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
    return { id, type, error: new WorkflowExecutionAlreadyStartedError('taken', id, type) };
  }
  return null;
}

function named(child: {
  readonly workflowExecution?: { readonly workflowId?: string | null } | null;
  readonly workflowType?: { readonly name?: string | null } | null;
}): { readonly id: string; readonly type: string } {
  return { id: child.workflowExecution?.workflowId ?? '', type: child.workflowType?.name ?? '' };
}
