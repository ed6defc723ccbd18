import { type Expr, expressionsOf, type Scope } from '../../expressions/index.ts';
import type { CallStep, Condition, Poll } from '../../plan/index.ts';
import { isObject, jsonBytes, type Json, type JsonObject, setOwn } from '../../std/index.ts';
import { sentWith, serviceParameters } from '../call-parameters.ts';
import { callKey, childId, type UnitRef } from '../call-ref.ts';
import type { PollScope, StartCall, StartPoll } from '../command.ts';
import { completeUnit, failUnit } from '../end-unit.ts';
import { landed, setOff } from '../flight.ts';
import { fastEnded } from '../fast-calls.ts';
import { historyCost, historyFull, pays } from '../history-budget.ts';
import { isApart, nowJoinable } from '../joinable.ts';
import { engineLimits } from '../limits.ts';
import type { CallAborted, CallCompleted, CallFailed } from '../observation.ts';
import { payloadOf } from '../payload.ts';
import type { UnitState } from '../state.ts';
import { executionContext, unitScope, viewOf } from '../step-scope.ts';
import { stepAt, type Turn, unitAt } from '../turn.ts';
import { type Begun, failedWith, waiting } from './begun.ts';

/** Calls a service. */
export function beginCall(turn: Turn, unit: UnitRef, step: CallStep): Begun {
  const { state } = turn;
  const parameters = serviceParameters('parameters', step.parameters, unitScope(turn.index, state, unit));
  if (!parameters.ok) return failedWith(parameters);
  if (state.sentBytes + parameters.bytes > engineLimits.sentBytes) {
    const message = `with its parameters this execution would have sent more than ${engineLimits.sentBytes} bytes`;
    return failedWith({ code: 'parameters-too-large', message });
  }
  // With what may follow it: nothing that was done must be left without the room to undo it.
  const undo = step.compensate === undefined && step.compensateFailed === undefined ? 0 : historyCost.call;
  if (!pays(state, historyCost.call + undo + (step.poll === undefined ? 0 : historyCost.call))) {
    return failedWith(historyFull);
  }
  state.sentBytes += parameters.bytes;
  startCall(turn, unit, step, { ...sentWith(parameters), retry: step.retry });
  setOff(turn, unit, parameters.bytes);
  return waiting;
}

function startCall(
  turn: Turn,
  unit: UnitRef,
  step: CallStep,
  { delayMs, ...more }: Pick<StartCall, 'parameters' | 'secrets' | 'retry'> & { readonly delayMs?: number | undefined },
): void {
  const { service, method, verb, timeoutMs, priority } = step;
  const call = { ...unit, part: 'call' } as const;
  turn.commands.push({
    kind: 'start-call',
    call,
    service,
    method,
    ...(verb !== undefined && { verb }),
    ...more,
    key: callKey(turn.index, turn.state.executionId, call),
    timeoutMs,
    ...(priority !== undefined && { priority }),
    ...(delayMs !== undefined && { delayMs }),
    ...(isApart(turn.index, step) && {
      apart: childId(turn.index, turn.state.executionId, unit, unitAt(turn, unit).again),
    }),
  });
}

/** A fast attempt has failed in passing: the call goes on as any other, under the same key, which counts that attempt. At
 * least once, since the worker alone may have been at fault. */
function goOnAfterFast(turn: Turn, observation: CallFailed): void {
  const { call, attempts, unanswered, retryAfterMs: delayMs } = observation;
  const unit = call.element === undefined ? { step: call.step } : { step: call.step, element: call.element };
  const step = stepAt(turn, unit.step) as CallStep;
  const parameters = serviceParameters('parameters', step.parameters, unitScope(turn.index, turn.state, unit));
  const record = unitAt(turn, unit);
  record.fast = { attempts, unanswered };
  if (parameters.ok) {
    const retry = { ...step.retry, count: Math.max(0, step.retry.count - attempts) };
    startCall(turn, unit, step, { ...sentWith(parameters), retry, delayMs });
    return;
  }
  const { code, message } = parameters;
  endFailed(turn, { kind: 'call-failed', at: turn.now, call, code, message, attempts: 0, unanswered: false });
}

