import type { Failure } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import type { Outcome } from './command.ts';
import type { Turn } from './turn.ts';

/** What became of an execution or of one of its steps, in the order in which it did: whoever watches is told of these.
 * Elements of a list and actions have none of their own. */
export type Change = StepChange | ExecutionChange;

export type StepChange =
  | (OfStep & { readonly became: 'started' | 'skipped' | 'compensating' })
  | (OfStep & Took & { readonly became: 'completed'; readonly result: Json })
  | (OfStep & Took & { readonly became: 'failed'; readonly failure: Failure })
  /** Its undo is over; with a failure where it could not be undone, or not wholly. */
  | (OfStep & Took & { readonly became: 'compensated'; readonly failure: Failure | null });

export type ExecutionChange =
  | (OfExecution & { readonly became: 'started' | 'paused' | 'resumed' | 'cancelled' | 'compensating' })
  | (OfExecution & { readonly became: 'held'; readonly failure: Failure })
  /** With the first failure of an undo, where there was one. */
  | (OfExecution & { readonly became: 'compensated'; readonly since: number; readonly failure: Failure | null })
  | (OfExecution & { readonly became: 'ended'; readonly since: number; readonly outcome: Outcome });

interface Numbered {
  /** From 1, over the whole execution: the same for whoever tells the same history. */
  readonly number: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

interface OfStep extends Numbered {
  readonly kind: 'step';
  readonly step: number;
}

interface OfExecution extends Numbered {
  readonly kind: 'execution';
}

interface Took {
  readonly since: number;
  /** Of a call, and of its undo; 0 where none is known. */
  readonly attempts: number;
}

/** Of the change that is told next. Each is then written as one literal: objects put together from others cost as much
 * as the rest of a turn. */
export function nextNumber({ state }: Turn): number {
  state.changes = (state.changes ?? 0) + 1;
  return state.changes;
}

export function noteStep(turn: Turn, step: number, became: 'started' | 'skipped' | 'compensating'): void {
  turn.changes.push({ kind: 'step', step, became, number: nextNumber(turn), at: turn.now });
}

export function noteExecution(
  turn: Turn,
  became: 'started' | 'paused' | 'resumed' | 'cancelled' | 'compensating',
): void {
  turn.changes.push({ kind: 'execution', became, number: nextNumber(turn), at: turn.now });
}
