import type { CallStep, Plan } from '../../src/plan/index.ts';
import type { JsonObject } from '../../src/std/index.ts';

export type StepSketch = Partial<Omit<CallStep, 'kind' | 'dependsOn' | 'id' | 'parameters'>> & {
  readonly id: string;
  readonly after?: readonly string[];
  readonly parameters?: JsonObject;
};

/** A plan from the little that a test cares about; `order` is computed the slow, obvious way. */
export function planOf(steps: readonly StepSketch[], more: Partial<Plan> = {}): Plan {
  const ids = steps.map(({ id }) => id);
  const full = steps.map(({ id, after, parameters, ...rest }): CallStep => ({
    kind: 'call',
    id,
    service: 'svc',
    method: id,
    dependsOn: (after ?? []).map((each) => ids.indexOf(each)).sort((a, b) => a - b),
    timeoutMs: 30_000,
    retry: { count: 0, delayMs: 1000, backoff: 1 },
    ...rest,
    parameters: { kind: 'value', value: parameters ?? {} },
  }));
  const order: number[] = [];
  while (order.length < full.length) {
    const next = full.findIndex(
      (step, at) => !order.includes(at) && step.dependsOn.every((dependency) => order.includes(dependency)),
    );
    if (next === -1) throw new Error('a cycle');
    order.push(next);
  }
  return { format: 1, name: 'sketch', version: '1', steps: full, order, ...more };
}
