import type { Action } from '../plan/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { jsonBytes } from '../std/index.ts';
import { sentWith, serviceParameters } from './call-parameters.ts';
import { callKey } from './call-ref.ts';
import { mayBeginMore } from './may-begin.ts';
import { historyCost, historyFull, pays } from './history-budget.ts';
import { engineLimits } from './limits.ts';
import type { CallAborted, CallCompleted, CallFailed } from './observation.ts';
import { persistentRetry } from './persistent-retry.ts';
import type { ActionState, State } from './state.ts';
import { fill, unitScope } from './step-scope.ts';
import { recordAt, stepAt, type Turn } from './turn.ts';

/** What a step's on_success or on_failure asks for, once it has ended. Dependents don't wait for it; the execution's end
 * and its compensation do. */
export function beginActions(turn: Turn, at: number): void {
  const step = stepAt(turn, at);
  const record = recordAt(turn, at);
  // Neither a skipped step nor one that was stopped has any.
  if (record.status !== 'completed' && record.status !== 'failed') return;
  if (record.failure?.code === 'cancelled') return;
  const on = record.status === 'completed' ? 'on_success' : 'on_failure';
  const actions = (on === 'on_success' ? step.onSuccess : step.onFailure) ?? [];
  for (const number of actions.keys()) {
    (record.actions ??= []).push({ on, at: number, status: 'due' });
    turn.state.actionsDue.push(at);
  }
  beginDueActions(turn);
}

/** As far as there is room: those that begin together travel in one message. */
export function beginDueActions(turn: Turn): void {
  const { state } = turn;
  while (mayBeginMore(state) && state.acting < engineLimits.acting && state.actingBytes < engineLimits.actingBytes) {
    const at = state.actionsDue.shift();
    if (at === undefined) return;
    const step = stepAt(turn, at);
    const done = recordAt(turn, at).actions?.find(({ status }) => status === 'due');
    const action = done && (done.on === 'on_success' ? step.onSuccess : step.onFailure)?.[done.at];
    if (done === undefined || action === undefined) continue;
    done.status = 'running';
    const refused = beginAction(turn, at, done, action);
    if (refused === null) {
      state.acting++;
      state.actingBytes += done.sentBytes ?? 0;
    } else {
      done.status = 'failed';
      done.failure = { ...refused, step: step.id };
    }
  }
}

type Refused = { readonly code: FailureCode; readonly message: string } | null;

function beginAction(turn: Turn, at: number, done: ActionState, action: Action): Refused {
  const { on, at: number } = done;
  const { index, state, commands } = turn;
  const record = recordAt(turn, at);
  const call = { step: at, part: on, at: number };
  const key = callKey(index, state.executionId, call);
  const scope = unitScope(
    index,
    state,
    { step: at },
    {
      place: `${on}.${number}`,
      locals: {
        result: record.status === 'completed' ? (record.result ?? null) : null,
        error: record.failure?.message ?? null,
        error_code: record.failure?.code ?? null,
      },
    },
  );
  if (action.kind === 'notify') {
    const filled = fill(`${on}.notify`, action.text, scope);
    if (!filled.ok) return { code: filled.code, message: filled.message };
    const text = typeof filled.value === 'string' ? filled.value : JSON.stringify(filled.value);
    const refused = charge(state, done, jsonBytes(text));
    if (refused !== null) return refused;
    commands.push({ kind: 'start-notify', call, text, key });
    return null;
  }
  const parameters = serviceParameters(`${on}.parameters`, action.parameters, scope);
  if (!parameters.ok) return { code: parameters.code, message: parameters.message };
  const refused = charge(state, done, parameters.bytes);
  if (refused !== null) return refused;
  commands.push({
    kind: 'start-call',
    call,
    service: action.service,
    method: action.method,
    ...(action.verb !== undefined && { verb: action.verb }),
    ...sentWith(parameters),
    key,
    timeoutMs: engineLimits.actionMs,
    retry: persistentRetry,
  });
  return null;
}

function charge(state: State, done: ActionState, bytes: number): Refused {
  if (bytes > engineLimits.actionBytes) {
    const message = `it has ${bytes} bytes as JSON; ${engineLimits.actionBytes} is the most for an action`;
    return { code: 'parameters-too-large', message };
  }
  if (state.sentBytes + bytes > engineLimits.sentBytes) {
    const message = `with it this execution would have sent more than ${engineLimits.sentBytes} bytes`;
    return { code: 'parameters-too-large', message };
  }
  if (!pays(state, historyCost.call)) return historyFull;
  state.sentBytes += bytes;
  done.sentBytes = bytes;
  return null;
}

export function actionEnded(turn: Turn, observation: CallCompleted | CallFailed | CallAborted): void {
  const { call, attempts } = observation;
  turn.state.acting--;
  const action = recordAt(turn, call.step).actions?.find(
    (each) => each.on === call.part && each.at === call.at && each.status === 'running',
  );
  if (action === undefined) return;
  turn.state.actingBytes -= action.sentBytes ?? 0;
  delete action.sentBytes;
  action.attempts = attempts;
  action.status = observation.kind === 'call-completed' ? 'done' : 'failed';
  const { id: step } = stepAt(turn, call.step);
  if (observation.kind === 'call-failed') {
    action.failure = { code: observation.code, message: observation.message, step };
  } else if (observation.kind === 'call-aborted') {
    action.failure = { code: 'cancelled', message: 'aborted from outside', step };
  }
  beginDueActions(turn);
}
