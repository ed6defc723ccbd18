import type { Evaluated, EvaluationError } from '../../src/expressions/index.ts';
import type {
  CallStep,
  DelayStep,
  ForeignActivityStep,
  ForeignWorkflowStep,
  PlanStep,
  RetryRule,
  UntilStep,
  WorkflowStep,
} from '../../src/plan/index.ts';
import type { Failure, FailureCode } from '../../src/problems/index.ts';
import { isList, type Json, readInstant } from '../../src/std/index.ts';
import { fitsHistory } from './history.ts';
import { causeOf, fastInFlight, isPaused } from './how-it-stands.ts';
import type { Fact, Log, Unit } from './log.ts';
import { completed, failed, foreign, timer } from './made.ts';
import { filled, holds, keyOf, stepsInOrder, unitsOf } from './sees.ts';
import { openWait } from './waits.ts';
import { executionId, type World } from './world.ts';

const longestWait = 365 * 24 * 3600 * 1000;
const deepest = 10;

/** The first thing, in the plan's order, that may begin now: a step, or another element of one. */
export function beginNext(world: World, log: Log): readonly Fact[] {
  if (!log.has('told', 'begun') || isPaused(log) || causeOf(world, log) !== null) return [];
  // What fast calls make ready begins together.
  if (fastInFlight(log).length > 0) return [];
  for (const step of stepsInOrder(world)) {
    if (log.has('step-end', step.id)) continue;
    if (!log.has('decide', step.id)) {
      const ended = step.dependsOn.every((at) => log.has('step-end', world.plan.steps[at]?.id ?? ''));
      if (ended) return decide(world, log, step);
      continue;
    }
    const next = nextElement(log, step);
    if (next !== undefined) return open(world, log, step, next);
  }
  return [];
}

function nextElement(log: Log, step: PlanStep): Unit | undefined {
  if (step.forEach === undefined) return undefined;
  const units = unitsOf(log, step);
  const ends = units.flatMap(({ id }) => log.find('unit-end', id) ?? []);
  const begun = units.filter(({ id }) => log.has('open', id));
  if (ends.some(({ status }) => status === 'failed')) return undefined;
  if (begun.length - ends.length >= step.forEach.maxParallel) return undefined;
  return units.find(({ id }) => !log.has('open', id));
}

function decide(world: World, log: Log, step: PlanStep): readonly Fact[] {
  const at = log.now;
  const decided: Fact = { kind: 'decide', of: step.id, at, items: null };
  const over = (status: 'failed' | 'skipped', failure?: Failure): readonly Fact[] => [
    decided,
    { kind: 'step-end', of: step.id, at, status, result: null, unknown: false, ...(failure && { failure }) },
  ];
  const unit: Unit = { id: step.id, step: step.id };
  const when = holds(world, log, unit, step.when ?? true);
  if (!when.ok) return over('failed', failureOf(step.id, when.error));
  if (when.value !== true) return over('skipped');
  if (step.forEach === undefined) return [decided, ...open(world, log, step, unit)];
  const items = filled(world, log, unit, step.forEach.items);
  if (!items.ok) return over('failed', failureOf(step.id, items.error));
  if (items.value !== null && !isList(items.value)) return over('failed', failure(step.id, 'not-a-list'));
  return [{ ...decided, items: items.value ?? [] }];
}

function failureOf(step: string, { code }: EvaluationError): Failure {
  return failure(step, code);
}

function failure(step: string, code: FailureCode): Failure {
  return { code, message: '…', step };
}

/** Begins a unit, unless history has no room for what it takes. */
function open(world: World, log: Log, step: PlanStep, unit: Unit): readonly Fact[] {
  const facts = opening(world, log, step, unit);
  if (fitsHistory(world, log, facts)) return facts;
  const without = facts.filter(({ kind }) => kind === 'open' || kind === 'misread');
  return [...without, failed(log, unit, 'execution-too-long')];
}

