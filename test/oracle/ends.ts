import type { CallStep, PlanStep } from '../../src/plan/index.ts';
import type { Failure, FailureCode } from '../../src/problems/index.ts';
import type { CallEnding } from '../support/endings.ts';
import { fitsHistory } from './history.ts';
import { aborts, causeOf, childrenInFlight, callsInFlight, isOpen, openUnits } from './how-it-stands.ts';
import { callOf } from './begin.ts';
import type { Fact, FactOf, Log, Unit, UnitEnd } from './log.ts';
import { filled, localsOf, scopeOf, stepOf, stepsInOrder, unitsOf } from './sees.ts';
import { evaluateCondition } from '../../src/expressions/index.ts';
import { probes } from '../support/run-in-memory.ts';
import type { World } from './world.ts';

/** Asks everything in flight to abort, once it is to be. */
export function abortInFlight(_world: World, log: Log): readonly Fact[] {
  if (!aborts(log)) return [];
  const own = new Set<string>(
    [...log.all('call'), ...log.all('poll'), ...log.all('foreign')].map(({ of }) => of).filter((id) => isOwnCall(id)),
  );
  return (
    [...callsInFlight(log).filter((id) => own.has(id)), ...childrenInFlight(log)]
      // A fast call goes on to its end.
      .filter((id) => !log.has('abort', id) && !log.has('hasten', id))
      .map((id) => abort(log, id))
  );
}

function isOwnCall(id: string): boolean {
  return !/\.(undo|on_success|on_failure)/.test(id);
}

function abort(log: Log, id: string): Fact {
  return { kind: 'abort', of: id, at: log.now, happened: { at: log.now, what: 'abort', id: id.replace('.again', '') } };
}

/** What comes of the units that are under way: the first for which anything does. */
export function endUnits(world: World, log: Log): readonly Fact[] {
  for (const unit of openUnits(world, log)) {
    const facts = whatBecomes(world, log, stepOf(world, unit.step), unit);
    if (facts.length > 0) return facts;
  }
  return [];
}

function whatBecomes(world: World, log: Log, step: PlanStep, unit: Unit): readonly Fact[] {
  const rang = log.has('ring', unit.id);
  const stopTimer = stoppedTimer(log, unit);
  switch (step.kind) {
    case 'call':
      return call(world, log, step, unit);
    case 'foreign-activity': {
      // Nobody waits for what was told to stop.
      if (log.has('abort', unit.id)) return [fail(log, unit, 'cancelled', { unknown: true })];
      const end = log.find('answer', unit.id)?.ending;
      if (end === undefined || end.kind === 'aborted') return [];
      if (end.kind === 'completed') return [ended(log, unit, { status: 'completed', result: end.result })];
      const unknown = end.unanswered || step.retry.count > 0;
      return [fail(log, unit, end.code, { message: end.message, unknown })];
    }
    case 'foreign-workflow': {
      const end = log.find('child-end', unit.id)?.ending;
      if (end === undefined) return rang && !log.has('abort', unit.id) ? [abort(log, unit.id)] : [];
      if (end.kind === 'completed') {
        const { result } = end;
        if (rang) return [fail(log, unit, 'step-timed-out', { unknown: true, result })];
        return [...stopTimer, ended(log, unit, { status: 'completed', result })];
      }
      const unknown = end.kind === 'aborted';
      if (rang) return [fail(log, unit, 'step-timed-out', { unknown })];
      if (end.kind === 'failed') return [...stopTimer, fail(log, unit, end.code, { message: end.message })];
      return [...stopTimer, fail(log, unit, 'cancelled', { unknown })];
    }
    case 'workflow': {
      const end = log.find('child-end', unit.id)?.ending;
      if (end === undefined) return rang && !log.has('abort', unit.id) ? [abort(log, unit.id)] : [];
      if (end.kind === 'completed' && end.undo.length > 0 && !fitsHistory(world, log, [], end.undo.length)) {
        return [...stopTimer, fail(log, unit, 'execution-too-long', { unknown: true, undoList: end.undo })];
      }
      // It was faster than the word to stop: done, too late, and to be undone.
      if (rang && end.kind === 'completed') {
        return [fail(log, unit, 'step-timed-out', { unknown: true, undoList: end.undo })];
      }
      if (end.kind === 'completed') {
        return [...stopTimer, ended(log, unit, { status: 'completed', result: end.result, undoList: end.undo })];
      }
      if (rang) return [fail(log, unit, 'step-timed-out')];
      if (end.kind === 'failed') return [...stopTimer, fail(log, unit, end.code, { message: end.message })];
      return [...stopTimer, fail(log, unit, 'cancelled')];
    }
    case 'wait': {
      const taken = log.find('take', unit.id);
      if (taken !== undefined) {
        const value = log.all('event').find(({ nth }) => nth === taken.nth)?.event.value ?? null;
        return [...stopTimer, ended(log, unit, { status: 'completed', result: value })];
      }
      if (rang) return [fail(log, unit, 'step-timed-out')];
      return causeOf(world, log) === null ? [] : [...stopTimer, fail(log, unit, 'cancelled')];
    }
    case 'delay':
    case 'until':
      if (rang && log.find('open', unit.id)?.cutShort === true) return [fail(log, unit, 'step-timed-out')];
      if (rang) return [ended(log, unit, { status: 'completed', result: null })];
      return causeOf(world, log) === null ? [] : [...stopTimer, fail(log, unit, 'cancelled')];
  }
}

