import type { Plan, PlanStep } from '../plan/index.ts';
import type { StepState } from '../engine/index.ts';
import { unitsOf } from './outcome.ts';
import type { Simulation } from './simulate.ts';

/** What was seen of a step in all executions together; what cannot be is left out. */
export interface StepCoverage {
  readonly step: string;
  readonly completed: boolean;
  readonly failed?: boolean;
  readonly skipped?: boolean;
  readonly undone?: boolean;
  /** Whether its `when` was seen true, and false. */
  readonly when?: { readonly true: boolean; readonly false: boolean };
}

export interface Coverage {
  readonly steps: readonly StepCoverage[];
  readonly seen: number;
  readonly of: number;
}

export function coverageOf(plan: Plan, simulations: readonly Simulation[]): Coverage {
  const steps = plan.steps.map((step, at) => {
    const records = simulations.flatMap(({ state }) => state.steps[at] ?? []);
    return stepCoverage(step, records);
  });
  const marks = steps.flatMap(marksOf);
  return { steps, seen: marks.filter((mark) => mark).length, of: marks.length };
}

/** Skipped is what a `when` that was false comes to, so it is counted once. */
function marksOf({ completed, failed, undone, when }: StepCoverage): readonly boolean[] {
  return [
    completed,
    ...(failed === undefined ? [] : [failed]),
    ...(undone === undefined ? [] : [undone]),
    ...(when === undefined ? [] : [when.true, when.false]),
  ];
}

function stepCoverage(step: PlanStep, records: readonly StepState[]): StepCoverage {
  const some = (holds: (record: StepState) => boolean): boolean => records.some(holds);
  const skipped = some(({ status }) => status === 'skipped');
  return {
    step: step.id,
    completed: some(({ status }) => status === 'completed'),
    ...(canFail(step) && { failed: some(({ status }) => status === 'failed') }),
    ...(step.when !== undefined && { skipped }),
    ...(canBeUndone(step) && { undone: some((record) => unitsOf(record).some(({ undo }) => undo !== undefined)) }),
    ...(step.when !== undefined && { when: { true: some(passedWhen), false: skipped } }),
  };
}

/** A wait of a length that is written down has nothing to fail with, as long as the execution goes on. */
function canFail(step: PlanStep): boolean {
  if (step.when !== undefined || step.forEach !== undefined) return true;
  if (step.kind === 'delay') return step.ms.kind !== 'value' || step.timeoutMs !== undefined;
  return step.kind !== 'until' || step.time.kind !== 'value' || step.timeoutMs !== undefined;
}

function canBeUndone(step: PlanStep): boolean {
  if (step.kind === 'workflow') return true;
  return ('compensate' in step && step.compensate !== undefined) || 'compensateFailed' in step;
}

/** It began. One whose condition could not be evaluated failed with that, and made no call. */
function passedWhen({ status, failure }: StepState): boolean {
  if (status === 'pending' || status === 'skipped') return false;
  return failure === undefined || !failure.message.startsWith('when: ');
}
