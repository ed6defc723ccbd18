import { engineLimits, mayBeginMore, type State, whatFills } from '../engine/index.ts';
import type { PlanStep } from '../plan/index.ts';
import { unreachable } from '../std/index.ts';
import type { Because, Explained, StepReason, Unblock, UpperStatus } from './explained.ts';
import { explainedStep } from './say.ts';
import type { Subject } from './subject.ts';
import { decisions, explainStep, resume } from './unblock.ts';

const mostNamed = 20;
const mostPointedAt = 3;
/** Steps that are looked at for what stands in the way of one. */
const mostLookedAt = 500;

/** Why a step has not begun. */
export function explainPending(subject: Subject, step: PlanStep, waits: number): Explained<StepReason> {
  const { state, ended } = subject;
  const { executionId } = state;
  const cause = causeOf(subject);
  if (ended !== undefined) return explainedStep(step.id, 'never-began', cause);
  if (state.phase === 'held') return explainedStep(step.id, 'held', cause, decisions(executionId));
  if (state.phase !== 'running') return explainedStep(step.id, 'stopped', cause);
  if (waits > 0) return explainedStep(step.id, 'waits-for-steps', ...waitedFor(subject, step));
  if (state.paused === true) return explainedStep(step.id, 'paused', [], [resume(executionId)]);
  if (!mayBeginMore(state)) return explainedStep(step.id, 'moving');
  const full = subject.begun ? whatFills(state) : null;
  if (full !== null) return explainedStep(step.id, 'no-room', [roomOf(state, full)]);
  return explainedStep(step.id, 'about-to-begin');
}

function roomOf(
  { fast = 0, inFlight, inFlightBytes }: State,
  full: NonNullable<ReturnType<typeof whatFills>>,
): Because {
  switch (full) {
    case 'fast-calls':
      return { kind: 'fast-calls', running: fast };
    case 'calls':
      return { kind: 'room', of: 'calls', running: inFlight, most: engineLimits.inFlight };
    case 'bytes':
      return { kind: 'room', of: 'bytes', running: inFlightBytes, most: engineLimits.inFlightBytes };
    default:
      return unreachable(full);
  }
}

export function causeOf({ state }: Subject): readonly Because[] {
  const { cause } = state;
  if (cause === undefined) return [];
  return [{ kind: 'cause', cause: cause.kind, ...(cause.kind === 'failed' && { error: cause.failure }) }];
}

function waitedFor(
  { plan, state }: Subject,
  step: PlanStep,
): readonly [because: readonly Because[], unblock: readonly Unblock[]] {
  const because: Because[] = [];
  for (const at of step.dependsOn) {
    const [waited, record] = [plan.steps[at], state.steps[at]];
    if (waited === undefined || record === undefined) continue;
    if (record.status !== 'pending' && record.status !== 'running') continue;
    because.push({ kind: 'dependency', step: waited.id, status: record.status.toUpperCase() as UpperStatus });
    if (because.length === mostNamed) break;
  }
  const roots = whatRuns({ plan, state }, step).map((id) => explainStep(state.executionId, id));
  return [because, roots];
}

/** Of all that stands before a step, what does not wait for other steps itself: the first few of it. */
function whatRuns({ plan, state }: Pick<Subject, 'plan' | 'state'>, step: PlanStep): readonly string[] {
  const seen = new Set<number>();
  const waiting = step.dependsOn.toReversed();
  const found: string[] = [];
  for (
    let at = waiting.pop();
    at !== undefined && found.length < mostPointedAt && seen.size < mostLookedAt;
    at = waiting.pop()
  ) {
    const [each, record] = [plan.steps[at], state.steps[at]];
    if (seen.has(at) || each === undefined || record === undefined) continue;
    seen.add(at);
    if (record.status === 'running' || (record.status === 'pending' && record.waits === 0)) found.push(each.id);
    else if (record.status === 'pending') waiting.push(...each.dependsOn.toReversed());
  }
  return found;
}
