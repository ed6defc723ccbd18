import { evaluateCondition } from '../expressions/index.ts';
import type { Plan, WorkflowStep } from '../plan/index.ts';
import type { Failure, FailureCode } from '../problems/index.ts';
import { invariant, jsonBytes, type Json, setOwn, unreachable } from '../std/index.ts';
import { actionEnded } from './actions.ts';
import type { Command, Outcome } from './command.ts';
import { undoEnded, undoListOf, undoNext } from './compensation.ts';
import { beginElement, beginElements, hasNextElement, settle } from './elements.ts';
import { failStep, skipStep } from './end-step.ts';
import { completeUnit, failUnit } from './end-unit.ts';
import { historyCost } from './history-budget.ts';
import { compensateHeld, retryHeld, skipHeld } from './hold.ts';
import { engineLimits } from './limits.ts';
import type { CallAborted, CallCompleted, CallFailed, Observation } from './observation.ts';
import { pause, resume, standStill } from './pause.ts';
import { type PlanIndex, planIndex } from './plan-index.ts';
import { pop } from './ready-queue.ts';
import type { Cause, State } from './state.ts';
import { endScope, fill, unitScope } from './step-scope.ts';
import type { Begun } from './steps/begun.ts';
import { callCompleted, callFailed } from './steps/call.ts';
import { timerFired } from './steps/timer.ts';
import { beginUnit } from './steps/index.ts';
import { eventArrived } from './steps/wait.ts';
import { childEnded } from './steps/workflow.ts';
import { stopOpen } from './stopping.ts';
import { recordAt, stepAt, type Turn } from './turn.ts';

export interface Advanced {
  readonly state: State;
  readonly commands: readonly Command[];
}

/** The whole meaning of a definition: what is now so, given what has happened. Deterministic and total; the state
 * that is handed in belongs to it from then on. */
export function advance(plan: Plan, state: State, observation: Observation): Advanced {
  const turn: Turn = { index: planIndex(plan), plan, state, now: observation.at, commands: [] };
  if (state.phase !== 'ended') {
    const { phase } = state;
    observe(turn, observation);
    beginReady(turn);
    if (phase === 'running' && state.phase === 'stopping') stopOpen(turn);
    finish(turn);
  }
  return { state, commands: turn.commands };
}

function observe(turn: Turn, observation: Observation): void {
  switch (observation.kind) {
    case 'begun':
      begin(turn);
      return;
    case 'call-completed':
    case 'call-failed':
    case 'call-aborted':
      callEnded(turn, observation);
      return;
    case 'child-completed':
    case 'child-failed':
    case 'child-aborted':
      childEnded(turn, stepAt(turn, observation.unit.step) as WorkflowStep, observation);
      return;
    case 'timer-fired':
      timerFired(turn, observation.unit);
      return;
    case 'event-arrived':
      charge(turn.state);
      eventArrived(turn, observation.event);
      return;
    case 'pause-requested':
      charge(turn.state);
      pause(turn);
      return;
    case 'resume-requested':
      charge(turn.state);
      resume(turn);
      return;
    case 'retry-requested':
      retryHeld(turn);
      return;
    case 'skip-requested':
      skipHeld(turn);
      return;
    case 'compensate-requested':
      compensateHeld(turn);
      return;
    case 'cancel-requested':
      stop(turn, { kind: 'cancelled' });
      return;
    case 'time-ran-out':
      if (turn.state.timeoutAt !== undefined) stop(turn, { kind: 'failed', failure: timedOut(turn.plan) });
      return;
    default:
      unreachable(observation);
  }
}

/** Whoever sends signals takes history that calls can't have any more. */
function charge(state: State): void {
  if (state.eventsLeft !== undefined) state.eventsLeft -= historyCost.signal;
}

function begin({ plan, state, now, commands }: Turn): void {
  if (plan.timeoutMs === undefined) return;
  if (state.paused === true) {
    state.timeoutLeft = plan.timeoutMs;
    return;
  }
  state.timeoutAt = now + plan.timeoutMs;
  commands.push({ kind: 'start-timeout', ms: plan.timeoutMs });
}

function timedOut(plan: Plan): Failure {
  return { code: 'workflow-timed-out', message: `${plan.name} ran longer than its timeout_ms of ${plan.timeoutMs}` };
}

/** Nothing new begins and what is in flight is aborted; compensation is never cut short. */
function stop({ state, commands }: Turn, cause: Cause): void {
  delete state.paused;
  if (state.phase === 'compensating') return;
  state.cause ??= cause;
  if (state.aborted === true) return;
  state.aborted = true;
  state.phase = 'stopping';
  if (state.inFlight > 0) commands.push({ kind: 'abort-calls' });
}

function callEnded(turn: Turn, observation: CallCompleted | CallFailed | CallAborted): void {
  switch (observation.call.part) {
    case 'undo':
      undoEnded(turn, observation);
      return;
    case 'on_success':
    case 'on_failure':
      actionEnded(turn, observation);
      return;
    case 'call':
    case 'poll':
      if (observation.kind === 'call-completed') callCompleted(turn, observation);
      else callFailed(turn, observation);
      return;
    default:
      unreachable(observation.call.part);
  }
}