function stoppedTimer(log: Log, { id }: Unit): readonly Fact[] {
  if (!log.has('timer', id) || log.has('ring', id)) return [];
  return [{ kind: 'stop-timer', of: id, at: log.now, happened: { at: log.now, what: 'stop-timer', id } }];
}

function call(world: World, log: Log, step: CallStep, unit: Unit): readonly Fact[] {
  const again = `${unit.id}.again`;
  const alone = log.find('answer', unit.id)?.ending;
  if (alone === undefined) return [];
  const isPassing = alone.kind === 'failed' && alone.passing === true && log.has('hasten', unit.id);
  if (isPassing && aborts(log) && !log.has('call', again)) {
    return [fail(log, unit, 'cancelled', { unknown: alone.unanswered, attempts: alone.attempts })];
  }
  if (isPassing && !log.has('call', again)) return [goOn(world, log, step, unit, alone.attempts)];
  const second = isPassing ? log.find('answer', again)?.ending : alone;
  if (second === undefined) return [];
  const first = isPassing ? together(alone, second) : second;
  const { attempts } = first;
  if (first.kind === 'aborted') return [fail(log, unit, 'cancelled', { unknown: first.unanswered, attempts })];
  if (first.kind === 'failed') {
    return [fail(log, unit, first.code, { message: first.message, unknown: first.unanswered, attempts })];
  }
  const { result, accepted } = first;
  if (step.poll === undefined && accepted === undefined) {
    return [ended(log, unit, { status: 'completed', result, attempts })];
  }
  // Its call did happen, so a polling that goes wrong leaves an unknown outcome, and the undo gets the first answer.
  const did = { unknown: true, result, attempts };
  const last = log.find('answer', `${unit.id}.poll`)?.ending;
  if (last === undefined) {
    if (log.has('poll', `${unit.id}.poll`)) return [];
    return aborts(log) ? [fail(log, unit, 'cancelled', did)] : poll(world, log, step, unit, first);
  }
  if (last.kind === 'aborted') return [fail(log, unit, 'cancelled', did)];
  if (last.kind === 'failed') return [fail(log, unit, last.code, { message: last.message, ...did })];
  return [ended(log, unit, { status: 'completed', result: last.result })];
}

/** As any other call, with the attempts that are left; with one in any case. */
function goOn(world: World, log: Log, step: CallStep, unit: Unit, attempts: number): Fact {
  const parameters = filled(world, log, unit, step.parameters);
  const retry = { ...step.retry, count: Math.max(0, step.retry.count - attempts) };
  return callOf(log, unit, step, parameters.ok ? parameters.value : null, { of: `${unit.id}.again`, retry });
}

function together(fast: Ending, second: Ending): Ending {
  const attempts = fast.attempts + second.attempts;
  if (second.kind === 'completed') return { ...second, attempts };
  return { ...second, attempts, unanswered: second.unanswered || (fast.kind !== 'completed' && fast.unanswered) };
}