export function callCompleted(turn: Turn, observation: CallCompleted): void {
  const { call: unit, result, accepted, attempts } = observation;
  const step = stepAt(turn, unit.step) as CallStep;
  const record = unitAt(turn, unit);
  if (record.fast === 'in-flight') fastEnded(turn, observation);
  landed(turn, unit);
  if (unit.part === 'poll') {
    keepAnswer(turn, unit);
    delete record.result;
    completeUnit(turn, unit, result);
    return;
  }
  record.attempts = attempts + attemptsBefore(record);
  delete record.fast;
  if (step.poll === undefined && accepted === undefined) {
    completeUnit(turn, unit, result);
    return;
  }
  // Done at the service: whatever becomes of the polling, it has to be undone, and its undo gets this answer.
  record.result = result;
  if (turn.state.aborted === true) {
    failAnswered(turn, unit, { code: 'cancelled', message: 'stopped before its polling began' });
    return;
  }
  const begun =
    step.poll === undefined
      ? pollLocation(turn, unit, step, accepted ?? { path: '' })
      : beginPoll(turn, unit, step, step.poll, result);
  if (begun.kind === 'failed') failAnswered(turn, unit, begun);
}

/** The fields of both answers go into the payload. */
function keepAnswer({ index, state }: Turn, { step, element }: UnitRef): void {
  const record = state.steps[step];
  if (index.plan.payload !== true || element !== undefined || record === undefined) return;
  const answer = record.result ?? null;
  if (!isObject(answer)) return;
  record.answered = answer;
  state.resultBytes += jsonBytes(answer);
}

function failAnswered(turn: Turn, unit: UnitRef, failure: Pick<CallFailed, 'code' | 'message'>): void {
  unitAt(turn, unit).unknown = true;
  failUnit(turn, unit, failure.code, failure.message);
}

function beginPoll(turn: Turn, unit: UnitRef, step: CallStep, poll: Poll, response: Json): Begun {
  const { index, state } = turn;
  const scope = unitScope(index, state, unit, { place: 'poll', locals: { response } });
  const parameters = serviceParameters('poll.parameters', poll.parameters ?? { kind: 'value', value: {} }, scope);
  if (!parameters.ok) return failedWith(parameters);
  const sees = pollScope(turn, unit, poll.until, response);
  const bytes = parameters.bytes + jsonBytes(sees as unknown as Json);
  if (bytes > engineLimits.pollBytes) {
    const message = `poll: its parameters and what its \`until\` reads have ${bytes} bytes as JSON; ${engineLimits.pollBytes} is the most`;
    return failedWith({ code: 'parameters-too-large', message });
  }
  state.sentBytes += bytes;
  const { service, method, verb, intervalMs, timeoutMs } = poll;
  const target = {
    kind: 'method',
    method,
    ...(verb !== undefined && { verb }),
    ...sentWith(parameters),
  } as const;
  const until = { condition: poll.until, sees };
  startPoll(turn, unit, step, { service, target, until, intervalMs, timeoutMs });
  setOff(turn, unit, bytes);
  return waiting;
}

function pollLocation(
  turn: Turn,
  unit: UnitRef,
  step: CallStep,
  { path, origin, retryAfterMs = 1000 }: NonNullable<CallCompleted['accepted']>,
): Begun {
  if (!pays(turn.state, historyCost.call)) return failedWith(historyFull);
  const target = { kind: 'location', path, ...(origin !== undefined && { origin }) } as const;
  const timeoutMs = engineLimits.locationPollMs;
  startPoll(turn, unit, step, { service: step.service, target, intervalMs: retryAfterMs, timeoutMs });
  setOff(turn, unit, jsonBytes(path));
  return waiting;
}

type Asking = Pick<StartPoll, 'service' | 'target' | 'until' | 'intervalMs' | 'timeoutMs'>;

function startPoll(turn: Turn, unit: UnitRef, { timeoutMs, priority }: CallStep, asking: Asking): void {
  const polling = { ...asking, requestTimeoutMs: timeoutMs, ...(priority !== undefined && { priority }) };
  turn.commands.push({ kind: 'start-poll', call: { ...unit, part: 'poll' }, ...polling });
  if (!turn.index.outgrows) return;
  const record = unitAt(turn, unit);
  const { timeoutMs: allMs, ...kept } = polling;
  record.polling = { ...kept, endsAt: turn.now + allMs };
  nowJoinable(turn.state, record);
}