/** In the plan's order, as far as there is room. */
function beginReady(turn: Turn): void {
  const { state, plan } = turn;
  while (state.phase === 'running' && state.paused !== true && mayBegin(state)) {
    const place = pop(state.ready);
    if (place === undefined) return;
    const at = plan.order[place] as number;
    if (recordAt(turn, at).status === 'pending') decide(turn, at);
    else if (hasNextElement(turn, at)) beginNextElement(turn, at);
  }
}

function mayBegin({ inFlight, inFlightBytes }: State): boolean {
  return inFlight < engineLimits.inFlight && inFlightBytes < engineLimits.inFlightBytes;
}

/** What it waits for has ended: skip it, begin it, or fail it. */
function decide(turn: Turn, at: number): void {
  const step = stepAt(turn, at);
  const record = recordAt(turn, at);
  // Of a step that an operator lets run again, the first time: its keys are the same, and so is what it sends.
  record.decidedAt ??= turn.now;
  if (step.when !== undefined) {
    const condition = evaluateCondition(step.when, unitScope(turn.index, turn.state, { step: at }));
    if (!condition.ok) {
      failStep(turn, at, condition.error.code, `when: ${condition.error.message}`);
      return;
    }
    if (condition.value !== true) {
      skipStep(turn, at);
      return;
    }
  }
  record.status = 'running';
  if (step.forEach === undefined) begunUnit(turn, { step: at }, beginUnit(turn, { step: at }, step));
  else beginElements(turn, at);
}

function beginNextElement(turn: Turn, at: number): void {
  const { element, ...begun } = beginElement(turn, at, (next) =>
    beginUnit(turn, { step: at, element: next }, stepAt(turn, at)),
  );
  begunUnit(turn, { step: at, element }, begun);
  if (begun.kind === 'waiting') settle(turn, at);
}

function begunUnit(turn: Turn, unit: { readonly step: number; readonly element?: number }, begun: Begun): void {
  if (begun.kind === 'completed') completeUnit(turn, unit, begun.result);
  else if (begun.kind === 'failed') failUnit(turn, unit, begun.code, begun.message);
}

function finish(turn: Turn): void {
  const { state, plan } = turn;
  if (state.phase === 'running' && state.open === 0 && actsNoMore(state)) complete(turn);
  if (state.phase === 'running' || state.phase === 'ended') return;
  if (state.inFlight > 0 || !actsNoMore(state) || state.undoing === true || state.paused === true) return;
  if (state.phase === 'held') return;
  if (state.phase === 'stopping' && plan.hold === true && state.cause?.kind === 'failed' && state.aborted !== true) {
    state.phase = 'held';
    standStill(turn);
    return;
  }
  state.phase = 'compensating';
  if (undoNext(turn)) return;
  const { cause } = state;
  invariant(cause !== undefined, 'an execution that is undone has a reason');
  end(turn, cause);
}

function actsNoMore({ acting, actionsDue }: State): boolean {
  return acting === 0 && actionsDue.length === 0;
}

/** All went well, unless what is to come of it can't be told. */
function complete(turn: Turn): void {
  const { state } = turn;
  const result = outputs(turn);
  const undo = result.ok && state.called ? undoListOf(turn, jsonBytes(result.value)) : null;
  const failed = !result.ok ? result : undo !== null && !undo.ok ? undo : null;
  if (failed !== null) {
    state.cause = { kind: 'failed', failure: { code: failed.code, message: failed.message } };
    state.phase = 'stopping';
    return;
  }
  if (!result.ok) return;
  end(turn, { kind: 'completed', result: result.value, ...(undo?.ok === true && { undo: undo.list }) });
}

type Result =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

function outputs({ index, plan, state, now }: Turn): Result {
  if (plan.outputs === undefined) return { ok: true, value: resultsById(index, state) };
  const filled = fill('outputs', plan.outputs, endScope(index, state, now));
  if (!filled.ok) return filled;
  const bytes = jsonBytes(filled.value);
  if (bytes <= engineLimits.resultBytes) return filled;
  const message = `outputs: they have ${bytes} bytes as JSON; ${engineLimits.resultBytes} is the most`;
  return { ok: false, code: 'results-too-large', message };
}

/** Without outputs of its own, a workflow's result is every step's result by id. */
function resultsById(index: PlanIndex, state: State): { [id: string]: Json } {
  const results: { [id: string]: Json } = {};
  for (const [at, step] of index.plan.steps.entries()) {
    const record = state.steps[at];
    setOwn(results, step.id, record?.status === 'completed' ? (record.result ?? null) : null);
  }
  return results;
}

function end({ state, now, commands }: Turn, outcome: Outcome): void {
  state.phase = 'ended';
  state.endedAt = now;
  commands.push({ kind: 'end', outcome });
}
