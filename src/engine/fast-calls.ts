import type { CallStep } from '../plan/index.ts';
import { jsonBytes } from '../std/index.ts';
import type { Command, StartCall } from './command.ts';
import { historyCost, pays } from './history-budget.ts';
import { engineLimits } from './limits.ts';
import type { CallAborted, CallCompleted, CallFailed, Observation } from './observation.ts';
import { recordAt, stepAt, type Turn, unitAt } from './turn.ts';

/** A fast call is made by the worker that has the workflow task, and its end is part of that task: no round trips, and one
 * event of history instead of three and a task. While it runs the task takes in nothing else, so calls are fast only where
 * nothing would have to wait for them: all that began is fast, and nothing else is under way. */

/** Of what has begun in this turn, all calls become fast, or none. */
export function speedUp(turn: Turn, begun: number): void {
  const { index, state, commands, now } = turn;
  if (!index.hasFast || commands.length === begun || state.phase !== 'running') return;
  const fresh = commands.slice(begun);
  if (!fresh.every((command) => mayBeFast(turn, command)) || !isAlone(turn, fresh.length)) return;
  const run = (state.fastRun ??= { since: now, bytes: 0 });
  if (now - run.since > engineLimits.fastRunMs) return;
  const room = (engineLimits.fastRunBytes - run.bytes) / fresh.length - engineLimits.fastMarkerBytes;
  if (room < engineLimits.fastAnswerBytes) return;
  // Beside what the call takes that follows one that fails; it is given back where none follows.
  if (!pays(state, historyCost.fast * fresh.length)) return;
  const resultBytes = Math.min(Math.floor(room), engineLimits.answerBytes);
  for (const [at, command] of (fresh as readonly StartCall[]).entries()) {
    const timeoutMs = Math.min(command.timeoutMs, engineLimits.fastMs);
    commands[begun + at] = { ...command, timeoutMs, fast: { resultBytes } };
    unitAt(turn, command.call).fast = 'in-flight';
  }
  state.fast = fresh.length;
}

function mayBeFast(turn: Turn, command: Command): command is StartCall {
  // One made apart has a long time-out, which no fast one has; this holds it for plans made otherwise.
  if (command.kind !== 'start-call' || command.apart !== undefined) return false;
  return (stepAt(turn, command.call.step) as CallStep).fast === true;
}

/** Whether these are all that is under way. */
function isAlone(turn: Turn, calls: number): boolean {
  const { index, state } = turn;
  if (state.inFlight !== calls || state.acting > 0 || state.actionsDue.length > 0) return false;
  return index.waits.every((at) => recordAt(turn, at).status !== 'running');
}

/** Before anything else is made of an observation: whether it goes on with a run of fast calls or ends it. */
export function noteRun({ index, state, now }: Turn, observation: Observation): void {
  if (index.hasFast && !endsFastCall(state, observation)) state.fastRun = { since: now, bytes: 0 };
}

function endsFastCall(state: Turn['state'], observation: Observation): boolean {
  if (observation.kind !== 'call-completed' && observation.kind !== 'call-failed') return false;
  const { part, step, element } = observation.call;
  if (part !== 'call') return false;
  const record = state.steps[step];
  return (element === undefined ? record : record?.elements?.units[element])?.fast === 'in-flight';
}

/** A fast call has ended. */
export function fastEnded({ state }: Turn, observation: CallCompleted | CallFailed | CallAborted): void {
  const { fast = 1, fastRun } = state;
  if (fast > 1) state.fast = fast - 1;
  else delete state.fast;
  const isAnswer = observation.kind === 'call-completed';
  if (isAnswer && state.eventsLeft !== undefined) state.eventsLeft += historyCost.call;
  if (fastRun === undefined) return;
  fastRun.bytes += isAnswer
    ? engineLimits.fastMarkerBytes + jsonBytes(observation.result)
    : engineLimits.fastFailureBytes;
}
