import { callId, type CallPart, unitId, type UnitRef, type UnitState } from '../engine/index.ts';
import type { CallStep, CallTarget, ForeignActivityStep } from '../plan/index.ts';
import { isoTime } from '../std/index.ts';
import type { Because, Explained, StepReason, Unblock } from './explained.ts';
import { explainedStep } from './say.ts';
import { patienceMs, type PendingCall, type Subject } from './subject.ts';
import { mendService, startWorker } from './unblock.ts';

/** What a call or a polling waits for: an answer, its next attempt, or a worker. */
export function explainCall(subject: Subject, unit: UnitRef, record: UnitState, step: CallStep): Explained<StepReason> {
  const polling = pendingOf(subject, unit, 'poll');
  if (polling !== undefined || (record.result !== undefined && pendingOf(subject, unit, 'call') === undefined)) {
    return explainPolling(subject, { unit, record }, step, polling);
  }
  const name = nameOf(step);
  const call = pendingOf(subject, unit, 'call');
  const before = typeof record.fast === 'object' ? record.fast.attempts : 0;
  return ofAttempts(subject, unit, { name, of: step.retry.count + 1, call, before });
}

/** Attempts are Temporal's here. */
export function explainForeignActivity(
  subject: Subject,
  unit: UnitRef,
  step: ForeignActivityStep,
): Explained<StepReason> {
  const { taskQueue: queue, type, retry } = step;
  const call = pendingOf(subject, unit, 'call');
  const about = ofAttempts(subject, unit, { name: type, of: retry.count + 1, call, before: 0, queue });
  const because: readonly Because[] = [{ kind: 'queue', queue, type }, ...about.because];
  const reason = about.reason === 'calling' ? 'waits-for-other-code' : about.reason;
  return explainedStep(unitId(subject.index, unit), reason, because, about.unblock);
}

interface Attempts {
  readonly name: string;
  readonly of?: number;
  readonly call: PendingCall | undefined;
  /** Of a fast call that this one follows. */
  readonly before: number;
  /** Of other code. */
  readonly queue?: string;
}

function ofAttempts(subject: Subject, unit: UnitRef, attempts: Attempts): Explained<StepReason> {
  const { reason, because, unblock } = attemptOf(subject, attempts);
  return explainedStep(unitId(subject.index, unit), reason, [because], unblock);
}

/** How the attempt stands that is under way, or comes next. */
export function attemptOf(
  { now }: Subject,
  { name, of, call, before, queue }: Attempts,
): {
  readonly reason: 'calling' | 'retrying' | 'unclaimed';
  readonly because: Extract<Because, { readonly kind: 'attempt' }>;
  readonly unblock: readonly Unblock[];
} {
  const attempt = (call?.attempts ?? 0) + before + 1;
  const told = {
    kind: 'attempt',
    call: name,
    attempt,
    ...(of !== undefined && { of: Math.max(of, attempt) }),
    ...(call?.since !== undefined && { since: isoTime(call.since) }),
    ...(call?.failure !== undefined && { error: call.failure }),
  } as const;
  const mend = call?.failure === undefined ? [] : [mendService(name)];
  if (call?.state === 'waiting') {
    const next = call.next === undefined ? {} : { next: isoTime(call.next) };
    return { reason: 'retrying', because: { ...told, state: 'waiting', ...next }, unblock: mend };
  }
  if (call?.state === 'scheduled' && now - (call.since ?? now) >= patienceMs) {
    return { reason: 'unclaimed', because: { ...told, state: 'unclaimed' }, unblock: [startWorker(queue)] };
  }
  const reason = attempt > 1 ? 'retrying' : 'calling';
  return { reason, because: { ...told, state: call?.isCancelled === true ? 'cancelling' : 'running' }, unblock: mend };
}

function explainPolling(
  { state, index }: Subject,
  { unit, record }: { readonly unit: UnitRef; readonly record: UnitState },
  step: CallStep,
  call: PendingCall | undefined,
): Explained<StepReason> {
  const endsAt = record.polling?.endsAt;
  const because: Because = {
    kind: 'poll',
    call: step.poll === undefined ? `the Location that ${nameOf(step)} named` : nameOf(step.poll),
    ...(call?.requests !== undefined && { requests: call.requests }),
    ...(call?.answer !== undefined && { answer: call.answer }),
    ...(call?.next !== undefined && { next: isoTime(call.next) }),
    ...(endsAt !== undefined && { until: isoTime(endsAt) }),
  };
  const ending = state.aborted === true ? [] : [mendService(because.call)];
  return explainedStep(unitId(index, unit), 'polling', [because], call?.failure === undefined ? [] : ending);
}

function pendingOf({ index, pending }: Subject, unit: UnitRef, part: CallPart): PendingCall | undefined {
  return pending.get(callId(index, { ...unit, part }));
}

export function nameOf({ service, method, verb }: CallTarget): string {
  return verb === undefined ? `${service}.${method}` : `${service}.${verb} ${method}`;
}
