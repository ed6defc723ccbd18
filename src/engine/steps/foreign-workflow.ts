import type { ForeignWorkflowStep } from '../../plan/index.ts';
import { childId, type UnitRef } from '../call-ref.ts';
import { completeUnit, failUnit } from '../end-unit.ts';
import { executionLanded } from '../flight.ts';
import { historyCost } from '../history-budget.ts';
import type { ChildAborted, ChildCompleted, ChildFailed } from '../observation.ts';
import { startTimer } from '../timers.ts';
import { type Turn, unitAt } from '../turn.ts';
import { type Begun, failedWith, waiting } from './begun.ts';
import { chargeFailure, sendForeign } from './foreign-activity.ts';

/** Calls a workflow of other Temporal code, as a child. */
export function beginForeignWorkflow(turn: Turn, unit: UnitRef, step: ForeignWorkflowStep): Begun {
  const { taskQueue, type, timeoutMs, retry, priority } = step;
  const sent = sendForeign(turn, unit, step, historyCost.child + (timeoutMs === undefined ? 0 : historyCost.timer));
  if (!sent.ok) return failedWith(sent);
  turn.commands.push({
    kind: 'start-foreign-workflow',
    unit,
    workflowId: childId(turn.index, turn.state.executionId, unit, unitAt(turn, unit).again),
    taskQueue,
    type,
    ...sent.argument,
    retry,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(priority !== undefined && { priority }),
  });
  if (timeoutMs !== undefined) startTimer(turn, unit, 'time-out', timeoutMs);
  return waiting;
}

export function foreignWorkflowEnded(
  turn: Turn,
  step: ForeignWorkflowStep,
  observation: ChildCompleted | ChildFailed | ChildAborted,
): void {
  const { unit } = observation;
  const record = unitAt(turn, unit);
  const timedOut = executionLanded(turn, unit);
  if (observation.kind === 'child-completed') {
    if (!timedOut) {
      completeUnit(turn, unit, observation.result);
      return;
    }
    // It was faster than the word to stop: done, too late, and to be undone.
    record.result = observation.result;
    record.unknown = true;
  }
  // Whether it has taken back what it did when it was told to stop, only its own authors know.
  if (
    observation.kind === 'child-aborted' ||
    (observation.kind === 'child-failed' && observation.unanswered === true)
  ) {
    record.unknown = true;
  }
  if (observation.kind === 'child-failed') chargeFailure(turn, observation);
  if (timedOut) failUnit(turn, unit, 'step-timed-out', `${step.type} ran longer than timeout_ms, ${step.timeoutMs}`);
  else if (observation.kind === 'child-failed') failUnit(turn, unit, observation.code, observation.message);
  else failUnit(turn, unit, 'cancelled', `the workflow ${step.type} was cancelled`);
}
