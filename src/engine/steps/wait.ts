import { evaluateCondition } from '../../expressions/index.ts';
import type { WaitStep } from '../../plan/index.ts';
import { jsonBytes, jsonEqual, own, setOwn } from '../../std/index.ts';
import type { UnitRef } from '../call-ref.ts';
import { completeUnit } from '../end-unit.ts';
import { historyCost, historyFull, pays } from '../history-budget.ts';
import { engineLimits } from '../limits.ts';
import type { ArrivedEvent } from '../observation.ts';
import { fill, unitScope } from '../step-scope.ts';
import { startTimer, stopTimer } from '../timers.ts';
import { recordAt, stepAt, type Turn, unitAt } from '../turn.ts';
import { type Begun, failedWith, waiting } from './begun.ts';

/** Waits for an event: the earliest kept one that fits, or one that arrives. */
export function beginWait(turn: Turn, unit: UnitRef, step: WaitStep): Begun {
  const { state } = turn;
  if (step.correlation !== undefined) {
    const filled = fill('correlation', step.correlation, unitScope(turn.index, state, unit));
    if (!filled.ok) return failedWith(filled);
    unitAt(turn, unit).correlation = filled.value;
  }
  const kept = state.events.findIndex((event) => event.name === step.event && fits(turn, unit, step, event));
  const [event] = kept < 0 ? [] : state.events.splice(kept, 1);
  if (event !== undefined) {
    state.eventBytes -= bytesOf(event);
    return { kind: 'completed', result: event.value };
  }
  if (step.timeoutMs !== undefined) {
    if (!pays(state, historyCost.timer)) return failedWith(historyFull);
    startTimer(turn, unit, 'time-out', step.timeoutMs);
  }
  const others = own(state.waiting, step.event);
  if (others === undefined) setOwn(state.waiting, step.event, [unit]);
  else others.push(unit);
  return waiting;
}

/** Every open wait that it fits takes it; where there is none it is kept for a later one. */
export function eventArrived(turn: Turn, event: ArrivedEvent): void {
  const { state } = turn;
  if (event.id !== undefined) {
    if (own(state.eventIds, event.id) === true) return;
    setOwn(state.eventIds, event.id, true);
  }
  // One that is stopped may be held, and its waits begin anew.
  if (state.phase === 'compensating') return;
  const takers = (own(state.waiting, event.name) ?? []).filter((unit) =>
    fits(turn, unit, stepAt(turn, unit.step) as WaitStep, event),
  );
  if (takers.length === 0) {
    keep(turn, event);
    return;
  }
  for (const unit of takers) {
    // The one before may have brought the execution past a limit, and so to its end.
    if (unitAt(turn, unit).status !== 'running') continue;
    stopWaiting(turn, unit);
    completeUnit(turn, unit, event.value);
  }
}

function keep({ state, index }: Turn, event: ArrivedEvent): void {
  // Nobody will ever wait for it.
  if (!index.awaited.has(event.name)) return;
  const bytes = bytesOf(event);
  if (state.events.length >= engineLimits.keptEvents || state.eventBytes + bytes > engineLimits.keptEventBytes) {
    state.eventsDropped = (state.eventsDropped ?? 0) + 1;
    // It may be sent again, when there is room.
    if (event.id !== undefined) delete state.eventIds[event.id];
    return;
  }
  state.events.push(event);
  state.eventBytes += bytes;
}

function bytesOf({ value, correlation = null }: ArrivedEvent): number {
  return jsonBytes(value) + jsonBytes(correlation);
}

export function stopWaiting(turn: Turn, unit: UnitRef): void {
  stopTimer(turn, unit);
  const step = stepAt(turn, unit.step) as WaitStep;
  const { waiting: open } = turn.state;
  const left = (own(open, step.event) ?? []).filter((each) => each.step !== unit.step || each.element !== unit.element);
  if (left.length > 0) setOwn(open, step.event, left);
  else delete open[step.event];
}

function fits(turn: Turn, unit: UnitRef, step: WaitStep, event: ArrivedEvent): boolean {
  const { correlation } = unitAt(turn, unit);
  if (correlation !== undefined && !jsonEqual(correlation, event.correlation ?? null)) return false;
  if (step.condition === undefined) return true;
  const scope = unitScope(turn.index, turn.state, unit, { place: 'condition', locals: { value: event.value } });
  const found = evaluateCondition(step.condition, scope);
  if (found.ok) return found.value === true;
  // No match; recorded, so that its author learns why nothing was taken.
  const record = recordAt(turn, unit.step);
  record.unreadable = { message: `condition: ${found.error.message}`, count: (record.unreadable?.count ?? 0) + 1 };
  return false;
}
