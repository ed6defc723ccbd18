import type { PlanStep } from '../../plan/index.ts';
import { unreachable } from '../../std/index.ts';
import type { UnitRef } from '../call-ref.ts';
import type { Turn } from '../turn.ts';
import type { Begun } from './begun.ts';
import { beginCall } from './call.ts';
import { beginDelay, beginUntil } from './delay.ts';
import { beginForeignActivity } from './foreign-activity.ts';
import { beginForeignWorkflow } from './foreign-workflow.ts';
import { beginWait } from './wait.ts';
import { beginWorkflow } from './workflow.ts';

/** A kind of step is one file: how a unit of it begins, and what it makes of what it is told. */
export function beginUnit(turn: Turn, unit: UnitRef, step: PlanStep): Begun {
  switch (step.kind) {
    case 'call':
      return beginCall(turn, unit, step);
    case 'workflow':
      return beginWorkflow(turn, unit, step);
    case 'foreign-activity':
      return beginForeignActivity(turn, unit, step);
    case 'foreign-workflow':
      return beginForeignWorkflow(turn, unit, step);
    case 'wait':
      return beginWait(turn, unit, step);
    case 'delay':
      return beginDelay(turn, unit, step);
    case 'until':
      return beginUntil(turn, unit, step);
    default:
      return unreachable(step);
  }
}
