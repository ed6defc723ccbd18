import { evaluateCondition } from '../expressions/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Failure } from '../problems/index.ts';
import { invariant, unreachable } from '../std/index.ts';
import { actionEnded } from './actions.ts';
import { type Change, nextNumber, noteExecution, noteStep } from './change.ts';
import type { UnitRef } from './call-ref.ts';
import type { Command } from './command.ts';
import { undoEnded, undoNext } from './compensation.ts';
import { beginElements, hasNextElement, nextElement, settle } from './elements.ts';
import { failStep, skipStep } from './end-step.ts';
import { completeUnit, failUnit } from './end-unit.ts';
import { noteRun, speedUp } from './fast-calls.ts';
import { complete, end } from './ending.ts';
import { historyCost } from './history-budget.ts';
import { compensateHeld, retryHeld, skipHeld } from './hold.ts';
import { noLongerJoinable, nowJoinable } from './joinable.ts';
import { continued, historyLong, isLeaving, leave, weighed } from './leaving.ts';
import { hasRoom, mayBeginMore } from './may-begin.ts';
import type {
  CallAborted,
  CallCompleted,
  CallFailed,
  ChildAborted,
  ChildCompleted,
  ChildFailed,
  Observation,
} from './observation.ts';
import { pause, resume, standStill } from './pause.ts';
import { planIndex } from './plan-index.ts';
import { dequeue } from './ready-queue.ts';
import type { Cause, State } from './state.ts';
import { unitScope } from './step-scope.ts';
import type { Begun } from './steps/begun.ts';
import { callCompleted, callFailed } from './steps/call.ts';
import { abandonForeign, foreignActivityEnded } from './steps/foreign-activity.ts';
import { foreignWorkflowEnded } from './steps/foreign-workflow.ts';
import { timerFired } from './steps/timer.ts';
import { runningUnits } from './running-units.ts';
import { beginUnit } from './steps/index.ts';
import { eventArrived } from './steps/wait.ts';
import { childEnded } from './steps/workflow.ts';
import { stopOpen } from './stopping.ts';
import { recordAt, stepAt, type Turn, unitAt } from './turn.ts';

export interface Advanced {
  readonly state: State;
  readonly commands: readonly Command[];
  readonly changes: readonly Change[];
}

/** The whole meaning of a definition: what is now so, given what has happened. Deterministic and total; the state
 * that is handed in belongs to it from then on. */
export function advance(plan: Plan, state: State, observation: Observation): Advanced {
  const turn: Turn = { index: planIndex(plan), plan, state, now: observation.at, commands: [], changes: [] };
  if (state.phase !== 'ended') {
    const { phase } = state;
    // Whatever it is told first: a cancel may come before its beginning.
    if (state.changes === undefined) noteExecution(turn, 'started');
    noteRun(turn, observation);
    observe(turn, observation);
    // In a sequence something is always in flight, but for this moment.
    if (state.phase === 'running' && state.ready.length > 0) leave(turn);
    const begun = turn.commands.length;
    beginReady(turn);
    speedUp(turn, begun);
    if (phase === 'running' && state.phase === 'stopping') stopOpen(turn);
    finish(turn);
    leave(turn);
  }
  return { state, commands: turn.commands, changes: turn.changes };
}

