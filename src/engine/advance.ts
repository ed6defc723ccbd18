import { evaluateCondition } from '../expressions/index.ts';
import type { Failure, FailureCode } from '../problems/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import { invariant, type Json, jsonBytes, setOwn, unreachable } from '../std/index.ts';
import type { Command, Outcome } from './command.ts';
import { undoCompleted, undoFailed, undoNext } from './compensation.ts';
import { engineLimits } from './limits.ts';
import type { Observation } from './observation.ts';
import { type PlanIndex, planIndex } from './plan-index.ts';
import { pop, push } from './ready-queue.ts';
import type { Cause, State, StepState } from './state.ts';
import { stepScope } from './step-scope.ts';
import { beginStep } from './steps/index.ts';

export interface Advanced {
  readonly state: State;
  readonly commands: readonly Command[];
}

/** The whole meaning of a definition: what is now so, given what has happened. Deterministic and total; the state
 * that is handed in belongs to it from then on. */
export function advance(plan: Plan, state: State, observation: Observation): Advanced {
  const index = planIndex(plan);
  const commands: Command[] = [];
  if (state.phase === 'ended') return { state, commands };
  observe(index, state, observation, commands);
  proceed(index, state, observation.at, commands);
  return { state, commands };
}

function observe(index: PlanIndex, state: State, observation: Observation, commands: Command[]): void {
  switch (observation.kind) {
    case 'begun':
      if (index.plan.timeoutMs !== undefined) commands.push({ kind: 'start-timeout', ms: index.plan.timeoutMs });
      return;
    case 'call-completed':
    case 'call-failed':
    case 'call-aborted':
      callEnded(index, state, observation);
      return;
    case 'cancel-requested':
      stop(state, { kind: 'cancelled' }, commands);
      return;
    case 'time-ran-out':
      stop(state, { kind: 'failed', failure: timedOut(index.plan) }, commands);
      return;
    default:
      unreachable(observation);
  }
}

function timedOut(plan: Plan): Failure {
  return { code: 'workflow-timed-out', message: `${plan.name} ran longer than its timeout_ms of ${plan.timeoutMs}` };
}

/** Nothing new begins and calls in flight are aborted; compensation is never cut short. */
function stop(state: State, cause: Cause, commands: Command[]): void {
  if (state.phase === 'compensating') return;
  state.cause ??= cause;
  state.phase = 'stopping';
  for (const [step, record] of state.steps.entries()) {
    if (record.status === 'running') commands.push({ kind: 'abort-call', call: { step, undo: false } });
  }
}

type CallEnded = Extract<Observation, { kind: 'call-completed' | 'call-failed' | 'call-aborted' }>;

function callEnded(index: PlanIndex, state: State, observation: CallEnded): void {
  const { step: at, undo } = observation.call;
  const step = index.plan.steps[at] as PlanStep;
  const record = state.steps[at] as StepState;
  invariant(record !== undefined, `an answer for step ${at}, which the plan does not have`);
  const expected = undo ? record.undo?.status === 'running' : record.status === 'running';
  invariant(expected, `an answer for ${step.id}, which waits for none`);
  state.inFlight--;
  if (undo) {
    if (observation.kind === 'call-completed') undoCompleted(record, observation.at, observation.attempts);
    else undoFailed(record, observation.at, failedCall(observation), step.id);
    return;
  }
  record.attempts = observation.attempts;
  state.inFlightBytes -= record.sentBytes ?? 0;
  delete record.sentBytes;
  if (observation.kind === 'call-completed') {
    callCompleted(index, state, at, observation.result, observation.at);
    return;
  }
  if (observation.unanswered) record.unknown = true;
  const { code, message } = failedCall(observation);
  failStep(index, state, at, code, message, observation.at);
}

