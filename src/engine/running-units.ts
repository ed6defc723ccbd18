import type { UnitRef } from './call-ref.ts';
import type { State, UnitState } from './state.ts';

/** Everything that has begun and not ended, in the order of writing. Looks at every step and element. */
export function runningUnits(state: State): readonly { readonly unit: UnitRef; readonly record: UnitState }[] {
  return state.steps.flatMap((record, step): { readonly unit: UnitRef; readonly record: UnitState }[] => {
    if (record.status !== 'running') return [];
    if (record.elements === undefined) return [{ unit: { step }, record }];
    return Object.entries(record.elements.units)
      .filter(([, { status }]) => status === 'running')
      .map(([element, unit]) => ({ unit: { step, element: Number(element) }, record: unit }));
  });
}
