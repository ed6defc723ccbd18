import type { StepState, UndoState, UnitState } from '../engine/index.ts';
import type { Failure } from '../problems/index.ts';

/** Ended from outside, nothing runs any more: what was under way is shown as failed, its outcome unknown. */
export function cutShort(record: StepState, step: string, closedAt: number | undefined): StepState {
  const failure: Failure = { code: 'terminated', message: 'under way when the execution was ended from outside', step };
  const endedAt = closedAt ?? record.decidedAt ?? 0;
  const { elements, actions } = record;
  return {
    ...record,
    ...(record.status === 'running' && { status: 'failed', failure, endedAt }),
    ...undoCutShort(record, failure, endedAt),
    ...(elements !== undefined && {
      elements: {
        ...elements,
        running: 0,
        failed: elements.failed + elements.running,
        units: Object.fromEntries(
          Object.entries(elements.units).map(([at, unit]) => [
            at,
            { ...unit, ...undoCutShort(unit, failure, endedAt) },
          ]),
        ),
      },
    }),
    ...(actions !== undefined && {
      actions: actions.map((each) => (each.status === 'running' ? { ...each, status: 'failed', failure } : each)),
    }),
  };
}

function undoCutShort({ undo }: UnitState, failure: Failure, endedAt: number): { readonly undo?: UndoState } {
  if (undo === undefined) return {};
  return { undo: undo.status === 'running' ? { ...undo, status: 'failed', failure, endedAt } : undo };
}
