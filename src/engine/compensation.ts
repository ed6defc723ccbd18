import type { FailureCode } from '../problems/index.ts';
import type { CallStep, Compensation, RetryRule } from '../plan/index.ts';
import { invariant, isObject } from '../std/index.ts';
import { callParameters, type CallParameters, withinLimit } from './call-parameters.ts';
import { callKey } from './call-ref.ts';
import type { Command } from './command.ts';
import { engineLimits } from './limits.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State, StepState } from './state.ts';
import { stepScope } from './step-scope.ts';

/** An undo is tried harder than a step: at least five attempts, one second apart at first, doubling, thirty at most. */
const undoRetry = { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 };

/** Begins the next undo, walking the plan's order backwards: not the order of completion, so that the same failure is
 * always undone the same way. False when none is left. */
export function undoNext(index: PlanIndex, state: State, now: number, commands: Command[]): boolean {
  for (let place = (state.undoFrom ?? index.plan.order.length) - 1; place >= 0; place--) {
    state.undoFrom = place;
    const at = index.plan.order[place] as number;
    const step = index.plan.steps[at] as CallStep;
    const record = state.steps[at] as StepState;
    if (step.compensate === undefined || !needsUndo(record)) continue;
    if (beginUndo(index, state, at, step, step.compensate, now, commands)) return true;
  }
  return false;
}

/** Completed, or begun with an outcome that nobody knows. */
function needsUndo(record: StepState): boolean {
  return record.undo === undefined && (record.status === 'completed' || record.unknown === true);
}

function beginUndo(
  index: PlanIndex,
  state: State,
  at: number,
  step: CallStep,
  compensate: Compensation,
  now: number,
  commands: Command[],
): boolean {
  const record = state.steps[at] as StepState;
  const parameters = undoParameters(index, state, at, step, compensate);
  if (!parameters.ok) {
    const failure = { code: parameters.code, message: parameters.message, step: step.id };
    record.undo = { status: 'failed', startedAt: now, endedAt: now, attempts: 0, failure };
    return false;
  }
  state.undoSentBytes += parameters.bytes;
  record.undo = { status: 'running', startedAt: now };
  const call = { step: at, undo: true };
  commands.push({
    kind: 'start-call',
    call,
    service: step.service,
    method: compensate.method,
    parameters: parameters.value,
    key: callKey(index, state.executionId, call),
    timeoutMs: step.timeoutMs,
    retry: retryOfUndo(step.retry),
  });
  state.inFlight++;
  return true;
}

function retryOfUndo(own: RetryRule): RetryRule {
  return { ...undoRetry, count: Math.max(undoRetry.count, own.count) };
}

function undoParameters(
  index: PlanIndex,
  state: State,
  at: number,
  step: CallStep,
  compensate: Compensation,
): CallParameters {
  const record = state.steps[at] as StepState;
  invariant(record.decidedAt !== undefined, `${step.id} is undone but was never decided`);
  const result = record.result ?? null;
  const { decidedAt } = record;
  if (compensate.parameters !== undefined) {
    const scope = stepScope(index, state, at, decidedAt, { locals: { result } });
    return affordable(state, callParameters('compensate_parameters', compensate.parameters, scope));
  }
  const own = callParameters('parameters', step.parameters, stepScope(index, state, at, decidedAt));
  if (!own.ok || !isObject(own.value)) return own;
  return withinLimit({ ...own.value, result }, engineLimits.parameterBytes + engineLimits.undoResultBytes);
}

function affordable(state: State, parameters: CallParameters): CallParameters {
  if (!parameters.ok || state.undoSentBytes + parameters.bytes <= engineLimits.undoSentBytes) return parameters;
  const message = `with its parameters the undoing calls would have sent more than ${engineLimits.undoSentBytes} bytes`;
  return { ok: false, code: 'parameters-too-large', message };
}

export function undoCompleted(record: StepState, at: number, attempts: number): void {
  if (record.undo === undefined) return;
  record.undo.status = 'done';
  record.undo.endedAt = at;
  record.undo.attempts = attempts;
}

export function undoFailed(
  record: StepState,
  at: number,
  failed: { readonly code: FailureCode; readonly message: string; readonly attempts: number },
  id: string,
): void {
  if (record.undo === undefined) return;
  record.undo.status = 'failed';
  record.undo.endedAt = at;
  record.undo.attempts = failed.attempts;
  record.undo.failure = { code: failed.code, message: failed.message, step: id };
}
