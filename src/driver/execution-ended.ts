import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { type Observation, type PlanIndex, type UnitRef } from '../engine/index.ts';
import { isObject, own, unreachable } from '../std/index.ts';
import { apartCompleted, apartFailed } from './apart.ts';
import { childCompleted, childFailed } from './child-ended.ts';
import { foreignWorkflowCompleted, foreignWorkflowFailed } from './foreign-ended.ts';
import { unreadable } from './payload-converter.ts';
import type { JoinAnswer } from './protocol.ts';

/** An execution that works for a unit of this one. */
export interface Works {
  readonly unit: UnitRef;
  readonly executionId: string;
}

/** What the engine is told of the end of an execution that works for a unit: a sub-workflow, a workflow of
 * other code, or a call made apart. */
export function executionCompleted(
  index: PlanIndex,
  { unit, executionId }: Works,
  value: unknown,
  at: number,
): Observation {
  const step = index.plan.steps[unit.step];
  if (step?.kind === 'call') return apartCompleted({ ...unit, part: 'call' }, value, at);
  if (step?.kind === 'foreign-workflow') return foreignWorkflowCompleted(unit, step.type, value, at);
  return childCompleted(unit, executionId, value, at);
}

export function executionFailed(
  index: PlanIndex,
  { unit, executionId }: Works,
  error: unknown,
  at: number,
): Observation {
  const step = index.plan.steps[unit.step];
  if (step?.kind === 'call') return apartFailed({ ...unit, part: 'call' }, error, at);
  if (step?.kind === 'foreign-workflow') return foreignWorkflowFailed(unit, step.type, error, at);
  return childFailed(unit, executionId, error, at);
}

/** The same, of one that was started from an earlier history. */
export function executionJoined(index: PlanIndex, unit: UnitRef, answer: unknown, at: number): Observation {
  const { executionId, joined } = readJoined(answer);
  const works = { unit, executionId };
  if (joined.kind === 'completed') return executionCompleted(index, works, joined.value, at);
  if (joined.kind === 'unreadable') return executionCompleted(index, works, unreadable, at);
  return executionFailed(index, works, errorOf(joined), at);
}

type Joined = JoinAnswer['joined'];

function readJoined(answer: unknown): Omit<JoinAnswer, 'baton'> {
  if (isObject(answer) && own(answer, 'baton') === 1 && isObject(own(answer, 'joined'))) {
    return answer as unknown as JoinAnswer;
  }
  return { executionId: 'an execution', joined: { kind: 'unreadable' } };
}

function errorOf(end: Exclude<Joined, { readonly kind: 'completed' | 'unreadable' }>): Error {
  switch (end.kind) {
    case 'failed':
      // Its own makers would give one that has no type another.
      return new ApplicationFailure(end.message, end.code, true);
    case 'cancelled':
      return new CancelledFailure('cancelled');
    case 'terminated':
      return new TerminatedFailure('terminated');
    case 'timed-out':
      return new TimeoutFailure('timed out', undefined, 'START_TO_CLOSE');
    default:
      return unreachable(end);
  }
}