function opening(world: World, log: Log, step: PlanStep, unit: Unit): readonly Fact[] {
  const opened: Fact = { kind: 'open', of: unit.id, at: log.now, unit };
  switch (step.kind) {
    case 'call': {
      const parameters = filled(world, log, unit, step.parameters);
      if (!parameters.ok) return [opened, failed(log, unit, parameters.error.code)];
      return [opened, callOf(log, unit, step, parameters.value)];
    }
    case 'workflow':
      return [opened, ...startChild(world, log, step, unit)];
    case 'foreign-activity':
    case 'foreign-workflow':
      return [opened, ...startForeign(world, log, step, unit)];
    case 'wait':
      return openWait(world, log, step, unit);
    case 'delay':
      return rest(log, unit, step, delayMs(filled(world, log, unit, step.ms)));
    case 'until':
      return rest(log, unit, step, untilMs(log, filled(world, log, unit, step.time)));
  }
}

/** The call of a unit, or the one that goes on with its fast one. */
export function callOf(
  log: Log,
  unit: Unit,
  step: CallStep,
  parameters: Json,
  more: { readonly of: string; readonly retry: RetryRule } = { of: unit.id, retry: step.retry },
): Fact {
  const at = log.now;
  const { service, method, verb = null, timeoutMs, priority = null } = step;
  const asked = {
    service,
    method,
    verb,
    parameters,
    timeoutMs,
    retry: more.retry,
    priority,
    fast: false,
    delayMs: null,
  };
  const happened = { at, what: 'call', id: unit.id, key: keyOf(unit), ...asked } as const;
  return { kind: 'call', of: more.of, at, happened };
}

function startChild(world: World, log: Log, step: WorkflowStep, unit: Unit): readonly Fact[] {
  const inputs = filled(world, log, unit, step.inputs);
  if (!inputs.ok) return [failed(log, unit, inputs.error.code)];
  const depth = world.depth + 1;
  if (depth > deepest) return [failed(log, unit, 'too-deep')];
  const element = unit.element === undefined ? '' : `~${unit.element}`;
  const happened = {
    at: log.now,
    what: 'child',
    id: unit.id,
    executionId: `${executionId}~${step.id}${element}`,
    workflow: step.workflow,
    ...(step.version !== undefined && { version: step.version }),
    inputs: inputs.value,
    depth,
    ...(step.priority !== undefined && { priority: step.priority }),
  } as const;
  const started: Fact = { kind: 'child', of: unit.id, at: log.now, happened };
  return step.timeoutMs === undefined ? [started] : [started, timer(log, unit, step.timeoutMs)];
}

function startForeign(
  world: World,
  log: Log,
  step: ForeignActivityStep | ForeignWorkflowStep,
  unit: Unit,
): readonly Fact[] {
  const { taskQueue, type, parameters } = step;
  const argument = parameters === undefined ? undefined : filled(world, log, unit, parameters);
  if (argument?.ok === false) return [failed(log, unit, argument.error.code)];
  const runs = step.kind === 'foreign-activity' ? 'activity' : 'workflow';
  const asked = foreign(log, unit.id, { runs, taskQueue, type, argument: argument?.value });
  const limited = step.kind === 'foreign-workflow' && step.timeoutMs !== undefined;
  return limited ? [asked, timer(log, unit, step.timeoutMs)] : [asked];
}

type Wait = number | FailureCode;

function delayMs(found: Evaluated): Wait {
  if (!found.ok) return found.error.code;
  const ms = found.value;
  return typeof ms === 'number' && ms >= 0 && ms <= longestWait ? ms : 'unfit-argument';
}

function untilMs(log: Log, found: Evaluated): Wait {
  if (!found.ok) return found.error.code;
  const time = typeof found.value === 'string' ? readInstant(found.value) : found.value;
  if (typeof time !== 'number') return 'invalid-time';
  return time - log.now > longestWait ? 'unfit-argument' : time - log.now;
}

/** Waits: not at all where there is nothing to wait for. */
function rest(log: Log, unit: Unit, step: DelayStep | UntilStep, wait: Wait): readonly Fact[] {
  const opened = { kind: 'open', of: unit.id, at: log.now, unit } as const;
  if (typeof wait === 'string') return [opened, failed(log, unit, wait)];
  if (wait <= 0) return [opened, completed(log, unit, null)];
  const most = step.timeoutMs ?? wait;
  return most < wait ? [{ ...opened, cutShort: true }, timer(log, unit, most)] : [opened, timer(log, unit, wait)];
}
