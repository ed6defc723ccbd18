import { planIndex, type UnitState } from '../engine/index.ts';
import type { PlanStep } from '../plan/index.ts';
import { outcomeOf } from './outcome.ts';
import type { Simulation } from './simulate.ts';

/** What must hold of every execution, however it goes. Looked for in the calls that were made, so that it does not hang
 * on what the engine says of itself. */
export function brokenInvariants(simulation: Simulation): readonly string[] {
  const { plan, state, ending, calls } = simulation;
  const broken: string[] = [];
  const { waitsFor } = outcomeOf(simulation);
  if (waitsFor !== null) return [waitsFor];
  const undoing = calls.filter(({ call }) => call.part === 'undo');
  if (ending.kind === 'completed') return undoing.map(({ id }) => `${id} was called, although the execution completed`);
  const called = new Set(undoing.map(({ call }) => `${call.step} ${call.element ?? ''}`));
  for (const [at, step] of plan.steps.entries()) {
    const record = state.steps[at];
    if (record === undefined) continue;
    const units: readonly (readonly [number | null, UnitState])[] =
      record.elements === undefined
        ? [[null, record]]
        : Object.entries(record.elements.units).map(([element, unit]) => [Number(element), unit]);
    for (const [element, unit] of units) {
      if (!needsUndo(step, unit)) continue;
      const name = element === null ? step.id : `${step.id}[${element}]`;
      const reason = unit.undo?.failure?.message;
      if (unit.undo?.status === 'failed') broken.push(`${name} could not be undone: ${reason ?? 'no reason is known'}`);
      else if (!called.has(`${at} ${element ?? ''}`)) broken.push(`${name} was not undone`);
    }
  }
  const { place } = planIndex(plan);
  for (const [i, { call, id }] of undoing.entries()) {
    const before = undoing[i - 1];
    if (before !== undefined && (place[before.call.step] ?? 0) < (place[call.step] ?? 0))
      broken.push(`${id} was called after ${before.id}, against the order of the plan`);
  }
  return broken;
}

/** It was done, or it may have been. */
function needsUndo(step: PlanStep, { status, unknown, undoList }: UnitState): boolean {
  if (step.kind === 'workflow') return status === 'completed' && (undoList?.length ?? 0) > 0;
  if (!('compensate' in step || 'compensateFailed' in step)) return false;
  if (status === 'completed' || unknown === true) return step.compensate !== undefined;
  return step.kind === 'call' && status === 'failed' && step.compensateFailed !== undefined;
}
