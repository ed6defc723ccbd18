import type { StepState, UndoState } from '../engine/index.ts';
import type { CompensationView } from './execution-view.ts';

/** How a step is undone; of a step with for_each, the undoing of all its elements as one. */
export function compensationView({ undo, elements }: StepState): CompensationView | undefined {
  const undos = [undo, ...Object.values(elements?.units ?? {}).map((unit) => unit.undo)];
  const known = undos.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : known.map(viewOf).reduce(together);
}

function viewOf({ status, startedAt, endedAt, attempts, failure }: UndoState): CompensationView {
  return {
    status,
    startedAt,
    ...(endedAt !== undefined && { completedAt: endedAt }),
    ...(attempts !== undefined && { attempts }),
    ...(failure !== undefined && { failure }),
  };
}

function together(a: CompensationView, b: CompensationView): CompensationView {
  const status = [a.status, b.status].includes('running')
    ? 'running'
    : [a.status, b.status].includes('failed')
      ? 'failed'
      : 'done';
  const completedAt = Math.max(a.completedAt ?? 0, b.completedAt ?? 0);
  const attempts = (a.attempts ?? 0) + (b.attempts ?? 0);
  const failure = a.failure ?? b.failure;
  return {
    status,
    startedAt: Math.min(a.startedAt, b.startedAt),
    ...(status !== 'running' && completedAt > 0 && { completedAt }),
    ...(attempts > 0 && { attempts }),
    ...(failure !== undefined && { failure }),
  };
}