function callCompleted(index: PlanIndex, state: State, at: number, result: Json, now: number): void {
  const record = state.steps[at] as StepState;
  const bytes = jsonBytes(result);
  if (state.resultBytes + bytes > engineLimits.resultBytes) {
    // The call was made, so it is undone like one that completed, and its undo gets the result.
    record.unknown = true;
    record.result = result;
    const message = `its result of ${bytes} bytes would bring the results of this execution past ${engineLimits.resultBytes} bytes together`;
    failStep(index, state, at, 'results-too-large', message, now);
    return;
  }
  state.resultBytes += bytes;
  record.result = result;
  endStep(index, state, at, 'completed', now);
}

function failedCall(observation: Exclude<CallEnded, { kind: 'call-completed' }>): {
  code: FailureCode;
  message: string;
  attempts: number;
} {
  const { attempts } = observation;
  if (observation.kind === 'call-failed') return { code: observation.code, message: observation.message, attempts };
  return { code: 'cancelled', message: 'aborted, because the execution was stopped', attempts };
}

function failStep(index: PlanIndex, state: State, at: number, code: FailureCode, message: string, now: number): void {
  const step = index.plan.steps[at] as PlanStep;
  const record = state.steps[at] as StepState;
  record.failure = { code, message, step: step.id };
  state.cause ??= { kind: 'failed', failure: record.failure };
  if (state.phase === 'running') state.phase = 'stopping';
  endStep(index, state, at, 'failed', now);
}

function endStep(
  index: PlanIndex,
  state: State,
  at: number,
  status: 'completed' | 'failed' | 'skipped',
  now: number,
): void {
  const record = state.steps[at] as StepState;
  record.status = status;
  record.endedAt = now;
  state.open--;
  for (const dependent of index.dependents[at] ?? []) {
    const waiting = state.steps[dependent] as StepState;
    waiting.waits--;
    if (waiting.waits === 0) push(state.ready, index.place[dependent] as number);
  }
}

function proceed(index: PlanIndex, state: State, now: number, commands: Command[]): void {
  while (state.phase === 'running' && mayBegin(state)) {
    const place = pop(state.ready);
    if (place === undefined) break;
    decide(index, state, index.plan.order[place] as number, now, commands);
  }
  if (state.phase === 'running' && state.open === 0) {
    end(state, { kind: 'completed', result: resultsById(index, state) }, now, commands);
  }
  if (state.inFlight > 0) return;
  if (state.phase === 'stopping') state.phase = 'compensating';
  if (state.phase === 'compensating' && !undoNext(index, state, now, commands)) {
    const cause = state.cause as Cause;
    end(state, cause, now, commands);
  }
}

function mayBegin({ inFlight, inFlightBytes }: State): boolean {
  return inFlight < engineLimits.inFlight && inFlightBytes < engineLimits.inFlightBytes;
}

/** Its dependencies have ended: skip it, begin it, or fail it. */
function decide(index: PlanIndex, state: State, at: number, now: number, commands: Command[]): void {
  const step = index.plan.steps[at] as PlanStep;
  const record = state.steps[at] as StepState;
  record.decidedAt = now;
  if (step.when !== undefined) {
    const condition = evaluateCondition(step.when, stepScope(index, state, at, now));
    if (!condition.ok) {
      failStep(index, state, at, condition.error.code, `when: ${condition.error.message}`, now);
      return;
    }
    if (condition.value !== true) {
      endStep(index, state, at, 'skipped', now);
      return;
    }
  }
  record.status = 'running';
  const begun = beginStep(index, state, at, step, now, commands);
  if (begun.kind === 'failed') failStep(index, state, at, begun.code, begun.message, now);
}

function end(state: State, outcome: Outcome, now: number, commands: Command[]): void {
  state.phase = 'ended';
  state.endedAt = now;
  commands.push({ kind: 'end', outcome });
}

/** Without outputs of its own, a workflow's result is every step's result by id. */
function resultsById(index: PlanIndex, state: State): { [id: string]: Json } {
  const results: { [id: string]: Json } = {};
  for (const [at, step] of index.plan.steps.entries()) setOwn(results, step.id, state.steps[at]?.result ?? null);
  return results;
}
