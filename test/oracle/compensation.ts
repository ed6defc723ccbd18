import type { UndoCall } from '../../src/engine/index.ts';
import type {
  CallStep,
  Compensation,
  ForeignActivityStep,
  ForeignWorkflowStep,
  PlanStep,
} from '../../src/plan/index.ts';
import type { Failure } from '../../src/problems/index.ts';
import { isObject } from '../../src/std/index.ts';
import { persistent } from './actions.ts';
import { causeOf, compensates, isPaused } from './how-it-stands.ts';
import type { Fact, Log, Unit } from './log.ts';
import { foreign } from './made.ts';
import { filled, keyOf, stepsInOrder, unitsOf } from './sees.ts';
import type { World } from './world.ts';

/** One call that undoes something: what a unit's undo is made of. */
interface Undo {
  readonly id: string;
  readonly unit: Unit;
  readonly call: UndoCall | Failure;
}

/** When all that has begun is over: one undo after the other, then the end. */
export function compensate(world: World, log: Log): readonly Fact[] {
  const cause = causeOf(world, log);
  if (cause === null || isPaused(log)) return [];
  const at = log.now;
  if (!compensates(log)) return [{ kind: 'compensate', of: '', at }];
  for (const { id, call } of undos(world, log)) {
    if (log.has('answer', id) || log.has('undo-lost', id)) continue;
    if ('code' in call) return [{ kind: 'undo-lost', of: id, at, failure: call }];
    if (call.kind === 'foreign') {
      const { taskQueue, type, argument } = call;
      return [foreign(log, id, { runs: 'activity', taskQueue, type, argument })];
    }
    const { service, method, parameters, key, timeoutMs, retry } = call;
    const to = { service, method, verb: null, parameters, key, timeoutMs, retry, priority: null };
    return [{ kind: 'call', of: id, at, happened: { at, what: 'call', id, ...to, fast: false, delayMs: null } }];
  }
  return [{ kind: 'end', of: '', at, happened: { at, what: 'end', outcome: cause } }];
}

/** All that has to be undone, in the order of undoing: the plan's order backwards, elements backwards. */
export function undos(world: World, log: Log): readonly Undo[] {
  return stepsInOrder(world)
    .toReversed()
    .flatMap((step) =>
      unitsOf(log, step)
        .toReversed()
        .flatMap((unit) => undosOf(world, log, step, unit)),
    );
}

function undosOf(world: World, log: Log, step: PlanStep, unit: Unit): readonly Undo[] {
  if (step.kind === 'workflow') {
    const list = log.find('unit-end', unit.id)?.undoList ?? [];
    return list.map((call, nth) => ({ id: `${unit.id}.undo.${nth}`, unit, call }));
  }
  if (step.kind !== 'call' && step.kind !== 'foreign-activity' && step.kind !== 'foreign-workflow') return [];
  const how = howToUndo(log, step, unit);
  return how === undefined ? [] : [{ id: `${unit.id}.undo`, unit, call: undoCall(world, log, step, how, unit) }];
}

type UndoableStep = CallStep | ForeignActivityStep | ForeignWorkflowStep;

function howToUndo(log: Log, step: UndoableStep, unit: Unit): Compensation | undefined {
  const end = log.find('unit-end', unit.id);
  // What was never sent did nothing.
  if (end === undefined || !(log.has('call', unit.id) || log.has('foreign', unit.id))) return undefined;
  if (end.status === 'completed') return step.compensate;
  const stopped = end.failure?.code === 'cancelled' && !end.unknown;
  if (step.kind === 'call' && step.compensateFailed !== undefined) return stopped ? undefined : step.compensateFailed;
  return end.unknown ? step.compensate : undefined;
}

// oxlint-disable-next-line max-params -- what is undone, how, and in which world
function undoCall(world: World, log: Log, step: UndoableStep, how: Compensation, unit: Unit): UndoCall | Failure {
  const result = log.find('unit-end', unit.id)?.result ?? null;
  const template = how.parameters ?? step.parameters ?? { kind: 'value', value: {} };
  const found = filled(world, log, unit, template, how.parameters === undefined ? {} : { result });
  if (!found.ok) return { code: found.error.code, message: '…', step: step.id };
  const takesResult = how.parameters === undefined && isObject(found.value);
  const parameters = takesResult ? { ...(found.value as object), result } : found.value;
  const retry = { ...persistent, count: Math.max(persistent.count, step.retry.count) };
  if (step.kind !== 'call') {
    const queueTimeoutMs = step.kind === 'foreign-activity' ? step.queueTimeoutMs : 600_000;
    const { taskQueue, timeoutMs = 30_000 } = step;
    return { kind: 'foreign', taskQueue, type: how.method, argument: parameters, timeoutMs, queueTimeoutMs, retry };
  }
  const { service, timeoutMs } = step;
  return { service, method: how.method, parameters, key: keyOf(unit, 'undo'), timeoutMs, retry };
}
