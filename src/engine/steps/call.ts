import type { CallStep } from '../../plan/index.ts';
import { callParameters } from '../call-parameters.ts';
import { callKey } from '../call-ref.ts';
import type { Command } from '../command.ts';
import { engineLimits } from '../limits.ts';
import type { PlanIndex } from '../plan-index.ts';
import type { State, StepState } from '../state.ts';
import { stepScope } from '../step-scope.ts';
import type { Begun } from './step-kind.ts';

/** Calls a service. */
export function beginCall(
  index: PlanIndex,
  state: State,
  at: number,
  step: CallStep,
  now: number,
  commands: Command[],
): Begun {
  const parameters = callParameters('parameters', step.parameters, stepScope(index, state, at, now));
  if (!parameters.ok) return { kind: 'failed', code: parameters.code, message: parameters.message };
  if (state.sentBytes + parameters.bytes > engineLimits.sentBytes) {
    const message = `with its parameters this execution would have sent more than ${engineLimits.sentBytes} bytes`;
    return { kind: 'failed', code: 'parameters-too-large', message };
  }
  state.sentBytes += parameters.bytes;
  const call = { step: at, undo: false };
  commands.push({
    kind: 'start-call',
    call,
    service: step.service,
    method: step.method,
    parameters: parameters.value,
    key: callKey(index, state.executionId, call),
    timeoutMs: step.timeoutMs,
    retry: step.retry,
  });
  state.inFlight++;
  state.inFlightBytes += parameters.bytes;
  (state.steps[at] as StepState).sentBytes = parameters.bytes;
  return { kind: 'waiting' };
}
