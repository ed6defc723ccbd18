import {
  advance,
  type CallRef,
  type Command,
  newState,
  type Observation,
  type Outcome,
  type StartCall,
  type StartNotify,
  type StartPoll,
  type State,
  type UnitRef,
} from '../../src/engine/index.ts';
import { evaluateCondition, payloadIn } from '../../src/expressions/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import { invariant, type Json, unreachable } from '../../src/std/index.ts';
import { Agenda, rankOf, type Rank, type RankedPart } from './agenda.ts';
import { type CallEnding, type ChildEnding, playAttempts, usualMs } from './endings.ts';
import { type Happened, said } from './happened.ts';
import type { MadeCall, RunOptions, RunResult } from './run-options.ts';

export type { Answer } from './endings.ts';
export type { MadeCall, RunOptions, RunResult, Seen } from './run-options.ts';

const usualChild: ChildEnding = { kind: 'completed', afterMs: usualMs, result: null, undo: [] };

interface Timer {
  readonly due: number;
  readonly strike: () => void;
}

export const startedAt = Date.UTC(2025, 0, 15, 6, 30);

/** Responses for which the `until` of a polling is tried. */
export const probes: readonly Json[] = [null, { done: true, n: 3 }, { done: false, n: 1 }];

/** Runs a plan with canned services and a hand-moved clock: the engine's commands are performed by the least that can
 * perform them, with the retries that the activity would do. Knows nothing of Temporal. What an engine must never ask
 * for (a call twice, a timer that runs already, stopping one that doesn't run) is thrown. */
