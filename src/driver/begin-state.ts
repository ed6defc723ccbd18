import { newState, type State } from '../engine/index.ts';
import { type CalledInput, type ExecutionInput, historyBudget } from './protocol.ts';

/** The state that an execution begins with: in the workflow, and in every fold over its history. */
export function beginState(
  { plan, inputs, carried, continued }: ExecutionInput,
  called: CalledInput | null,
  execution: { readonly executionId: string; readonly startedAt: number },
): State {
  if (continued !== undefined) return continued.state;
  return newState(plan, {
    ...execution,
    inputs,
    events: historyBudget,
    ...(carried !== undefined && { carried }),
    ...(called !== null && { depth: called.call.depth, called: true }),
  });
}
