import { noteExecution, noteStep } from './change.ts';
import { goOn } from './pause.ts';
import { recount } from './recount.ts';
import type { StepState } from './state.ts';
import { stepAt, type Turn } from './turn.ts';

/** An execution that is held waits, before anything is undone, for an operator's word. */

/** What failed or was stopped runs again, under the same keys; of a list, the elements that did. */
export function retryHeld(turn: Turn): void {
  release(turn, () => true);
}

/** What failed counts as skipped: its result reads as null, and what depends on it runs. What was merely stopped runs
 * again. */
export function skipHeld(turn: Turn): void {
  release(turn, wasStopped);
}

export function compensateHeld({ state }: Turn): void {
  if (state.phase !== 'held') return;
  state.phase = 'compensating';
  delete state.paused;
}

function release(turn: Turn, runsAgain: (record: StepState) => boolean): void {
  const { state } = turn;
  if (state.phase !== 'held') return;
  if (state.paused !== true) noteExecution(turn, 'resumed');
  for (const [at, record] of state.steps.entries()) {
    if (record.status !== 'failed') continue;
    if (stepAt(turn, at).continueOnFailure === true && !wasStopped(record)) continue;
    if (runsAgain(record)) reopen(turn, at, record);
    else {
      record.status = 'skipped';
      noteStep(turn, at, 'skipped');
    }
  }
  delete state.cause;
  state.phase = 'running';
  recount(turn.index, state);
  goOn(turn);
}

function wasStopped({ failure, elements }: StepState): boolean {
  if (failure?.code !== 'cancelled') return false;
  return Object.values(elements?.units ?? {}).every((unit) => (unit.failure?.code ?? 'cancelled') === 'cancelled');
}

function reopen(turn: Turn, step: number, record: StepState): void {
  delete record.failure;
  delete record.endedAt;
  const { elements } = record;
  if (elements === undefined) {
    record.status = 'pending';
    record.again = (record.again ?? 0) + 1;
    return;
  }
  const failed = Object.entries(elements.units).filter(([, unit]) => unit.status === 'failed');
  if (failed.length > 0) elements.again = failed.map(([element]) => Number(element));
  elements.failed = 0;
  delete elements.failure;
  record.status = 'running';
  noteStep(turn, step, 'started');
}
