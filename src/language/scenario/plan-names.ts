import type { CallTarget, Plan } from '../../plan/index.ts';

/** A service's method as scenarios write it: `prepare`, or `POST /orders` of an endpoint. */
export function methodOf({ method, verb }: Pick<CallTarget, 'method' | 'verb'>): string {
  return verb === undefined ? method : `${verb} ${method}`;
}

/** What a scenario of a plan may speak of. */
export interface PlanNames {
  /** `service.method` of all calls: own ones, pollings, actions and undoing ones. */
  readonly calls: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
  /** Steps with for_each. */
  readonly repeated: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly workflows: ReadonlySet<string>;
}

export function namesOf(plan: Plan): PlanNames {
  const calls = new Set<string>();
  const services = new Set<string>();
  const called = (target: CallTarget): void => {
    services.add(target.service);
    calls.add(`${target.service}.${methodOf(target)}`);
  };
  for (const step of plan.steps) {
    for (const action of [...(step.onSuccess ?? []), ...(step.onFailure ?? [])])
      if (action.kind === 'call') called(action);
    if (step.kind !== 'call') continue;
    called(step);
    const { service, compensate, compensateFailed, poll } = step;
    if (poll !== undefined) called(poll);
    for (const undo of [compensate, compensateFailed]) if (undo !== undefined) called({ service, method: undo.method });
  }
  const of = <Kind extends string>(kind: Kind): readonly Extract<Plan['steps'][number], { kind: Kind }>[] =>
    plan.steps.filter((step): step is Extract<Plan['steps'][number], { kind: Kind }> => step.kind === kind);
  return {
    calls,
    services,
    steps: new Set(plan.steps.map(({ id }) => id)),
    repeated: new Set(plan.steps.filter(({ forEach }) => forEach !== undefined).map(({ id }) => id)),
    events: new Set(of('wait').map(({ event }) => event)),
    workflows: new Set(of('workflow').map(({ workflow }) => workflow)),
  };
}