function observe(turn: Turn, observation: Observation): void {
  switch (observation.kind) {
    case 'begun':
      begin(turn);
      return;
    case 'continued':
      continued(turn, observation.events);
      return;
    case 'history-long':
      historyLong(turn, observation.now);
      return;
    case 'weighed':
      weighed(turn, observation.bytes);
      return;
    case 'call-completed':
    case 'call-failed':
    case 'call-aborted':
      callEnded(turn, observation);
      return;
    case 'child-started':
      if (turn.index.outgrows) nowJoinable(turn.state, unitAt(turn, observation.unit));
      return;
    case 'child-completed':
    case 'child-failed':
    case 'child-aborted':
      childOfStepEnded(turn, observation);
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
      charge(turn.state);
      retryHeld(turn);
      return;
    case 'skip-requested':
      charge(turn.state);
      skipHeld(turn);
      return;
    case 'compensate-requested':
      charge(turn.state);
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
function stop(turn: Turn, cause: Cause): void {
  const { state, commands } = turn;
  delete state.paused;
  if (state.phase === 'compensating') return;
  if (state.cause === undefined && cause.kind === 'cancelled') noteExecution(turn, 'cancelled');
  state.cause ??= cause;
  if (state.aborted === true) return;
  state.aborted = true;
  state.phase = 'stopping';
  if (state.inFlight > 0) commands.push({ kind: 'abort-calls' });
  // It ends at once, so it need not begin anew anywhere.
  if (state.joinable !== undefined) {
    for (const { record } of runningUnits(state)) if (record.polling !== undefined) noLongerJoinable(state, record);
  }
  abandonForeign(turn);
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
      ownCallEnded(turn, observation);
      return;
    default:
      unreachable(observation.call.part);
  }
}

function ownCallEnded(turn: Turn, observation: CallCompleted | CallFailed | CallAborted): void {
  const step = stepAt(turn, observation.call.step);
  if (step.kind === 'foreign-activity') foreignActivityEnded(turn, step, observation);
  else if (observation.kind === 'call-completed') callCompleted(turn, observation);
  else callFailed(turn, observation);
}

function childOfStepEnded(turn: Turn, observation: ChildCompleted | ChildFailed | ChildAborted): void {
  const step = stepAt(turn, observation.unit.step);
  if (step.kind === 'foreign-workflow') foreignWorkflowEnded(turn, step, observation);
  else if (step.kind === 'workflow') childEnded(turn, step, observation);
}

/** In the plan's order, as far as there is room. */
function beginReady(turn: Turn): void {
  const { state, plan } = turn;
  while (state.phase === 'running' && state.paused !== true && mayBeginMore(state) && hasRoom(state)) {
    const place = dequeue(state.ready);
    if (place === undefined) return;
    const at = plan.order[place] as number;
    if (recordAt(turn, at).status === 'pending') decide(turn, at);
    else if (hasNextElement(turn, at)) beginNextElement(turn, at);
  }
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
  noteStep(turn, at, 'started');
  if (step.forEach === undefined) begunUnit(turn, { step: at }, beginUnit(turn, { step: at }, step));
  else beginElements(turn, at);
}

function beginNextElement(turn: Turn, at: number): void {
  const unit = { step: at, element: nextElement(turn, at) };
  const begun = beginUnit(turn, unit, stepAt(turn, at));
  begunUnit(turn, unit, begun);
  if (begun.kind === 'waiting') settle(turn, at);
}

function begunUnit(turn: Turn, unit: UnitRef, begun: Begun): void {
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
    noteHeld(turn, state.cause.failure);
    standStill(turn);
    return;
  }
  if (isLeaving(state)) return;
  state.phase = 'compensating';
  if (undoNext(turn)) return;
  const { cause, undone } = state;
  invariant(cause !== undefined, 'an execution that is undone has a reason');
  if (undone !== undefined) noteCompensated(turn, undone);
  end(turn, cause);
}

function noteHeld(turn: Turn, failure: Failure): void {
  turn.changes.push({ kind: 'execution', became: 'held', failure, number: nextNumber(turn), at: turn.now });
}

function noteCompensated(turn: Turn, undone: NonNullable<State['undone']>): void {
  const { since, failure } = undone;
  const number = nextNumber(turn);
  turn.changes.push({
    kind: 'execution',
    became: 'compensated',
    since,
    failure: failure ?? null,
    number,
    at: turn.now,
  });
}

function actsNoMore({ acting, actionsDue }: State): boolean {
  return acting === 0 && actionsDue.length === 0;
}
