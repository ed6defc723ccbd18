import { callId, type CallRef, type Observation, type PlanIndex, type UnitRef } from '../engine/index.ts';
import type { Json } from '../std/index.ts';
import type { Entry, Moment } from './agenda.ts';
import type { World } from './world.ts';

/** A call that was begun; one that is attempted or asked again is still one. */
export interface MadeCall {
  /** Milliseconds after the start. */
  readonly atMs: number;
  readonly id: string;
  readonly call: CallRef;
  readonly service: string;
  /** Of an endpoint: `POST /path`. */
  readonly method: string;
  readonly parameters: Json;
  readonly key: string;
  attempts: number;
}

/** What performing a command needs of the execution it belongs to. */
export interface Run {
  readonly index: PlanIndex;
  readonly world: World;
  readonly startedAt: number;
  readonly now: () => number;
  /** After so many milliseconds, in its turn among what happens to units. */
  readonly after: (ms: number, unit: UnitRef, happen: () => void, part?: Moment['part']) => Entry;
  readonly tell: (observation: Observation) => void;
  readonly calls: MadeCall[];
  readonly flights: Map<string, Flight>;
  /** Begun by a fast attempt, by id: another command may go on with it. */
  readonly fastCalls: Map<string, MadeCall>;
}

/** A call, polling or sub-workflow under way. */
export interface Flight {
  readonly unit: UnitRef;
  /** Ends it with the observation of an abort. Actions and undoing calls are not aborted. */
  readonly abort: (() => void) | null;
}

/** A call that has not been attempted yet. */
export function beginMade(run: Run, about: Omit<MadeCall, 'atMs' | 'attempts'>): MadeCall {
  const made: MadeCall = { ...about, atMs: run.now() - run.startedAt, attempts: 0 };
  run.calls.push(made);
  return made;
}

/** Begins a flight; what it gives back ends it, once: later observations are of something that is over. */
export function beginFlight(
  run: Run,
  id: string,
  unit: UnitRef,
  abort: (() => Observation) | null,
): { readonly isOver: () => boolean; readonly land: (observation: Observation) => void } {
  let over = false;
  const land = (observation: Observation): void => {
    if (over) return;
    over = true;
    run.flights.delete(id);
    run.tell(observation);
  };
  run.flights.set(id, { unit, abort: abort === null ? null : () => land(abort()) });
  return { isOver: () => over, land };
}

export function idOf(run: Run, unit: UnitRef): string {
  return callId(run.index, { ...unit, part: 'call' });
}