/** As much of the execution as the condition reads: it is evaluated where the asking is done. */
function pollScope(turn: Turn, unit: UnitRef, until: Condition, response: Json): PollScope {
  const { index, state } = turn;
  const scope: Scope = unitScope(index, state, unit, { place: 'until' });
  const read = readBy(until);
  const steps: Record<string, PollScope['steps'][string]> = {};
  for (const [id, members] of read.steps) {
    const view = viewOf(index, state, id);
    if (view !== undefined) setOwn(steps, id, { ...view, result: only(view.result, members) });
  }
  return {
    inputs: only(state.inputs, read.inputs) as JsonObject,
    context: executionContext(index, state),
    step: scope.step ?? { id: '' },
    now: scope.now,
    seed: scope.seed,
    steps,
    locals: scope.locals,
    ...(read.payload?.size !== 0 && {
      payload: only(payloadOf(index, state, unit.step, response).whole(), read.payload) as JsonObject,
    }),
  };
}

/** Members by name; null for all of it. */
type Members = Set<string> | null;

/** Which members of the inputs and of each step's result a condition reads. */
function readBy(condition: Condition): {
  readonly inputs: Members;
  readonly steps: ReadonlyMap<string, Members>;
  readonly payload: Members;
} {
  let inputs: Members = new Set();
  let payload: Members = new Set();
  const steps = new Map<string, Members>();
  const seen = new Set<Expr>();
  const note = (id: string, member: string | null): void => {
    const members = steps.get(id);
    if (member === null) steps.set(id, null);
    else if (members !== null) steps.set(id, (members ?? new Set()).add(member));
  };
  // A node comes before what it is made of.
  for (const node of typeof condition === 'boolean' ? [] : expressionsOf(condition)) {
    if (seen.has(node)) continue;
    if (node.kind === 'name' && node.name === 'inputs') inputs = null;
    else if (node.kind === 'name' && node.name === 'payload') payload = null;
    else if (node.kind === 'steps') note(node.id, null);
    if (node.kind !== 'member') continue;
    const { of, name } = node;
    if (of.kind === 'name' && of.name === 'inputs') {
      seen.add(of);
      inputs?.add(name);
    } else if (of.kind === 'name' && of.name === 'payload') {
      seen.add(of);
      payload?.add(name);
    } else if (of.kind === 'member' && of.name === 'result' && of.of.kind === 'steps') {
      seen.add(of).add(of.of);
      note(of.of.id, name);
    } else if (of.kind === 'steps' && name !== 'result') {
      seen.add(of);
      if (!steps.has(of.id)) steps.set(of.id, new Set());
    }
  }
  return { inputs, steps, payload };
}

function only(value: Json, members: Members): Json {
  if (members === null || !isObject(value)) return members?.size === 0 ? null : value;
  const kept: Record<string, Json> = {};
  for (const name of members) if (Object.hasOwn(value, name)) setOwn(kept, name, value[name] ?? null);
  return kept;
}

export function callFailed(turn: Turn, observation: CallFailed | CallAborted): void {
  if (unitAt(turn, observation.call).fast === 'in-flight') fastFailed(turn, observation);
  else endFailed(turn, observation);
}

function fastFailed(turn: Turn, observation: CallFailed | CallAborted): void {
  fastEnded(turn, observation);
  delete unitAt(turn, observation.call).fast;
  if (observation.kind !== 'call-failed' || observation.passing !== true) endFailed(turn, observation);
  else if (turn.state.aborted !== true) goOnAfterFast(turn, observation);
  // Any other call would have been stopped before its next attempt.
  else endFailed(turn, { ...observation, kind: 'call-aborted' });
}

function endFailed(turn: Turn, observation: CallFailed | CallAborted): void {
  const { call: unit, attempts } = observation;
  const record = unitAt(turn, unit);
  const { fast } = record;
  const unanswered = observation.unanswered || (typeof fast === 'object' && fast.unanswered);
  landed(turn, unit);
  if (unit.part === 'call') record.attempts = attempts + attemptsBefore(record);
  delete record.fast;
  // What is polled was answered before, so it happened.
  if (unanswered || unit.part === 'poll') record.unknown = true;
  const { code, message } = failureOf(observation);
  failUnit(turn, unit, code, message);
}

/** Those of the fast call that it follows. */
function attemptsBefore({ fast }: UnitState): number {
  return typeof fast === 'object' ? fast.attempts : 0;
}

export function failureOf(observation: CallFailed | CallAborted): Pick<CallFailed, 'code' | 'message'> {
  if (observation.kind === 'call-failed') return observation;
  return { code: 'cancelled', message: 'aborted, because the execution was stopped' };
}
