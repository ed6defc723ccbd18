import { invariant } from '../std/index.ts';
import type { PlanIndex } from './plan-index.ts';

/** Which call of an execution: a step's own or the one that undoes it. */
export interface CallRef {
  /** Index into the plan's steps. */
  readonly step: number;
  readonly undo: boolean;
}

const undoSuffix = '.undo';

/** The text form: Temporal's activity id. Unambiguous, because a step's id holds no dot. */
export function callId(index: PlanIndex, call: CallRef): string {
  const id = index.plan.steps[call.step]?.id;
  invariant(id !== undefined, `no step ${call.step}`);
  return call.undo ? id + undoSuffix : id;
}

export function parseCallId(index: PlanIndex, text: string): CallRef | null {
  const undo = text.endsWith(undoSuffix);
  const step = index.stepById.get(undo ? text.slice(0, -undoSuffix.length) : text);
  return step === undefined ? null : { step, undo };
}

/** The Idempotency-Key that the service sees, equal on every repeat. */
export function callKey(index: PlanIndex, executionId: string, call: CallRef): string {
  const id = index.plan.steps[call.step]?.id ?? '';
  return `${executionId}_${id}${call.undo ? ':undo' : ''}`;
}
