import { unreachable } from '../../std/index.ts';
import type { UnitRef } from '../call-ref.ts';
import { completeUnit, failUnit } from '../end-unit.ts';
import { recordAt, stepAt, type Turn, unitAt } from '../turn.ts';
import { stopWaiting } from './wait.ts';
import { workflowTimedOut } from './workflow.ts';

/** A unit's timer: the end of a delay, or the end of its patience. */
export function timerFired(turn: Turn, unit: UnitRef): void {
  const step = stepAt(turn, unit.step);
  // It was stopped in the same moment; an element that ended in it may be forgotten already.
  if (!isKnown(turn, unit)) return;
  const record = unitAt(turn, unit);
  const { timer } = record;
  if (timer === undefined) return;
  delete record.timer;
  delete record.timerAt;
  switch (step.kind) {
    case 'delay':
    case 'until':
      if (timer === 'end') completeUnit(turn, unit, null);
      else failUnit(turn, unit, 'step-timed-out', `its wait is longer than its timeout_ms, ${step.timeoutMs}`);
      return;
    case 'wait':
      stopWaiting(turn, unit);
      failUnit(turn, unit, 'step-timed-out', `no event ${step.event} came within ${step.timeoutMs} ms`);
      return;
    case 'workflow':
    case 'foreign-workflow':
      workflowTimedOut(turn, unit);
      return;
    case 'call':
    case 'foreign-activity':
      return;
    default:
      unreachable(step);
  }
}

function isKnown(turn: Turn, { step, element }: UnitRef): boolean {
  return element === undefined || recordAt(turn, step).elements?.units[element] !== undefined;
}
