import { evaluateTemplate, type LocalName, type Scope, type StepView, type Template } from '../expressions/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { invariant, isoTime, type Json, type JsonObject } from '../std/index.ts';
import { type UnitRef, unitId } from './call-ref.ts';
import { payloadOf } from './payload.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State } from './state.ts';

/** What the expressions of one step, or of one element of it, see. `now` stands still for a step: attempts, elements and
 * undoing calls see the time at which it was decided. `place` tells apart the texts of one unit that make up ids of
 * their own; the step's parameters, evaluated again for an undo, make up the same ones. */
export function unitScope(
  index: PlanIndex,
  state: State,
  unit: UnitRef,
  more: { readonly place?: string; readonly locals?: { readonly [Name in LocalName]?: Json } } = {},
): Scope {
  const record = state.steps[unit.step];
  invariant(record?.decidedAt !== undefined, `step ${unit.step} was never decided`);
  const { element } = unit;
  return {
    inputs: state.inputs,
    // Few expressions read it.
    get context() {
      return executionContext(index, state);
    },
    step: { id: index.plan.steps[unit.step]?.id ?? '' },
    now: record.decidedAt,
    seed: `${record.carried ?? state.executionId}/${unitId(index, unit)}${more.place === undefined ? '' : `:${more.place}`}`,
    stepNamed: (name) => viewOf(index, state, name),
    get payload() {
      return payloadOf(index, state, unit.step, more.locals?.response);
    },
    locals: {
      ...(element !== undefined && { item: record.elements?.items[element] ?? null, index: element }),
      ...more.locals,
    },
    budget: state.budget,
  };
}

/** What the outputs see. */
export function endScope(index: PlanIndex, state: State, now: number): Scope {
  return {
    inputs: state.inputs,
    context: executionContext(index, state),
    step: null,
    now,
    seed: `${state.executionId}/:outputs`,
    stepNamed: (name) => viewOf(index, state, name),
    payload: payloadOf(index, state, null),
    locals: {},
    budget: state.budget,
  };
}

export function viewOf(index: PlanIndex, state: State, id: string): StepView | undefined {
  const at = index.stepById.get(id);
  const step = at === undefined ? undefined : state.steps[at];
  if (step === undefined) return undefined;
  return {
    status: step.status,
    result: step.status === 'completed' ? (step.result ?? null) : null,
    error: step.failure?.message ?? null,
  };
}

export function executionContext(index: PlanIndex, state: State): JsonObject {
  const { name, version } = index.plan;
  return {
    workflow_id: `${name}@${version}`,
    workflow_name: name,
    version,
    execution_id: state.executionId,
    started_at: isoTime(state.startedAt),
  };
}

export type Filled =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** `key` is where its author wrote it. */
export function fill(key: string, template: Template, scope: Scope): Filled {
  const filled = evaluateTemplate(template, scope);
  return filled.ok ? filled : { ok: false, code: filled.error.code, message: `${key}: ${filled.error.message}` };
}
