import type { FailureCode } from '../problems/index.ts';
import { jsonBytes, type Json } from '../std/index.ts';
import type { UnitRef } from './call-ref.ts';
import { completeStep, failStep } from './end-step.ts';
import { elementCompleted, elementFailed } from './elements.ts';
import { engineLimits } from './limits.ts';
import { stepAt, type Turn, unitAt } from './turn.ts';

/** A step or an element of one is done. */
export function completeUnit(turn: Turn, unit: UnitRef, result: Json): void {
  const { state } = turn;
  const bytes = isKept(turn, unit) ? jsonBytes(result) : 0;
  if (state.resultBytes + bytes > engineLimits.resultBytes) {
    // The call was made, so it is undone like one that completed, and its undo gets the result.
    const record = unitAt(turn, unit);
    record.unknown = true;
    record.result = result;
    const message = `its result of ${bytes} bytes would bring the results of this execution past ${engineLimits.resultBytes} bytes together`;
    failUnit(turn, unit, 'results-too-large', message);
    return;
  }
  state.resultBytes += bytes;
  if (unit.element === undefined) completeStep(turn, unit.step, result);
  else elementCompleted(turn, unit.step, unit.element, result);
}

/** Of a list that collects nothing the results go as they come, but for those that an undo would be given. */
function isKept(turn: Turn, { step: at, element }: UnitRef): boolean {
  const step = stepAt(turn, at);
  return (
    element === undefined || step.forEach?.collect === true || ('compensate' in step && step.compensate !== undefined)
  );
}

export function failUnit(turn: Turn, unit: UnitRef, code: FailureCode, message: string): void {
  if (unit.element === undefined) failStep(turn, unit.step, code, message);
  else elementFailed(turn, unit.step, unit.element, code, message);
}
