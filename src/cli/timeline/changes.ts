import type { Execution, StepResult } from '../../client/index.ts';

/** The steps that stand otherwise than in the snapshot before, in the order in which that happened. */
export function changedSteps(before: Execution | null, after: Execution): readonly StepResult[] {
  const stood = new Map(before?.step_results.map((step) => [step.step_id, standing(step)]));
  const changed = after.step_results.filter((step) => standing(step) !== (stood.get(step.step_id) ?? NOT_BEGUN));
  return changed.toSorted((a, b) => compare(momentOf(a), momentOf(b)) || undoing(a) - undoing(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** In one moment what failed comes before what is undone because of it. */
function undoing({ compensation }: StepResult): number {
  return compensation === undefined ? 0 : 1;
}

/** One that failed, ran again and failed again has ended at another time. */
function standing({ status, completed_at: ended = '', compensation }: StepResult): string {
  return [status, ended, ...(compensation === undefined ? [] : [compensation.status])].join(' ');
}

const NOT_BEGUN = 'PENDING ';

/** ISO times of one form compare as text. Steps without any (skipped, cancelled before they began) come first. */
export function momentOf(step: StepResult): string {
  return step.compensation?.completed_at ?? step.compensation?.started_at ?? step.completed_at ?? step.started_at ?? '';
}
