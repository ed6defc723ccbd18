import { proxySinks, workflowInfo } from '@temporalio/workflow';
import type { Change, State } from '../engine/index.ts';
import { eventWriter, textOf } from '../events/index.ts';
import type { Plan } from '../plan/index.ts';
import type { EventSinks } from './protocol.ts';
import { isWatched } from './watched.ts';

/** Tells the worker what has changed, as events, once for each task: they leave no trace in the history, and can be made
 * again from it. Nothing is made where nobody has asked, nor again while a history is replayed. */
export function changeTeller(plan: Plan, state: State): (changes: readonly Change[]) => void {
  if (!isWatched()) return () => undefined;
  const { batonEvents } = proxySinks<EventSinks>();
  const { executionId, inputs } = state;
  const write = eventWriter({ executionId, plan, inputs });
  return (changes) => {
    if (changes.length === 0 || workflowInfo().unsafe.isReplaying) return;
    // As texts: what is a copy of a text for the way out of the sandbox would be one of every value in it.
    batonEvents.tell(changes.map((change) => textOf(executionId, write(change))));
  };
}
