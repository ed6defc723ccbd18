import type { WorkflowStep } from '../../plan/index.ts';
import { jsonBytes, type Json } from '../../std/index.ts';
import { callParameters } from '../call-parameters.ts';
import { childId, type UnitRef } from '../call-ref.ts';
import { completeUnit, failUnit } from '../end-unit.ts';
import { executionLanded, setOff } from '../flight.ts';
import { historyCost, historyFull, pays } from '../history-budget.ts';
import { engineLimits } from '../limits.ts';
import type { ChildAborted, ChildCompleted, ChildFailed } from '../observation.ts';
import { unitScope } from '../step-scope.ts';
import { startTimer } from '../timers.ts';
import { type Turn, unitAt } from '../turn.ts';
import { type Begun, failedWith, waiting } from './begun.ts';

/** Calls another workflow. */
export function beginWorkflow(turn: Turn, unit: UnitRef, step: WorkflowStep): Begun {
  const { state } = turn;
  const inputs = callParameters('inputs', step.inputs, unitScope(turn.index, state, unit));
  if (!inputs.ok) return failedWith(inputs);
  const depth = state.depth + 1;
  if (depth > engineLimits.depth) {
    const message = `it would stand ${depth} executions deep; ${engineLimits.depth} is the most`;
    return failedWith({ code: 'too-deep', message });
  }
  if (state.sentBytes + inputs.bytes > engineLimits.sentBytes) {
    const message = `with its inputs this execution would have sent more than ${engineLimits.sentBytes} bytes`;
    return failedWith({ code: 'parameters-too-large', message });
  }
  if (!pays(state, historyCost.child + (step.timeoutMs === undefined ? 0 : historyCost.timer))) {
    return failedWith(historyFull);
  }
  state.sentBytes += inputs.bytes;
  setOff(turn, unit, inputs.bytes);
  turn.commands.push({
    kind: 'start-child',
    unit,
    executionId: childId(turn.index, state.executionId, unit, unitAt(turn, unit).again),
    workflow: step.workflow,
    ...(step.version !== undefined && { version: step.version }),
    inputs: inputs.value,
    depth,
    ...(step.priority !== undefined && { priority: step.priority }),
  });
  if (step.timeoutMs !== undefined) startTimer(turn, unit, 'time-out', step.timeoutMs);
  return waiting;
}

/** Told to stop; the step ends when it has, and has compensated what it did. */
export function workflowTimedOut(turn: Turn, unit: UnitRef): void {
  unitAt(turn, unit).timedOut = true;
  // With everything else it was told already.
  if (turn.state.aborted !== true) turn.commands.push({ kind: 'abort-child', unit });
}

export function childEnded(
  turn: Turn,
  step: WorkflowStep,
  observation: ChildCompleted | ChildFailed | ChildAborted,
): void {
  const { unit } = observation;
  const { state } = turn;
  const record = unitAt(turn, unit);
  const timedOut = executionLanded(turn, unit);
  if (observation.kind === 'child-completed') {
    if (observation.undo.length > 0) record.undoList = observation.undo;
    const bytes = jsonBytes(observation.undo as unknown as Json);
    const calls = observation.undo.length;
    const isPaid = calls === 0 || pays(state, historyCost.call * calls);
    if (!isPaid || state.undoSentBytes + bytes > engineLimits.undoSentBytes) {
      // Done, and undone at once while there is room for it.
      record.unknown = true;
      failUnit(turn, unit, historyFull.code, historyFull.message);
      return;
    }
    state.undoSentBytes += bytes;
    if (!timedOut) {
      completeUnit(turn, unit, observation.result);
      return;
    }
    // It was faster than the word to stop: done, too late, and to be undone.
    record.unknown = true;
  }
  if (timedOut)
    failUnit(turn, unit, 'step-timed-out', `${step.workflow} ran longer than timeout_ms, ${step.timeoutMs}`);
  else if (observation.kind === 'child-failed') failUnit(turn, unit, observation.code, observation.message);
  else failUnit(turn, unit, 'cancelled', `the execution of ${step.workflow} was cancelled`);
}
