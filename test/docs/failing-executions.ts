import { TimeoutFailure } from '@temporalio/common';
import { foreignActivityFailed } from '../../src/driver/index.ts';
import { evaluateExpression, parseExpression } from '../../src/expressions/index.ts';
import { engineLimits } from '../../src/engine/limits.ts';
import { endingOf } from '../../src/executions/read-history.ts';
import { runDefinition } from './run-definition.ts';

export interface ShownFailure {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
}

/** Why a definition failed with canned services; null where it completed. */
export function failureOf(...run: Parameters<typeof runDefinition>): ShownFailure | null {
  const { cause, steps } = runDefinition(...run).state;
  if (cause?.kind === 'failed') return cause.failure;
  return steps.find(({ failure }) => failure !== undefined)?.failure ?? null;
}

/** Failures that no definition brings about by itself. */
export const otherFailures: Readonly<Record<string, () => ShownFailure | undefined>> = {
  // The checker refuses such an expression; it can only stand in a plan that another release has written.
  'expression-failed': () => {
    const parsed = parseExpression('soundex(inputs.name)');
    if (!parsed.ok) return undefined;
    const evaluated = evaluateExpression(parsed.expr, {
      inputs: {},
      context: {},
      step: null,
      now: 0,
      seed: '',
      stepNamed: () => undefined,
      locals: {},
    });
    return evaluated.ok ? undefined : { code: evaluated.error.code, message: evaluated.error.message };
  },
  'results-too-large': () => {
    const steps = Array.from({ length: 7 }, (_, i) => `  - {id: part_${i + 1}, service: store, method: get}\n`);
    const answers = { 'store.get': { result: 'x'.repeat(249_998) } };
    return failureOf(`name: x\nsteps:\n${steps.join('')}`, {}, answers) ?? undefined;
  },
  'parameters-too-large': () => {
    const parameters = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: "{{inputs.text}}"`).join(', ');
    const text = `name: x\nsteps:\n  - {id: put, service: store, method: put, parameters: {${parameters}}}\n`;
    return failureOf(text, { text: 'x'.repeat(249_998) }, {}) ?? undefined;
  },
  'too-deep': () => {
    const text = 'name: tree\nsteps:\n  - {id: branch, workflow: tree, when: "{{inputs.grows != false}}"}\n';
    return failureOf(text, {}, {}, { depth: engineLimits.depth }) ?? undefined;
  },
  'execution-too-long': () => {
    const text =
      'name: tell_everyone\nsteps:\n  - {id: tell, service: sms, method: send, for_each: "{{inputs.phones}}"}\n';
    const phones = Array.from({ length: 10_000 }, (_, i) => i);
    return failureOf(text, { phones }, {}, { historyEvents: 1000 }) ?? undefined;
  },
  'foreign-unclaimed': () => {
    const timeout = new TimeoutFailure('activity ScheduleToStart timeout', undefined, 'SCHEDULE_TO_START');
    const told = foreignActivityFailed({ step: 0, part: 'call' }, 'charge', timeout, 0);
    return told.kind === 'call-failed' ? { code: told.code, message: told.message, step: 'pay' } : undefined;
  },
  terminated: () =>
    endingOf([{ workflowExecutionTerminatedEventAttributes: { reason: 'stuck since Monday' } }])?.failure,
  'workflow-unresolved': () =>
    endingOf([
      {
        workflowExecutionFailedEventAttributes: {
          failure: {
            message: 'no workflow `departure_prp` is on record; did you mean `departure_prep`?',
            applicationFailureInfo: { type: 'workflow-not-found', nonRetryable: true },
          },
        },
      },
    ])?.failure,
};
