import type { CallTarget, ForeignActivityStep, Plan } from '../../plan/index.ts';

/** A service's method as scenarios write it: `prepare`, or `POST /orders` of an endpoint. */
export function methodOf({ method, verb }: Pick<CallTarget, 'method' | 'verb'>): string {
  return verb === undefined ? method : `${verb} ${method}`;
}

/** Other Temporal code as scenarios write it: `billing/charge`. */
export function foreignNameOf({ taskQueue, type }: Pick<ForeignActivityStep, 'taskQueue' | 'type'>): string {
  return `${taskQueue}/${type}`;
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
  /** `queue/type` of other code's, undoing ones too. */
  readonly foreignActivities: ReadonlySet<string>;
  /** `queue/type` of other code's. */
  readonly foreignWorkflows: ReadonlySet<string>;
}

export function namesOf(plan: Plan): PlanNames {
  const calls = new Set<string>();
  const services = new Set<string>();
  const foreignActivities = new Set<string>();
  const called = (target: CallTarget): void => {
    services.add(target.service);
    calls.add(`${target.service}.${methodOf(target)}`);
  };
  for (const step of plan.steps) {
    for (const action of [...(step.onSuccess ?? []), ...(step.onFailure ?? [])])
      if (action.kind === 'call') called(action);
    if (step.kind === 'foreign-activity') foreignActivities.add(foreignNameOf(step));
    if (step.kind === 'foreign-activity' || step.kind === 'foreign-workflow') {
      const { taskQueue, compensate: undo } = step;
      if (undo !== undefined) foreignActivities.add(foreignNameOf({ taskQueue, type: undo.method }));
    }
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
    foreignActivities,
    foreignWorkflows: new Set(of('foreign-workflow').map(foreignNameOf)),
  };
}
