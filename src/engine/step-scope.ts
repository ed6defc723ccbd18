import type { LocalName, Scope, StepView } from '../expressions/index.ts';
import { isoTime, type Json, type JsonObject } from '../std/index.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State } from './state.ts';

/** What the expressions of one step see. `now` stands still for a step: attempts and its undo see the same time. */
export function stepScope(
  index: PlanIndex,
  state: State,
  step: number,
  now: number,
  locals: { readonly [Name in LocalName]?: Json } = {},
): Scope {
  const id = index.plan.steps[step]?.id ?? '';
  return {
    inputs: state.inputs,
    context: executionContext(index, state),
    step: { id },
    now,
    seed: `${state.executionId}/${id}`,
    stepNamed: (name) => viewOf(index, state, name),
    locals,
  };
}

function viewOf(index: PlanIndex, state: State, id: string): StepView | undefined {
  const at = index.stepById.get(id);
  const step = at === undefined ? undefined : state.steps[at];
  if (step === undefined) return undefined;
  return { status: step.status, result: step.result ?? null, error: step.failure?.message ?? null };
}

function executionContext(index: PlanIndex, state: State): JsonObject {
  const { name, version } = index.plan;
  return {
    workflow_id: `${name}@${version}`,
    workflow_name: name,
    version,
    execution_id: state.executionId,
    started_at: isoTime(state.startedAt),
  };
}
