import type { StepState } from '../engine/index.ts';
import type { PlanStep } from '../plan/index.ts';
import { explainEnded } from './ended-step.ts';
import type { Because, ExecutionReason, Explained, StepReason, Unblock } from './explained.ts';
import { causeOf, explainPending } from './pending-step.ts';
import { type ExplainedElement, explainElements, explainRunning } from './running-step.ts';
import { explainedExecution, explainedStep } from './say.ts';
import { patienceMs, type PendingTask, type Subject } from './subject.ts';
import { decisions, explainExecution, explainStep, resume, retry, startWorker } from './unblock.ts';

export interface ExplainedStep extends Explained<StepReason> {
  /** Its place in the plan. */
  readonly at: number;
  readonly elements?: readonly ExplainedElement[];
}

/** Why one step stands as it does. */
export function explainStepAt(subject: Subject, at: number): ExplainedStep {
  const [step, record] = [subject.plan.steps[at], subject.state.steps[at]];
  if (step === undefined || record === undefined) throw new RangeError(`no step ${at}`);
  const elements = record.elements === undefined ? [] : explainElements(subject, at, record, step);
  return { at, ...explainOne(subject, at, record, step), ...(elements.length > 0 && { elements }) };
}

function explainOne(subject: Subject, at: number, record: StepState, step: PlanStep): Explained<StepReason> {
  if (record.status === 'pending') return explainPending(subject, step, record.waits);
  if (record.status !== 'running') return explainEnded(subject, at, record, step);
  if (subject.ended !== undefined) return explainedStep(step.id, 'cut-short');
  return explainRunning(subject, at, record, step);
}

/** What is worth a word unless all is asked for: what has not ended, was skipped, failed, or was undone. */
export function isUnfinished({ status, undo, elements, actions }: StepState): boolean {
  if (status !== 'completed') return true;
  if (undo !== undefined || actions?.some((each) => each.status !== 'done') === true) return true;
  return Object.values(elements?.units ?? {}).some((unit) => unit.undo !== undefined);
}

const mostSteps = 5;

/** Why the execution as a whole stands as it does. */
export function explainWhole(subject: Subject, name: string): Explained<ExecutionReason> {
  const { state, ended } = subject;
  if (ended !== undefined) return explainEnd(subject, name);
  const task = explainTask(subject.task, subject.now, name);
  if (task !== null) return task;
  const { executionId, phase } = state;
  const cause = causeOf(subject);
  if (phase === 'held') return explainedExecution(name, 'held', cause, decisions(executionId));
  const running = whatIsUnderWay(subject);
  if (phase === 'compensating') return explainedExecution(name, 'compensating', [...cause, ...running.because]);
  if (state.paused === true) {
    return explainedExecution(name, 'paused', [...cause, ...running.because], [resume(executionId)]);
  }
  if (phase === 'stopping') return explainedExecution(name, 'stopping', [...cause, ...running.because]);
  const reason = state.weighing !== undefined ? 'moving' : running.isWaiting ? 'waiting' : 'running';
  return explainedExecution(name, reason, running.because, running.unblock);
}

/** Null where nothing is wrong with it. */
export function explainTask(
  task: PendingTask | undefined,
  now: number,
  name: string,
): Explained<ExecutionReason> | null {
  if (task === undefined) return null;
  const { since, attempt, taken, workers, error } = task;
  const waits = now - since;
  if (attempt === 1 && (taken || waits < patienceMs)) return null;
  const because: Because = {
    kind: 'task',
    seconds: Math.max(0, Math.floor(waits / 1000)),
    attempt,
    ...(workers !== undefined && { workers }),
    ...(error !== undefined && { error }),
  };
  if (attempt > 1 && error !== undefined) {
    const report: Unblock = {
      kind: 'report',
      text: 'a release that mends it lets it go on by itself; report the message',
    };
    return explainedExecution(name, 'task-failing', [because], [report]);
  }
  return explainedExecution(name, 'no-worker', [because], [startWorker()]);
}

function explainEnd(subject: Subject, name: string): Explained<ExecutionReason> {
  const { ended = 'completed', endFailure, retried, state } = subject;
  const cause: readonly Because[] =
    ended === 'completed'
      ? []
      : ended === 'terminated'
        ? endFailure === undefined
          ? []
          : [{ kind: 'failure', error: endFailure }]
        : causeOf(subject);
  if (ended === 'completed') return explainedExecution(name, ended, cause);
  if (retried === undefined) return explainedExecution(name, ended, cause, [retry(state.executionId)]);
  const { execution, status } = retried;
  const ways = { RUNNING: [explainExecution(execution)], COMPLETED: [] };
  const unblock = status === 'RUNNING' || status === 'COMPLETED' ? ways[status] : [retry(execution)];
  return explainedExecution(name, ended, [...cause, { kind: 'retried', execution, status }], unblock);
}

/** The first few steps that are under way, and what they wait for. */
function whatIsUnderWay(subject: Subject): {
  readonly because: readonly Because[];
  readonly unblock: readonly Unblock[];
  readonly isWaiting: boolean;
} {
  const { state, plan } = subject;
  const because: Because[] = [];
  const unblock: Unblock[] = [];
  let isWaiting = true;
  for (const [at, record] of state.steps.entries()) {
    const isOpen =
      record.status === 'running' ||
      record.undo?.status === 'running' ||
      record.actions?.some(({ status }) => status === 'running' || status === 'due') === true;
    const step = plan.steps[at];
    if (!isOpen || step === undefined) continue;
    if (record.status !== 'running' || ['call', 'foreign-activity'].includes(step.kind)) isWaiting = false;
    if (because.length === mostSteps) continue;
    const { reason, unblock: ways } = explainStepAt(subject, at);
    because.push({ kind: 'step', step: step.id, reason });
    unblock.push(...(ways.length > 0 ? ways : [explainStep(state.executionId, step.id)]));
  }
  return { because, unblock: unblock.slice(0, mostSteps), isWaiting: isWaiting && because.length > 0 };
}