export function runInMemory(plan: Plan, options: RunOptions = {}): RunResult {
  const engine = options.engine ?? { advance, newState };
  let state = engine.newState(plan, {
    executionId: options.executionId ?? 'exec_1',
    inputs: options.inputs ?? {},
    startedAt,
    ...(options.depth !== undefined && { depth: options.depth }),
    ...(options.called !== undefined && { called: options.called }),
    ...(options.historyEvents !== undefined && { events: options.historyEvents }),
  });
  const agenda = new Agenda(startedAt);
  const inFlight = new Map<string, { readonly ref: UnitRef; readonly part: RankedPart; aborted: boolean }>();
  const asked = new Set<string>();
  /** Activities of other code. */
  const foreign = new Set<string>();
  const keys = new Set<string>();
  /** Calls in flight that are fast; and the attempts of those that another call goes on with. */
  const fast = new Set<string>();
  const fastBefore = new Map<string, number>();
  const timers = new Map<string, Timer>();
  let timeout: Timer | undefined;
  const calls: MadeCall[] = [];
  const happened: Happened[] = [];
  let outcome: Outcome | undefined;

  const rank = (ref: UnitRef, part: RankedPart, at?: number): Rank =>
    rankOf.part(plan.order.indexOf(ref.step), ref.element, part, at);
  const idOf = ({ step, element }: UnitRef): string =>
    `${plan.steps[step]?.id}${element === undefined ? '' : `[${element}]`}`;
  const idOfCall = (call: CallRef): string =>
    `${idOf(call)}${call.part === 'call' ? '' : `.${call.part}`}${call.at === undefined ? '' : `.${call.at}`}`;

  const tell = (observation: Observation): void => {
    if (options.viaJson === true) state = JSON.parse(JSON.stringify(state)) as State;
    const advanced = engine.advance(plan, state, observation);
    state = advanced.state;
    for (const command of advanced.commands) {
      invariant(outcome === undefined, `${command.kind} after the end`);
      perform(command);
    }
    options.watch?.({ observation, commands: advanced.commands, changes: advanced.changes, state });
  };
  const begin = (id: string, ref: UnitRef, part: RankedPart, key?: string): void => {
    invariant(!asked.has(id), `${id} is asked for twice`);
    invariant(key === undefined || !keys.has(key) || fastBefore.has(id), `${key} is the key of two calls`);
    asked.add(id);
    if (key !== undefined) keys.add(key);
    inFlight.set(id, { ref, part, aborted: false });
  };
  const end = (id: string, observation: Observation): void => {
    fast.delete(id);
    if (inFlight.delete(id)) tell(observation);
  };
  const endCall = (id: string, call: CallRef, ending: CallEnding): void => {
    const at = agenda.now;
    const { attempts } = ending;
    if (ending.kind === 'failed') {
      const { code, message, unanswered } = ending;
      const passing = ending.passing === true && fast.has(id);
      if (passing) {
        fastBefore.set(id, attempts);
        asked.delete(id);
      }
      const more = passing ? { passing } : {};
      end(id, { kind: 'call-failed', at, call, code, message, attempts, unanswered, ...more });
    } else {
      const { result, accepted } = ending;
      end(id, { kind: 'call-completed', at, call, result, attempts, ...(accepted !== undefined && { accepted }) });
    }
  };
  const abort = (id: string): void => {
    const entry = inFlight.get(id);
    if (entry === undefined || entry.aborted || fast.has(id)) return;
    entry.aborted = true;
    happened.push({ at: agenda.now, what: 'abort', id });
    if (foreign.has(id)) {
      // Nobody waits for it.
      inFlight.delete(id);
      return;
    }
    const { ref, part } = entry;
    const { afterMs, attempts, unanswered } = options.aborted?.(id) ?? { afterMs: 1, attempts: 1, unanswered: true };
    agenda.at(agenda.now + afterMs, rank(ref, part), () => {
      const at = agenda.now;
      if (part === 'child') end(id, { kind: 'child-aborted', at, unit: ref });
      else if (part !== 'timer') end(id, { kind: 'call-aborted', at, call: { ...ref, part }, attempts, unanswered });
    });
  };
  const performCall = (command: StartCall | StartPoll | StartNotify): void => {
    const { call } = command;
    const id = idOfCall(call);
    if (command.kind === 'start-call' && command.fast !== undefined) {
      const isAlone = timers.size === 0 && [...inFlight.keys()].every((each) => fast.has(each));
      invariant(isAlone, `${id} is fast beside something else`);
      fast.add(id);
    }
    begin(id, call, call.part, command.kind === 'start-poll' ? undefined : command.key);
    const before = fastBefore.get(id) ?? 0;
    fastBefore.delete(id);
    const later = (afterMs: number, happen: () => void): void => {
      agenda.at(agenda.now + afterMs, rank(call, call.part, call.at), happen);
    };
    const ending = options.ending?.(id, command, before > 0);
    if (command.kind === 'start-call' && ending === undefined) {
      playAttempts(command, {
        before,
        answer: (attempt) => options.answer?.(command, attempt) ?? { result: null },
        later,
        begin: (attempt) => {
          if (inFlight.get(id)?.aborted !== false) return false;
          const { service, method, parameters, key } = command;
          calls.push({ at: agenda.now - startedAt, id, service, method, parameters, key, attempt });
          return true;
        },
        ended: (each) => {
          if (each.kind === 'completed' || inFlight.get(id)?.aborted === false) endCall(id, call, each);
        },
      });
    } else {
      const whole = ending ?? { kind: 'completed', afterMs: usualMs, result: null, attempts: 1 };
      later(whole.afterMs, () => endCall(id, call, whole));
    }
  };
  const beginChild = (id: string, unit: UnitRef, ending: ChildEnding = usualChild): void => {
    begin(id, unit, 'child');
    agenda.at(agenda.now + ending.afterMs, rank(unit, 'child'), () => {
      const at = agenda.now;
      if (ending.kind === 'aborted') end(id, { kind: 'child-aborted', at, unit });
      else if (ending.kind === 'failed')
        end(id, { kind: 'child-failed', at, unit, code: ending.code, message: ending.message });
      else end(id, { kind: 'child-completed', at, unit, result: ending.result, undo: ending.undo });
    });
  };
  const perform = (command: Command): void => {
    const at = agenda.now;
    switch (command.kind) {
      case 'start-call': {
        const { service, method, parameters, key, timeoutMs, retry } = command;
        const id = idOfCall(command.call);
        const to = { service, method, verb: command.verb ?? null, parameters, key };
        const rules = { timeoutMs, retry, priority: command.priority ?? null, delayMs: command.delayMs ?? null };
        happened.push({ at, what: 'call', id, ...to, ...rules, fast: command.fast !== undefined });
        return performCall(command);
      }
      case 'start-poll': {
        const { service, target, intervalMs, timeoutMs, requestTimeoutMs } = command;
        const id = idOfCall(command.call);
        const [until, priority] = [triedUntil(command), command.priority ?? null];
        const limits = { intervalMs, timeoutMs, requestTimeoutMs };
        happened.push({ at, what: 'poll', id, service, target, ...limits, until, priority });
        return performCall(command);
      }
      case 'start-notify':
        happened.push({ at, what: 'notify', id: idOfCall(command.call), text: command.text, key: command.key });
        return performCall(command);
      case 'start-child': {
        const { kind: _kind, unit, ...rest } = command;
        happened.push({ at, what: 'child', id: idOf(unit), ...rest });
        return beginChild(idOf(unit), unit, options.child?.(idOf(unit), command));
      }
      case 'start-foreign-activity': {
        const { call, taskQueue, type, argument } = command;
        const id = idOfCall(call);
        happened.push({ at, what: 'foreign', runs: 'activity', id, taskQueue, type, argument });
        const made = { id, service: taskQueue, method: type, parameters: argument ?? null, key: '', attempt: 1 };
        calls.push({ at: at - startedAt, ...made });
        begin(id, call, call.part);
        foreign.add(id);
        const usual = { kind: 'completed', afterMs: usualMs, result: null, attempts: 0 } as const;
        const ending = options.foreign?.(id, command) ?? usual;
        agenda.at(at + ending.afterMs, rank(call, call.part, call.at), () => endCall(id, call, ending));
        return;
      }
      case 'start-foreign-workflow': {
        const { unit, taskQueue, type, argument } = command;
        const id = idOf(unit);
        happened.push({ at, what: 'foreign', runs: 'workflow', id, taskQueue, type, argument });
        beginChild(id, unit, options.foreignWorkflow?.(id, command));
        return;
      }
      case 'abort-calls':
        for (const [id, { part }] of inFlight) if (['call', 'poll', 'child'].includes(part)) abort(id);
        return;
      case 'abort-child':
        invariant(inFlight.get(idOf(command.unit))?.part === 'child', `${idOf(command.unit)} is no child in flight`);
        return abort(idOf(command.unit));
      case 'start-timer': {
        const { unit, ms } = command;
        const id = idOf(unit);
        invariant(!timers.has(id), `${id} has two timers`);
        invariant(Number.isSafeInteger(ms) && ms > 0, `${id} has a timer of ${ms} ms`);
        happened.push({ at, what: 'timer', id, ms });
        const ring = (): void => {
          timers.delete(id);
          tell({ kind: 'timer-fired', at: agenda.now, unit });
        };
        timers.set(id, { due: at + ms, strike: agenda.at(at + ms, rank(unit, 'timer'), ring) });
        return;
      }
      case 'stop-timer': {
        const id = idOf(command.unit);
        const timer = timers.get(id);
        invariant(timer !== undefined, `${id} has no timer to stop`);
        // One that is due at this very moment has rung already, and its word is on its way.
        if (timer.due > at) timer.strike();
        timers.delete(id);
        happened.push({ at, what: 'stop-timer', id });
        return;
      }
      case 'start-timeout': {
        invariant(timeout === undefined, 'two timeouts');
        happened.push({ at, what: 'timeout', ms: command.ms });
        const runOut = (): void => {
          timeout = undefined;
          tell({ kind: 'time-ran-out', at: agenda.now });
        };
        timeout = { due: at + command.ms, strike: agenda.at(at + command.ms, rankOf.timeRanOut, runOut) };
        return;
      }
      case 'stop-timeout':
        invariant(timeout !== undefined, 'no timeout to stop');
        happened.push({ at, what: 'stop-timeout' });
        if (timeout.due > at) timeout.strike();
        timeout = undefined;
        return;
      case 'weigh':
      case 'continue':
      case 'join':
        throw new Error(`${command.kind}: nobody said that the history is long`);
      case 'end':
        happened.push({ at, what: 'end', outcome: command.outcome });
        outcome = command.outcome;
        return;
      default:
        unreachable(command);
    }
  };

  for (const ms of options.cancelAt ?? [])
    agenda.at(startedAt + ms, rankOf.cancel, () => tell({ kind: 'cancel-requested', at: agenda.now }));
  for (const ms of options.pauseAt ?? [])
    agenda.at(startedAt + ms, rankOf.pause, () => tell({ kind: 'pause-requested', at: agenda.now }));
  for (const ms of options.resumeAt ?? [])
    agenda.at(startedAt + ms, rankOf.resume, () => tell({ kind: 'resume-requested', at: agenda.now }));
  for (const { at: ms, ...event } of options.events ?? [])
    agenda.at(startedAt + ms, rankOf.event, () => tell({ kind: 'event-arrived', at: agenda.now, event }));
  agenda.at(startedAt, rankOf.begun, () => tell({ kind: 'begun', at: agenda.now }));
  for (let turns = 0; outcome === undefined; turns++) {
    if (turns > 1_000_000) throw new Error('the execution does not end');
    if (!agenda.next()) throw new Error('the execution waits for nothing and has not ended');
  }
  const lines = happened.filter(({ what }) => what !== 'timeout' && what !== 'stop-timeout').map(said);
  return { state, outcome, calls, trace: lines, happened, leftBehind: [...inFlight.keys(), ...timers.keys()] };
}

function triedUntil({ until }: StartPoll): Json {
  if (until === undefined) return null;
  const { payload, ...sees } = until.sees;
  return probes.map((response) => {
    const locals = { ...sees.locals, response };
    const scope = { ...sees, ...payloadIn(payload), stepNamed: (id: string) => sees.steps[id], locals };
    const found = evaluateCondition(until.condition, scope);
    return found.ok ? found.value : found.error.code;
  });
}
