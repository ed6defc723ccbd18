import type { PlanIndex } from './plan-index.ts';
import { queue } from './ready-queue.ts';
import type { State, StepState } from './state.ts';

/** What waits for what, and what may begin, told anew from how each step stands. */
export function recount({ plan, place }: PlanIndex, state: State): void {
  state.ready.length = 0;
  state.open = 0;
  for (const [at, record] of state.steps.entries()) {
    if (isOpen(record)) state.open++;
    if (record.status !== 'pending' && record.elements === undefined) continue;
    record.waits = plan.steps[at]?.dependsOn.filter((on) => isOpen(state.steps[on] as StepState)).length ?? 0;
    const begins = record.status === 'pending' ? record.waits === 0 : record.status === 'running';
    if (record.elements !== undefined) delete record.elements.queued;
    if (!begins) continue;
    if (record.elements !== undefined) record.elements.queued = true;
    queue(state.ready, place[at] as number);
  }
}

function isOpen({ status }: StepState): boolean {
  return status === 'pending' || status === 'running';
}
