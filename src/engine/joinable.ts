import type { CallStep } from '../plan/index.ts';
import { engineLimits } from './limits.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State, UnitState } from './state.ts';

/** What is in flight and need not end before its execution goes on in a new history: an execution of its own that has
 * started is found there by its id, and a polling just begins anew. */
export function nowJoinable(state: State, record: UnitState): void {
  if (record.joinable === true || record.status !== 'running') return;
  record.joinable = true;
  state.joinable = (state.joinable ?? 0) + 1;
}

export function noLongerJoinable(state: State, record: UnitState): void {
  if (record.joinable !== true) return;
  delete record.joinable;
  state.joinable = (state.joinable ?? 1) - 1;
}

/** A call that may take long is made by an execution of its own, where others must not have to wait for it. */
export function isApart({ outgrows }: PlanIndex, { timeoutMs }: CallStep): boolean {
  return outgrows && timeoutMs > engineLimits.patienceMs;
}
