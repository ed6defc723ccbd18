import {
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { childCompleted, childFailed } from '../driver/index.ts';
import { type Observation, parseChildId, type PlanIndex, type UnitRef } from '../engine/index.ts';
import { errorOf, type HistoryEvent, valueOf } from './history-values.ts';

/** What an event says of the end of a sub-workflow, to be told to the engine; null where it speaks of something else. */
export function endedChild(
  executionId: string,
  event: HistoryEvent,
): ((at: number, index: PlanIndex) => Observation | null) | null {
  const end = readEnd(event);
  if (end === null) return null;
  const { id, told } = end;
  return (at, index) => {
    const unit = parseChildId(index, executionId, id);
    return unit === null ? null : told(unit, at);
  };
}

interface End {
  readonly id: string;
  readonly told: (unit: UnitRef, at: number) => Observation;
}

function readEnd(event: HistoryEvent): End | null {
  if (event.childWorkflowExecutionCompletedEventAttributes) {
    const { workflowExecution, result } = event.childWorkflowExecutionCompletedEventAttributes;
    const id = workflowExecution?.workflowId ?? '';
    return { id, told: (unit, at) => childCompleted(unit, id, valueOf(result?.payloads), at) };
  }
  if (event.childWorkflowExecutionFailedEventAttributes) {
    const { workflowExecution, failure } = event.childWorkflowExecutionFailedEventAttributes;
    return failed(workflowExecution?.workflowId, errorOf(failure));
  }
  if (event.childWorkflowExecutionCanceledEventAttributes) {
    const { workflowExecution } = event.childWorkflowExecutionCanceledEventAttributes;
    return failed(workflowExecution?.workflowId, new CancelledFailure('cancelled'));
  }
  if (event.childWorkflowExecutionTerminatedEventAttributes) {
    const { workflowExecution } = event.childWorkflowExecutionTerminatedEventAttributes;
    return failed(workflowExecution?.workflowId, new TerminatedFailure('terminated'));
  }
  if (event.childWorkflowExecutionTimedOutEventAttributes) {
    const { workflowExecution } = event.childWorkflowExecutionTimedOutEventAttributes;
    return failed(workflowExecution?.workflowId, new TimeoutFailure('timed out', undefined, 'START_TO_CLOSE'));
  }
  if (event.startChildWorkflowExecutionFailedEventAttributes) {
    const { workflowId, workflowType } = event.startChildWorkflowExecutionFailedEventAttributes;
    const id = workflowId ?? '';
    return failed(id, new WorkflowExecutionAlreadyStartedError('taken', id, workflowType?.name ?? ''));
  }
  return null;
}

function failed(workflowId: string | null | undefined, error: Error): End {
  const id = workflowId ?? '';
  return { id, told: (unit, at) => childFailed(unit, id, error, at) };
}
