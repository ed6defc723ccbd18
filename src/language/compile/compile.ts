import type { CallStep, Plan } from '../../plan/index.ts';
import { invariant } from '../../std/index.ts';
import type { StepSubject, Subject } from '../check/subject.ts';
import { stepDefaults } from '../definition/limits.ts';
import type { StepDefinition } from '../definition/step.ts';
import type { Definition } from '../definition/workflow.ts';

/** From a definition that passed the checker to the plan: names resolved, defaults filled, expressions already trees. */
export function compile(definition: Definition, subject: Subject, version: string): Plan {
  const { order } = subject;
  invariant(order !== null, 'a checked definition has no cycle');
  return {
    format: 1,
    name: definition.name,
    version,
    steps: definition.steps.map((step, i) => compileCall(step, subject.steps[i], subject.graph.dependsOn[i])),
    order,
    ...(definition.timeout_ms !== undefined && { timeoutMs: definition.timeout_ms }),
  };
}

function compileCall(
  step: StepDefinition,
  read: StepSubject | undefined,
  dependsOn: readonly number[] | undefined,
): CallStep {
  invariant(read !== undefined && dependsOn !== undefined, `step ${step.id} was read and placed in the graph`);
  const { compensateParameters, when } = read;
  return {
    kind: 'call',
    id: step.id,
    service: step.service,
    method: step.method,
    parameters: read.parameters,
    dependsOn,
    ...(when !== undefined && { when }),
    timeoutMs: step.timeout_ms ?? stepDefaults.timeoutMs,
    retry: {
      count: step.retry_count ?? stepDefaults.retryCount,
      delayMs: Math.max(step.retry_delay_ms ?? stepDefaults.retryDelayMs, stepDefaults.shortestRetryDelayMs),
      backoff: step.retry_backoff ?? stepDefaults.retryBackoff,
      ...(step.retry_max_delay_ms !== undefined && {
        maxDelayMs: Math.max(step.retry_max_delay_ms, stepDefaults.shortestRetryDelayMs),
      }),
    },
    ...(step.compensate_method !== undefined && {
      compensate: {
        method: step.compensate_method,
        ...(compensateParameters !== undefined && { parameters: compensateParameters }),
      },
    }),
  };
}
