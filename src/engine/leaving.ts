import { beginDueActions } from './actions.ts';
import type { PlanStep } from '../plan/index.ts';
import { childId, type UnitRef } from './call-ref.ts';
import { isApart } from './joinable.ts';
import { engineLimits } from './limits.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State, UnitState } from './state.ts';
import { runningUnits } from './running-units.ts';
import { stepAt, type Turn } from './turn.ts';

/** An execution leaves a history that has grown long, and goes on in a new one: with its state, as soon as nothing is in
 * flight that could not be found again from there. */

/** `now`: nothing new begins any more before it has left. */
export function historyLong({ state }: Turn, now: boolean): void {
  if (state.stays !== true) state.leaving = now || state.leaving === 'now' ? 'now' : 'soon';
}

/** Asks what it would carry, since one message has to hold it. */
export function leave({ state, commands }: Turn): void {
  if (state.leaving === undefined || state.weighing !== undefined || state.phase === 'ended' || !isQuiet(state)) return;
  state.weighing = { remembered: remembered(state) };
  commands.push({ kind: 'weigh' });
}

export function isLeaving({ leaving }: State): boolean {
  return leaving !== undefined;
}

export function weighed(turn: Turn, bytes: number): void {
  const { state, commands } = turn;
  const { weighing } = state;
  if (weighing === undefined) return;
  const carried = bytes + remembered(state) - weighing.remembered;
  const fits = carried <= engineLimits.carriedBytes;
  // One that was never in another history has kept the room to undo everything.
  if (carried > engineLimits.crowdedBytes && (fits || state.moved === true)) state.crowded = true;
  if (fits) {
    commands.push({ kind: 'continue' });
    return;
  }
  delete state.weighing;
  delete state.leaving;
  state.stays = true;
  beginDueActions(turn);
}

/** In a new history: what was under way is taken up again, in the plan's order. */
export function continued(turn: Turn, events: number): void {
  const { state, now, commands } = turn;
  delete state.weighing;
  delete state.leaving;
  state.moved = true;
  state.eventsLeft = events;
  state.sentBytes = 0;
  state.undoSentBytes = 0;
  state.budget.left = engineLimits.expressionSteps;
  if (state.timeoutAt !== undefined) commands.push({ kind: 'start-timeout', ms: Math.max(1, state.timeoutAt - now) });
  const running = runningUnits(state);
  for (const { unit, record } of running) takeUp(turn, unit, record);
  // What was told to stop in the task that left may not have been told: nobody minds hearing it twice.
  if (state.aborted === true) commands.push({ kind: 'abort-calls' });
  else {
    for (const { unit, record } of running) {
      if (record.timedOut === true) commands.push({ kind: 'abort-child', unit });
    }
  }
  beginDueActions(turn);
}

function takeUp(turn: Turn, unit: UnitRef, record: UnitState): void {
  const { index, state, now, commands } = turn;
  const step = stepAt(turn, unit.step);
  if (record.timerAt !== undefined) commands.push({ kind: 'start-timer', unit, ms: Math.max(1, record.timerAt - now) });
  if (record.polling !== undefined) {
    const { endsAt, ...asking } = record.polling;
    commands.push({
      kind: 'start-poll',
      call: { ...unit, part: 'poll' },
      ...asking,
      timeoutMs: Math.max(1, endsAt - now),
    });
  } else if (isExecution(index, step)) {
    commands.push({ kind: 'join', unit, executionId: childId(index, state.executionId, unit, record.again) });
  }
}

/** A sub-workflow, a workflow of other code, or a call made apart. */
function isExecution(index: PlanIndex, step: PlanStep): boolean {
  return step.kind === 'workflow' || step.kind === 'foreign-workflow' || (step.kind === 'call' && isApart(index, step));
}

/** An execution of its own that has started is found by its id; a polling just begins anew. Calls, actions and undoing
 * calls are not. */
function isQuiet({ inFlight, joinable = 0, acting, undoing }: State): boolean {
  return inFlight === joinable && acting === 0 && undoing !== true;
}

/** Bytes by which a state may have grown while it was weighed. */
function remembered({ eventBytes, resultBytes, undoSentBytes }: State): number {
  return eventBytes + resultBytes + undoSentBytes;
}
