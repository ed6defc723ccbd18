import { isList, type Json } from '../std/index.ts';
import type { StepState, UnitState } from '../engine/index.ts';
import { foreignNameOf } from '../language/index.ts';
import type { Plan } from '../plan/index.ts';
import type { MadeCall } from './run.ts';
import type { Simulation } from './simulate.ts';

/** How one execution went, in the words of scenarios. */
export interface SimulatedOutcome {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'PAUSED' | 'RUNNING';
  /** Of an execution that has not ended: what it waits for. */
  readonly waitsFor: string | null;
  /** By `step` or `step[3]`; null where there is none. */
  readonly unit: (id: string) => UnitOutcome | null;
  /** Undoing ones left out, in order. */
  readonly calls: readonly MadeCall[];
  readonly undoCalls: readonly MadeCall[];
  readonly notifications: readonly string[];
  readonly outputs: Json;
  readonly error: { readonly code: string; readonly step?: string; readonly message: string } | null;
  readonly durationMs: number;
}

export interface UnitOutcome {
  readonly status: string;
  readonly result: Json;
  readonly error: string | null;
  readonly attempts: number;
  readonly compensated: boolean;
}

export function outcomeOf(simulation: Simulation): SimulatedOutcome {
  const { state, ending, calls, endedAt, notifications } = simulation;
  const attempts = new Map(calls.map((call) => [call.id, call.attempts]));
  const isUndo = ({ call }: MadeCall): boolean => call.part === 'undo';
  // A call that an operator's word has made again is the same call.
  const first = [...new Map(calls.toReversed().map((call) => [call.id, call])).values()].toReversed();
  return {
    status: statusOf(simulation),
    waitsFor: waitsFor(simulation),
    unit: (id) => unitOutcome(simulation, id, attempts),
    calls: first.filter((call) => !isUndo(call)),
    undoCalls: first.filter(isUndo),
    notifications,
    outputs: ending.kind === 'completed' ? ending.result : null,
    error: errorOf(simulation),
    durationMs: endedAt - state.startedAt,
  };
}

/** Of one that is held, what it is held for. */
function errorOf({ ending, state }: Simulation): SimulatedOutcome['error'] {
  if (ending.kind === 'failed') return ending.failure;
  return state.phase === 'held' && state.cause?.kind === 'failed' ? state.cause.failure : null;
}

function statusOf({ ending, state }: Simulation): SimulatedOutcome['status'] {
  switch (ending.kind) {
    case 'completed':
      return 'COMPLETED';
    case 'failed':
      return 'FAILED';
    case 'cancelled':
      return 'CANCELLED';
    case 'waits-for-ever':
      return state.phase === 'held' || state.paused === true ? 'PAUSED' : 'RUNNING';
    case 'too-long':
      return 'RUNNING';
  }
}

function waitsFor({ ending, plan, state, endedAt }: Simulation): string | null {
  if (ending.kind === 'too-long') return `it has not ended after ${endedAt - state.startedAt} ms and all that happened`;
  if (ending.kind !== 'waits-for-ever') return null;
  if (state.phase === 'held') return 'it is held: a failure waits for the word of an operator';
  if (state.paused === true) return 'it is paused, and nothing resumes it';
  const waiting = plan.steps.filter((_, at) => state.steps[at]?.status === 'running').map(openStep);
  return `it waits for ever: ${waiting.join(', ')}`;
}

function openStep(step: Plan['steps'][number]): string {
  if (step.kind === 'wait') return `${step.id} for the event ${step.event}`;
  if (step.kind === 'foreign-workflow') return `${step.id} for the workflow ${foreignNameOf(step)}`;
  return step.kind === 'workflow' ? `${step.id} for the workflow ${step.workflow}` : step.id;
}

function unitOutcome(
  { plan, state }: Simulation,
  id: string,
  attempts: ReadonlyMap<string, number>,
): UnitOutcome | null {
  const [, name = id, element] = /^([^[\]]+)\[(\d+)\]$/.exec(id) ?? [];
  const at = plan.steps.findIndex((step) => step.id === name);
  const record = state.steps[at];
  if (record === undefined) return null;
  const made = attempts.get(id) ?? 0;
  if (element === undefined) {
    return { ...shown(record), attempts: made === 0 ? (record.attempts ?? 0) : made, compensated: stepUndone(record) };
  }
  const unit = elementOf(record, Number(element));
  return unit === null ? null : { ...shown(unit), attempts: made, compensated: unit.undo?.status === 'done' };
}

function shown({ status, result, failure }: UnitState): Pick<UnitOutcome, 'status' | 'result' | 'error'> {
  return { status: status.toUpperCase(), result: result ?? null, error: failure?.code ?? null };
}

/** All of a step that had to be undone has been. */
function stepUndone(record: StepState): boolean {
  const undos = unitsOf(record).flatMap(({ undo }) => (undo === undefined ? [] : [undo]));
  return undos.length > 0 && undos.every(({ status }) => status === 'done');
}

/** A step's own record, and its elements' as far as the engine keeps them. */
export function unitsOf(record: StepState): readonly UnitState[] {
  return [record, ...Object.values(record.elements?.units ?? {})];
}

/** The engine keeps results in one list, and of elements that completed and are never undone nothing else. */
function elementOf({ elements, result }: StepState, at: number): UnitState | null {
  if (elements === undefined || at >= elements.items.length) return null;
  const results = elements.results ?? (isList(result) ? result : []);
  const unit = elements.units[at] ?? { status: at < elements.next ? 'completed' : 'pending' };
  return unit.status === 'completed' ? { result: results[at] ?? null, ...unit } : unit;
}
