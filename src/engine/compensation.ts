import type {
  CallStep,
  Compensation,
  ForeignActivityStep,
  ForeignWorkflowStep,
  PlanStep,
  RetryRule,
} from '../plan/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { invariant, isList, isObject, jsonBytes, type Json } from '../std/index.ts';
import { callParameters, type CallParameters, sentWith, serviceParameters, withinLimit } from './call-parameters.ts';
import { callKey, type UnitRef } from './call-ref.ts';
import { nextNumber, noteExecution, noteStep } from './change.ts';
import type { UndoCall } from './command.ts';
import { engineLimits } from './limits.ts';
import type { CallAborted, CallCompleted, CallFailed } from './observation.ts';
import { persistentRetry } from './persistent-retry.ts';
import type { UndoState, UnitState } from './state.ts';
import { unitScope } from './step-scope.ts';
import { failureOf } from './steps/call.ts';
import { recordAt, stepAt, type Turn, unitAt } from './turn.ts';

/** Begins the next undo, walking the plan's order backwards, and a step's elements from the last to the first: not the
 * order of completion, so that the same failure is always undone the same way. False when none is left. */
export function undoNext(turn: Turn): boolean {
  const { state, plan } = turn;
  for (let place = state.undoFrom ?? plan.order.length - 1; place >= 0; place--) {
    state.undoFrom = place;
    const at = plan.order[place] as number;
    const { elements } = recordAt(turn, at);
    if (elements === undefined) {
      if (beginUndo(turn, { step: at })) return true;
      noteUndone(turn, at);
      continue;
    }
    for (let element = state.undoElement ?? elements.next - 1; element >= 0; element--) {
      state.undoElement = element;
      if (elements.units[element] !== undefined && beginUndo(turn, { step: at, element })) return true;
    }
    delete state.undoElement;
    noteUndone(turn, at);
  }
  return false;
}

/** False where there is nothing to undo, or it can't be. */
function beginUndo(turn: Turn, unit: UnitRef): boolean {
  const record = unitAt(turn, unit);
  if (record.undo !== undefined && record.undo.status !== 'running') return false;
  if (record.undoList !== undefined) return callNextOfList(turn, unit, record, record.undoList);
  const step = stepAt(turn, unit.step);
  const compensate = undoOf(step, record);
  if (compensate === undefined || record.undo !== undefined) return false;
  const call = undoCall(turn, unit, compensate);
  noteUndoing(turn, unit.step);
  if (!call.ok) {
    const failure = { code: call.code, message: call.message, step: step.id };
    record.undo = { status: 'failed', startedAt: turn.now, endedAt: turn.now, attempts: 0, failure };
    return false;
  }
  record.undo = { status: 'running', startedAt: turn.now };
  start(turn, { ...unit, part: 'undo' }, call.value);
  return true;
}

/** The calls that undo a sub-workflow, one after another. */
function callNextOfList(turn: Turn, unit: UnitRef, record: UnitState, list: readonly UndoCall[]): boolean {
  if (record.status !== 'completed' && record.unknown !== true) return false;
  noteUndoing(turn, unit.step);
  record.undo ??= { status: 'running', startedAt: turn.now };
  const next = record.undo.call === undefined ? 0 : record.undo.call + 1;
  const call = list[next];
  if (call === undefined) {
    finish(record.undo, turn.now);
    delete record.undo.call;
    return false;
  }
  record.undo.call = next;
  start(turn, { ...unit, part: 'undo', at: next }, call);
  return true;
}

/** Of all elements of a step as one, and of the whole execution where it is the first. */
function noteUndoing(turn: Turn, step: number): void {
  const { state, now } = turn;
  if (state.undone === undefined) noteExecution(turn, 'compensating');
  state.undone ??= { since: now };
  if (state.undone.step === step) return;
  state.undone.step = step;
  noteStep(turn, step, 'compensating');
}

/** The walk has gone past it. */
function noteUndone(turn: Turn, step: number): void {
  const { undone } = turn.state;
  if (undone?.step !== step) return;
  delete undone.step;
  const { undo, elements } = recordAt(turn, step);
  const undos = [undo, ...Object.values(elements?.units ?? {}).map((unit) => unit.undo)].filter(
    (each) => each !== undefined,
  );
  const since = undos.reduce((first, { startedAt }) => Math.min(first, startedAt), turn.now);
  const attempts = undos.reduce((sum, each) => sum + (each.attempts ?? 0), 0);
  const failure = undos.find((each) => each.failure !== undefined)?.failure ?? null;
  if (failure !== null) undone.failure ??= failure;
  const number = nextNumber(turn);
  turn.changes.push({ kind: 'step', step, became: 'compensated', since, attempts, failure, number, at: turn.now });
}

function start(turn: Turn, call: UnitRef & { readonly part: 'undo'; readonly at?: number }, undo: UndoCall): void {
  turn.state.undoing = true;
  if (undo.kind === 'foreign') turn.commands.push({ ...undo, kind: 'start-foreign-activity', call });
  else turn.commands.push({ kind: 'start-call', call, ...undo });
}

/** Completed, or begun with an outcome that nobody knows; failed, where its author asks for it. */
function undoOf(step: PlanStep, record: UnitState): Compensation | undefined {
  if (!isUndoable(step)) return undefined;
  if (step.kind === 'call' && record.status === 'failed' && step.compensateFailed !== undefined) {
    // One that was never sent, or stopped before it was, did nothing.
    if (record.attempts === undefined) return undefined;
    return record.failure?.code === 'cancelled' && record.unknown !== true ? undefined : step.compensateFailed;
  }
  return record.status === 'completed' || record.unknown === true ? step.compensate : undefined;
}

