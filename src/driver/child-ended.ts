import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { Observation, UnitRef } from '../engine/index.ts';
import { readCalledResult } from './envelope.ts';

/** What the engine is told of a sub-workflow's end; as for calls, the workflow and the fold over its history ask the
 * same. */
export function childCompleted(unit: UnitRef, id: string, value: unknown, at: number): Observation {
  const read = readCalledResult(value);
  if (read === null) return failed(unit, id, 'gave a result that cannot be read', at);
  return { kind: 'child-completed', at, unit, result: read.result, undo: read.undo };
}

export function childFailed(unit: UnitRef, id: string, error: unknown, at: number): Observation {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return { kind: 'child-aborted', at, unit };
  return failed(unit, id, reasonOf(cause), at);
}

function failed(unit: UnitRef, id: string, reason: string, at: number): Observation {
  return { kind: 'child-failed', at, unit, code: 'sub-workflow-failed', message: `${id}: ${reason}` };
}

/** Why an execution ended without a result. */
export function reasonOf(cause: unknown): string {
  // Its plan could not be resolved.
  if (cause instanceof ActivityFailure) return reasonOf(cause.cause);
  if (cause instanceof ApplicationFailure) return cause.message;
  if (cause instanceof WorkflowExecutionAlreadyStartedError) return 'there is an execution of that id already';
  if (cause instanceof TerminatedFailure) return 'terminated in Temporal; compensation did not run to its end';
  if (cause instanceof TimeoutFailure) {
    return "ended by a time-out of Temporal's own; compensation did not run to its end";
  }
  return 'could not be run';
}
