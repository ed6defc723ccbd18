import {
  evaluateCondition,
  evaluateTemplate,
  type Evaluated,
  type Scope,
  type Template,
} from '../../src/expressions/index.ts';
import type { Condition, PlanStep } from '../../src/plan/index.ts';
import { isoTime, type Json } from '../../src/std/index.ts';
import { startedAt } from '../support/run-in-memory.ts';
import type { Log, Unit } from './log.ts';
import { executionId, type World } from './world.ts';

export type Locals = Scope['locals'];

/** What the expressions of a step see; those of the outputs belong to none. */
export function scopeOf({ plan, inputs }: World, log: Log, step: string | null, locals: Locals): Scope {
  return {
    inputs,
    context: {
      workflow_id: `${plan.name}@${plan.version}`,
      workflow_name: plan.name,
      version: plan.version,
      execution_id: executionId,
      started_at: isoTime(startedAt),
    },
    step: step === null ? null : { id: step },
    now: (step === null ? undefined : log.find('decide', step)?.at) ?? log.now,
    seed: '',
    stepNamed: (id) => {
      if (!plan.steps.some((each) => each.id === id)) return undefined;
      const end = log.find('step-end', id);
      if (end === undefined)
        return { status: log.has('decide', id) ? 'running' : 'pending', result: null, error: null };
      const { status, result, failure } = end;
      return { status, result: status === 'completed' ? result : null, error: failure?.message ?? null };
    },
    locals,
  };
}

/** `item` and `index`, where the unit is an element. */
export function localsOf(log: Log, { step, element }: Unit): Locals {
  if (element === undefined) return {};
  return { item: log.find('decide', step)?.items?.[element] ?? null, index: element };
}

export function filled(world: World, log: Log, unit: Unit, template: Template, more: Locals = {}): Evaluated {
  return evaluateTemplate(template, scopeOf(world, log, unit.step, { ...localsOf(log, unit), ...more }));
}

export function holds(world: World, log: Log, unit: Unit, condition: Condition, more: Locals = {}): Evaluated {
  return evaluateCondition(condition, scopeOf(world, log, unit.step, { ...localsOf(log, unit), ...more }));
}

export function stepOf({ plan }: World, id: string): PlanStep {
  const step = plan.steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

/** The plan's steps in the plan's order. */
export function stepsInOrder({ plan }: World): readonly PlanStep[] {
  return plan.order.flatMap((at) => plan.steps[at] ?? []);
}

/** Of a step that was decided: its only piece of work, or its elements' in order, begun or not. */
export function unitsOf(log: Log, step: PlanStep): readonly Unit[] {
  if (step.forEach === undefined) return [{ id: step.id, step: step.id }];
  const items = log.find('decide', step.id)?.items ?? [];
  return items.map((_item: Json, element) => ({ id: `${step.id}[${element}]`, step: step.id, element }));
}

/** The Idempotency-Key of a call of a unit. */
export function keyOf({ step, element }: Unit, part = ''): string {
  return `${executionId}_${step}${element === undefined ? '' : `:${element}`}${part === '' ? '' : `:${part}`}`;
}
