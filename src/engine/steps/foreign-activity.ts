import type { ForeignActivityStep, ForeignWorkflowStep } from '../../plan/index.ts';
import type { FailureCode } from '../../problems/index.ts';
import type { Json } from '../../std/index.ts';
import { callParameters } from '../call-parameters.ts';
import type { UnitRef } from '../call-ref.ts';
import { completeUnit, failUnit } from '../end-unit.ts';
import { landed, setOff } from '../flight.ts';
import { historyCost, historyFull, pays } from '../history-budget.ts';
import { engineLimits } from '../limits.ts';
import type { CallAborted, CallCompleted, CallFailed, ChildFailed } from '../observation.ts';
import { unitScope } from '../step-scope.ts';
import { recordAt, stepAt, type Turn, unitAt } from '../turn.ts';
import { type Begun, failedWith, waiting } from './begun.ts';
import { failureOf } from './call.ts';

/** Calls an activity of other Temporal code. */
export function beginForeignActivity(turn: Turn, unit: UnitRef, step: ForeignActivityStep): Begun {
  const sent = sendForeign(turn, unit, step, historyCost.call);
  if (!sent.ok) return failedWith(sent);
  const { taskQueue, type, timeoutMs, queueTimeoutMs, retry, priority } = step;
  turn.commands.push({
    kind: 'start-foreign-activity',
    call: { ...unit, part: 'call' },
    taskQueue,
    type,
    ...sent.argument,
    timeoutMs,
    queueTimeoutMs,
    retry,
    ...(priority !== undefined && { priority }),
  });
  return waiting;
}

type Sent =
  | { readonly ok: true; readonly argument: { readonly argument?: Json } }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** What either kind of foreign code is sent, with room for it and for its undo in the history. */
export function sendForeign(
  turn: Turn,
  unit: UnitRef,
  step: ForeignActivityStep | ForeignWorkflowStep,
  events: number,
): Sent {
  const { state } = turn;
  const made =
    step.parameters === undefined
      ? null
      : callParameters('parameters', step.parameters, unitScope(turn.index, state, unit));
  if (made !== null && !made.ok) return made;
  const bytes = made?.bytes ?? 0;
  if (state.sentBytes + bytes > engineLimits.sentBytes) {
    const message = `with its parameters this execution would have sent more than ${engineLimits.sentBytes} bytes`;
    return { ok: false, code: 'parameters-too-large', message };
  }
  const undo = step.compensate === undefined ? 0 : historyCost.call;
  if (!pays(state, events + undo)) return { ok: false, ...historyFull };
  state.sentBytes += bytes;
  // What comes back is bounded by nobody but Temporal: few at a time, whatever they are sent.
  setOff(turn, unit, Math.max(bytes, engineLimits.foreignFlightBytes));
  return { ok: true, argument: made === null ? {} : { argument: made.value } };
}

/** Nobody waits for an activity that was told to stop: its worker may not even hear of it. What it did is unknown. */
export function abandonForeign(turn: Turn): void {
  for (const [at, record] of turn.state.steps.entries()) {
    if (record.status !== 'running' || stepAt(turn, at).kind !== 'foreign-activity') continue;
    const { elements } = record;
    if (elements === undefined) abandon(turn, { step: at });
    else {
      for (const [element, unit] of Object.entries(elements.units)) {
        if (unit.status === 'running') abandon(turn, { step: at, element: Number(element) });
      }
    }
  }
}

function abandon(turn: Turn, unit: UnitRef): void {
  landed(turn, unit);
  unitAt(turn, unit).unknown = true;
  failUnit(turn, unit, 'cancelled', 'aborted, because the execution was stopped');
}

export function foreignActivityEnded(
  turn: Turn,
  step: ForeignActivityStep,
  observation: CallCompleted | CallFailed | CallAborted,
): void {
  const { call: unit } = observation;
  // It was told to stop, and has ended since.
  if (!isRunning(turn, unit)) return;
  landed(turn, unit);
  if (observation.kind === 'call-completed') {
    completeUnit(turn, unit, observation.result);
    return;
  }
  const { code, message } = failureOf(observation);
  // Of its attempts only the last is known: one before it may have ended unanswered.
  if (observation.unanswered || step.retry.count > 0) unitAt(turn, unit).unknown = true;
  if (observation.kind === 'call-failed') chargeFailure(turn, observation);
  failUnit(turn, unit, code, message);
}

function isRunning(turn: Turn, { step, element }: UnitRef): boolean {
  const record = recordAt(turn, step);
  const unit = element === undefined ? record : record.elements?.units[element];
  return unit?.status === 'running';
}

const unread: ReadonlySet<FailureCode> = new Set(['response-too-large', 'response-too-deep', 'response-not-json']);

/** A result that is refused stands in the history all the same, however large it is, and so does a failure. */
export function chargeFailure({ state }: Turn, { code, bytes = 0 }: CallFailed | ChildFailed): void {
  state.sentBytes += unread.has(code) ? engineLimits.foreignResultBytes : bytes;
}
