import { callId, type StepState, type UndoState } from '../engine/index.ts';
import type { PlanStep } from '../plan/index.ts';
import { isoTime } from '../std/index.ts';
import { judge } from './conditions.ts';
import type { Because, Explained, StepReason } from './explained.ts';
import { causeOf } from './pending-step.ts';
import { attemptOf } from './running-call.ts';
import { explainedStep } from './say.ts';
import type { Subject } from './subject.ts';
import { decisions } from './unblock.ts';

/** Why a step ended as it did, and what was undone of it. */
export function explainEnded(subject: Subject, at: number, record: StepState, step: PlanStep): Explained<StepReason> {
  const { state, ended } = subject;
  const undo = undoOf(subject, at, record);
  const isUndoing = undo.some((each) => each.kind === 'undo' && each.status === 'running') && ended === undefined;
  const after = [...undo, ...actionsOf(record)];
  const because = [...whyEnded(subject, at, record, step), ...after];
  if (isUndoing) return explainedStep(step.id, 'compensating', [...because, ...causeOf(subject)]);
  const isUndone = undo.some((each) => each.kind === 'undo' && each.status !== 'none');
  const reason = reasonOf(record, step);
  const unblock =
    state.phase === 'held' && ended === undefined && reason === 'failed' ? decisions(state.executionId) : [];
  return explainedStep(
    step.id,
    reason,
    isUndone || reason === 'aborted' ? [...because, ...causeOf(subject)] : because,
    unblock,
  );
}

function reasonOf({ status, failure, carried }: StepState, step: PlanStep): StepReason {
  if (carried !== undefined) return 'carried-over';
  if (status === 'completed') return 'completed';
  // What an operator skips keeps its failure.
  if (status === 'skipped') return failure === undefined ? 'condition-false' : 'skipped-by-operator';
  if (failure?.code === 'cancelled') return 'aborted';
  return step.continueOnFailure === true ? 'failure-passed' : 'failed';
}

function whyEnded(subject: Subject, at: number, record: StepState, step: PlanStep): readonly Because[] {
  const { decidedAt, endedAt, attempts, failure, carried, elements } = record;
  const because: Because[] = [];
  if (carried !== undefined) because.push({ kind: 'carried', execution: carried });
  if (step.when !== undefined && decidedAt !== undefined) {
    const written = subject.written(step.id).when;
    const judged = judge(subject, { step: at }, step.when, { ...(written !== undefined && { written }) });
    because.push({ kind: 'condition', key: 'when', ...judged });
  }
  if (failure !== undefined) because.push({ kind: 'failure', error: failure });
  if (elements !== undefined) {
    const { items, completed, running, failed } = elements;
    because.push({ kind: 'elements', total: items.length, completed, running, failed });
  }
  if (record.status !== 'skipped' && decidedAt !== undefined && endedAt !== undefined) {
    const times = attempts !== undefined && attempts > 0 ? { attempts } : {};
    because.push({ kind: 'took', from: isoTime(decidedAt), to: isoTime(endedAt), ...times });
  }
  return because;
}

/** All its elements' undoing as one; nothing where there is nothing that would be undone. */
function undoOf(subject: Subject, at: number, record: StepState): readonly Because[] {
  const { state, plan, ended } = subject;
  const undos = [
    ['', record.undo] as const,
    ...Object.entries(record.elements?.units ?? {}).map(([element, { undo }]) => [element, undo] as const),
  ].filter((each): each is readonly [string, UndoState] => each[1] !== undefined);
  const [element, undo] =
    undos.find(([, { status }]) => status === 'running') ??
    undos.find(([, each]) => each.failure) ??
    undos.at(-1) ??
    [];
  const step = plan.steps[at];
  if (undo === undefined || step === undefined) {
    const isOver = state.phase === 'ended' && ended !== 'completed' && record.status === 'completed';
    const canBe = step !== undefined && 'compensate' in step && step.compensate !== undefined;
    return isOver && step?.kind === 'call' && !canBe ? [{ kind: 'undo', status: 'none' }] : [];
  }
  const { status, startedAt, endedAt, attempts, failure: error } = undo;
  const told: Because = {
    kind: 'undo',
    status: status === 'running' && ended !== undefined ? 'failed' : status,
    since: isoTime(endedAt ?? startedAt),
    ...(attempts !== undefined && attempts > 0 && { attempts }),
    ...(error !== undefined && { error }),
  };
  if (status !== 'running' || ended !== undefined) return [told];
  const unit = { step: at, ...(element !== '' && element !== undefined && { element: Number(element) }) };
  const id = callId(subject.index, { ...unit, part: 'undo', ...(undo.call !== undefined && { at: undo.call }) });
  const method = 'compensate' in step && step.compensate !== undefined ? step.compensate.method : 'its undo';
  return [told, attemptOf(subject, { name: method, call: subject.pending.get(id), before: 0 }).because];
}

function actionsOf({ actions = [] }: StepState): readonly Because[] {
  return actions.flatMap(({ on, at: index, status, failure: error }): Because[] => {
    if (status === 'done') return [];
    const about = { kind: 'action', on, index } as const;
    return [
      status === 'failed'
        ? { ...about, status, ...(error !== undefined && { error }) }
        : { ...about, status: 'running' },
    ];
  });
}
