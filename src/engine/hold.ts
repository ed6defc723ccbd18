import { goOn } from './pause.ts';
import { push } from './ready-queue.ts';
import type { StepState } from './state.ts';
import { stepAt, type Turn } from './turn.ts';

/** An execution that is held waits, before anything is undone, for an operator's word. */

/** What failed or was stopped runs again, under the same keys; of a list, the elements that did. */
export function retryHeld(turn: Turn): void {
  release(turn, (record) => {
    const { elements } = record;
    if (elements === undefined) return 'pending';
    const failed = Object.entries(elements.units).filter(([, unit]) => unit.status === 'failed');
    if (failed.length > 0) elements.again = failed.map(([element]) => Number(element));
    elements.failed = 0;
    delete elements.failure;
    return 'running';
  });
}

/** What failed counts as skipped: its result reads as null, and what depends on it runs. What was merely stopped runs
 * again. */
export function skipHeld(turn: Turn): void {
  release(turn, (record) => (record.failure?.code === 'cancelled' ? null : 'skipped'));
}

export function compensateHeld({ state }: Turn): void {
  if (state.phase === 'held') state.phase = 'compensating';
}

type Reopened = 'pending' | 'running' | 'skipped';

/** `reopen` says how a step that failed stands from now on; null for one that was stopped and simply runs again. */
function release(turn: Turn, reopen: (record: StepState) => Reopened | null): void {
  const { state } = turn;
  if (state.phase !== 'held') return;
  for (const [at, record] of state.steps.entries()) {
    if (record.status !== 'failed') continue;
    const stopped = record.failure?.code === 'cancelled';
    if (stepAt(turn, at).continueOnFailure === true && !stopped) continue;
    record.status = reopen(record) ?? (record.elements === undefined ? 'pending' : 'running');
    if (record.status === 'skipped') continue;
    delete record.failure;
    delete record.endedAt;
  }
  delete state.cause;
  state.phase = 'running';
  recount(turn);
  goOn(turn);
}

/** What waits for what, told anew from how each step stands. */
function recount({ state, plan, index }: Turn): void {
  state.ready.length = 0;
  state.open = 0;
  for (const [at, record] of state.steps.entries()) {
    if (isOpen(record)) state.open++;
    if (record.status !== 'pending' && record.elements === undefined) continue;
    const waits = plan.steps[at]?.dependsOn.filter((on) => isOpen(state.steps[on] as StepState)).length ?? 0;
    record.waits = waits;
    const begins = record.status === 'pending' ? waits === 0 : record.status === 'running';
    if (record.elements !== undefined) delete record.elements.queued;
    if (!begins) continue;
    if (record.elements !== undefined) record.elements.queued = true;
    push(state.ready, index.place[at] as number);
  }
}

function isOpen({ status }: StepState): boolean {
  return status === 'pending' || status === 'running';
}
