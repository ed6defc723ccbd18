import { expressionsOf } from '../../expressions/index.ts';
import type { Plan } from '../../plan/index.ts';
import { invariant } from '../../std/index.ts';
import type { CheckedSite } from '../check/step-reader.ts';
import type { Subject } from '../check/subject.ts';
import type { Definition } from '../definition/workflow.ts';
import { compileStep } from './compile-step.ts';

/** From a definition that passed the checker to the plan: names resolved, defaults filled, expressions already trees. */
export function compile(definition: Definition, subject: Subject, version: string): Plan {
  const { order, outputs } = subject;
  invariant(order !== null, 'a checked definition has no cycle');
  return {
    format: 1,
    name: definition.name,
    version,
    steps: definition.steps.map((step, i) => {
      const read = subject.steps[i];
      const dependsOn = subject.graph.dependsOn[i];
      invariant(read !== undefined && dependsOn !== undefined, `step ${step.id} was read and placed in the graph`);
      return compileStep(step, read, dependsOn);
    }),
    order,
    ...(definition.timeout_ms !== undefined && { timeoutMs: definition.timeout_ms }),
    ...(outputs !== undefined && { outputs }),
    ...(definition.on_failure === 'hold' && { hold: true as const }),
    ...(subject.sites.some(readsPayload) && { payload: true as const }),
  };
}

function readsPayload({ placed }: CheckedSite): boolean {
  for (const expr of expressionsOf(placed.expr)) if (expr.kind === 'name' && expr.name === 'payload') return true;
  return false;
}
