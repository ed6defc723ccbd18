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
  undo: { readonly locals: { readonly [Name in LocalName]?: Json } } | null = null,
): Scope {
  const id = index.plan.steps[step]?.id ?? '';
  return {
    inputs: state.inputs,
    context: executionContext(index, state),
    step: { id },
    now,
    // An undo's own parameters make up other ids than the step's; the step's, evaluated again, the same.
    seed: `${state.executionId}/${id}${undo === null ? '' : ':undo'}`,
    stepNamed: (name) => viewOf(index, state, name),
    locals: undo?.locals ?? {},
    budget: state.budget,
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
