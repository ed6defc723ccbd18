import type { Plan } from '../plan/index.ts';

/** What can be derived from a plan and is asked often. Never stored. */
export interface PlanIndex {
  readonly plan: Plan;
  readonly stepById: ReadonlyMap<string, number>;
  /** A step's place in the plan's order, by step index. */
  readonly place: readonly number[];
  /** The steps that wait for a step, by step index. */
  readonly dependents: readonly (readonly number[])[];
  /** Names of the events that some step waits for. */
  readonly awaited: ReadonlySet<string>;
  /** Whether some step is fast; and the steps that wait for a time or an event, which a fast call would hold back. */
  readonly hasFast: boolean;
  readonly waits: readonly number[];
  /** It may outgrow one history: it has a list, or very many steps. */
  readonly outgrows: boolean;
  /** Places of the steps that wait for none, ascending. */
  readonly roots: readonly number[];
}

/** A step takes six events of the four thousand after which a history is long. */
const manySteps = 500;

const known = new WeakMap<Plan, PlanIndex>();

export function planIndex(plan: Plan): PlanIndex {
  let index = known.get(plan);
  if (index === undefined) {
    index = derive(plan);
    known.set(plan, index);
  }
  return index;
}

function derive(plan: Plan): PlanIndex {
  const place = plan.steps.map(() => 0);
  for (const [at, step] of plan.order.entries()) place[step] = at;
  const dependents: number[][] = plan.steps.map(() => []);
  for (const [step, { dependsOn }] of plan.steps.entries()) {
    for (const dependency of dependsOn) dependents[dependency]?.push(step);
  }
  return {
    plan,
    stepById: new Map(plan.steps.map((step, at) => [step.id, at])),
    place,
    dependents,
    awaited: new Set(plan.steps.flatMap((step) => (step.kind === 'wait' ? [step.event] : []))),
    hasFast: plan.steps.some((step) => step.kind === 'call' && step.fast === true),
    waits: [...plan.steps.keys()].filter((at) => ['wait', 'delay', 'until'].includes(plan.steps[at]?.kind ?? '')),
    outgrows: plan.steps.length > manySteps || plan.steps.some((step) => step.forEach !== undefined),
    roots: [...plan.order.keys()].filter((at) => plan.steps[plan.order[at] ?? -1]?.dependsOn.length === 0),
  };
}