type UndoableStep = CallStep | ForeignActivityStep | ForeignWorkflowStep;

function isUndoable(step: PlanStep): step is UndoableStep {
  const { kind } = step;
  return kind === 'call' || kind === 'foreign-activity' || kind === 'foreign-workflow';
}

type Made = { readonly ok: true; readonly value: UndoCall } | Exclude<CallParameters, { readonly ok: true }>;

function undoCall(turn: Turn, unit: UnitRef, compensate: Compensation): Made {
  const { state, index } = turn;
  const step = stepAt(turn, unit.step) as UndoableStep;
  const parameters = undoParameters(turn, unit, step, compensate);
  if (!parameters.ok) return parameters;
  state.undoSentBytes += parameters.bytes;
  const retry = retryOfUndo(step.retry);
  if (step.kind !== 'call') {
    const { taskQueue, timeoutMs = engineLimits.actionMs } = step;
    const queueTimeoutMs = step.kind === 'foreign-activity' ? step.queueTimeoutMs : engineLimits.undoQueueMs;
    return {
      ok: true,
      value: {
        kind: 'foreign',
        taskQueue,
        type: compensate.method,
        argument: parameters.value,
        timeoutMs,
        queueTimeoutMs,
        retry,
      },
    };
  }
  return {
    ok: true,
    value: {
      service: step.service,
      method: compensate.method,
      ...sentWith(parameters),
      key: callKey(index, state.executionId, { ...unit, part: 'undo' }),
      timeoutMs: step.timeoutMs,
      retry,
    },
  };
}

function retryOfUndo(own: RetryRule): RetryRule {
  return { ...persistentRetry, count: Math.max(persistentRetry.count, own.count) };
}

function undoParameters(turn: Turn, unit: UnitRef, step: UndoableStep, compensate: Compensation): CallParameters {
  const { index, state } = turn;
  const result = resultOf(turn, unit);
  const evaluate = step.kind === 'call' ? serviceParameters : callParameters;
  if (compensate.parameters !== undefined) {
    const scope = unitScope(index, state, unit, { place: 'undo', locals: { result } });
    const made = evaluate('compensate_parameters', compensate.parameters, scope);
    if (!made.ok || state.undoSentBytes + made.bytes <= engineLimits.undoSentBytes) return made;
    const message = `with its parameters the undoing calls would have sent more than ${engineLimits.undoSentBytes} bytes`;
    return { ok: false, code: 'parameters-too-large', message };
  }
  const written = step.parameters ?? { kind: 'value', value: {} };
  const own = evaluate('parameters', written, unitScope(index, state, unit));
  if (!own.ok || !isObject(own.value)) return own;
  // A member of that name gives way, and with it the secrets in it.
  const secrets = own.secrets?.filter(({ at }) => !/^\/result(?:\/|$)/.test(at));
  return withinLimit({ ...own.value, result }, engineLimits.parameterBytes + engineLimits.undoResultBytes, secrets);
}

function resultOf(turn: Turn, unit: UnitRef): Json {
  const { result } = unitAt(turn, unit);
  if (result !== undefined || unit.element === undefined) return result ?? null;
  const { elements, result: all } = recordAt(turn, unit.step);
  return elements?.results?.[unit.element] ?? (isList(all) ? (all[unit.element] ?? null) : null);
}

export function undoEnded(turn: Turn, observation: CallCompleted | CallFailed | CallAborted): void {
  const { call, attempts } = observation;
  const { undo } = unitAt(turn, call);
  invariant(undo !== undefined, 'the end of an undo that never began');
  delete turn.state.undoing;
  undo.attempts = (undo.attempts ?? 0) + attempts;
  if (observation.kind !== 'call-completed') {
    const { code, message } = failureOf(observation);
    undo.failure ??= { code, message, step: stepAt(turn, call.step).id };
  }
  // A list is gone through to its end, whatever became of one of its calls.
  if (undo.call === undefined) finish(undo, turn.now);
}

function finish(undo: UndoState, now: number): void {
  undo.status = undo.failure === undefined ? 'done' : 'failed';
  undo.endedAt = now;
}

export type UndoList =
  | { readonly ok: true; readonly list: readonly UndoCall[] }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** All that would undo this execution, in order, for the one that called it. */
export function undoListOf(turn: Turn, resultBytes: number): UndoList {
  const list = collectUndo(turn);
  if (!list.ok) return list;
  const bytes = resultBytes + jsonBytes(list.list as unknown as Json);
  const calls = list.list.length;
  if (bytes <= engineLimits.resultBytes && calls <= engineLimits.undoCalls) return list;
  const message = `its result and the ${calls} calls that would undo it have ${bytes} bytes together; ${engineLimits.resultBytes} bytes and ${engineLimits.undoCalls} calls are the most for a sub-workflow`;
  return { ok: false, code: 'results-too-large', message };
}

function collectUndo(turn: Turn): UndoList {
  const list: UndoCall[] = [];
  for (const at of turn.plan.order.toReversed()) {
    const step = stepAt(turn, at);
    const { elements } = recordAt(turn, at);
    const units: UnitRef[] =
      elements === undefined
        ? [{ step: at }]
        : Object.keys(elements.units)
            .map((element) => ({ step: at, element: Number(element) }))
            .toReversed();
    for (const unit of units) {
      const record = unitAt(turn, unit);
      if (record.undoList !== undefined) {
        list.push(...record.undoList);
        continue;
      }
      const compensate = undoOf(step, record);
      if (compensate === undefined) continue;
      const call = undoCall(turn, unit, compensate);
      if (!call.ok) return { ok: false, code: call.code, message: `the undo of ${step.id}: ${call.message}` };
      list.push(call.value);
    }
  }
  return { ok: true, list };
}