type Ending = FactOf<'answer'>['ending'];

function poll(
  world: World,
  log: Log,
  step: CallStep,
  unit: Unit,
  first: Extract<CallEnding, { readonly kind: 'completed' }>,
): readonly Fact[] {
  const { result, accepted } = first;
  const id = `${unit.id}.poll`;
  const same = {
    at: log.now,
    what: 'poll',
    id,
    requestTimeoutMs: step.timeoutMs,
    priority: step.priority ?? null,
  } as const;
  if (step.poll === undefined) {
    const target = { kind: 'location', path: accepted?.path ?? '' } as const;
    const intervalMs = accepted?.retryAfterMs ?? 1000;
    const happened = { ...same, service: step.service, target, intervalMs, timeoutMs: 600_000, until: null };
    const asked: Fact = { kind: 'poll', of: id, at: log.now, happened };
    const { attempts } = first;
    if (fitsHistory(world, log, [asked])) return [asked];
    return [fail(log, unit, 'execution-too-long', { unknown: true, result, attempts })];
  }
  const { service, method, verb, intervalMs, timeoutMs } = step.poll;
  const parameters = filled(world, log, unit, step.poll.parameters ?? { kind: 'value', value: {} }, {
    response: result,
  });
  if (!parameters.ok)
    return [fail(log, unit, parameters.error.code, { unknown: true, result, attempts: first.attempts })];
  const target = { kind: 'method', method, ...(verb !== undefined && { verb }), parameters: parameters.value } as const;
  const { until: condition } = step.poll;
  const until = probes.map((response) => {
    const scope = scopeOf(world, log, step.id, { ...localsOf(log, unit), response });
    const found = evaluateCondition(condition, scope);
    return found.ok ? found.value : found.error.code;
  });
  const happened = { ...same, service, target, intervalMs, timeoutMs, until };
  return [{ kind: 'poll', of: id, at: log.now, happened }];
}

function ended(log: Log, unit: Unit, end: Partial<UnitEnd> & Pick<UnitEnd, 'status'>): Fact {
  return { kind: 'unit-end', of: unit.id, at: log.now, unit, result: null, unknown: false, ...end };
}

function fail(
  log: Log,
  unit: Unit,
  code: FailureCode,
  { message = '…', ...more }: Partial<UnitEnd> & { readonly message?: string } = {},
): Fact {
  return ended(log, unit, { status: 'failed', failure: { code, message, step: unit.step }, ...more });
}

/** The first step, in the plan's order, whose work is over. */
export function endSteps(world: World, log: Log): readonly Fact[] {
  for (const step of stepsInOrder(world)) {
    if (!isOpen(log, step.id)) continue;
    const end = step.forEach === undefined ? log.find('unit-end', step.id) : endOfElements(world, log, step);
    if (end === null || end === undefined) continue;
    const { status, result, unknown, failure, attempts, undoList } = end;
    const optional = {
      ...(failure !== undefined && { failure }),
      ...(attempts !== undefined && { attempts }),
      ...(undoList !== undefined && { undoList }),
    };
    return [{ kind: 'step-end', of: step.id, at: log.now, status, result, unknown, ...optional }];
  }
  return [];
}

function endOfElements(world: World, log: Log, step: PlanStep): UnitEnd | null {
  const units = unitsOf(log, step);
  if (units.some(({ id }) => log.has('open', id) && !log.has('unit-end', id))) return null;
  const over = { result: null, unknown: false };
  const first = log.all('unit-end').find(({ unit, status }) => unit.step === step.id && status === 'failed');
  if (first?.failure !== undefined) {
    const message = `[${first.unit.element}]: ${first.failure.message}`;
    return { status: 'failed', failure: { ...first.failure, message }, ...over };
  }
  if (units.every(({ id }) => log.has('unit-end', id))) {
    const all = units.map(({ id }) => log.find('unit-end', id)?.result ?? null);
    return { status: 'completed', ...over, result: step.forEach?.collect === false ? units.length : all };
  }
  if (causeOf(world, log) === null) return null;
  const failure: Failure = { code: 'cancelled', message: '…', step: step.id };
  return { status: 'failed', failure, ...over };
}
