import type { Plan, PlanStep } from '../plan/index.ts';
import { invariant } from '../std/index.ts';
import type { UnitRef } from './call-ref.ts';
import type { Change } from './change.ts';
import type { Command } from './command.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State, StepState, UnitState } from './state.ts';

/** One observation being taken in: what is known, and what is asked for because of it. */
export interface Turn {
  readonly index: PlanIndex;
  readonly plan: Plan;
  readonly state: State;
  readonly now: number;
  readonly commands: Command[];
  readonly changes: Change[];
}

export function stepAt(turn: Turn, step: number): PlanStep {
  const found = turn.plan.steps[step];
  invariant(found !== undefined, `no step ${step}`);
  return found;
}

export function recordAt(turn: Turn, step: number): StepState {
  const found = turn.state.steps[step];
  invariant(found !== undefined, `no step ${step}`);
  return found;
}

/** A step's own record, or that of one of its elements. */
export function unitAt(turn: Turn, { step, element }: UnitRef): UnitState {
  const record = recordAt(turn, step);
  if (element === undefined) return record;
  const unit = record.elements?.units[element];
  invariant(unit !== undefined, `step ${step} has no element ${element} under way`);
  return unit;
}
