import { childId, type StepState, unitId, type UnitRef, type UnitState } from '../engine/index.ts';
import type { PlanStep } from '../plan/index.ts';
import { unreachable } from '../std/index.ts';
import type { Because, Explained, StepReason } from './explained.ts';
import { explainCall, explainForeignActivity } from './running-call.ts';
import { explainWait, timerOf } from './running-wait.ts';
import { explainedStep } from './say.ts';
import type { Subject } from './subject.ts';
import { explainExecution, resume, waitUntil } from './unblock.ts';

export interface ExplainedElement extends Explained<StepReason> {
  readonly index: number;
}

const mostElements = 10;

/** Why a step that has begun has not ended. */
export function explainRunning(subject: Subject, at: number, record: StepState, step: PlanStep): Explained<StepReason> {
  if (record.elements === undefined) return explainUnit(subject, { step: at }, record, step);
  const { items, completed, running, failed, failure } = record.elements;
  const { state } = subject;
  const isPaused = state.paused === true;
  const most = step.forEach?.maxParallel;
  const because: readonly Because[] = [
    { kind: 'elements', total: items.length, completed, running, failed },
    ...(isPaused && running > 0 ? [{ kind: 'paused' } as const] : []),
    ...(running === most ? [{ kind: 'room', of: 'elements', running, most } as const] : []),
    ...(failure === undefined ? [] : [{ kind: 'failure', error: failure } as const]),
  ];
  return explainedStep(
    step.id,
    isPaused && running === 0 ? 'paused' : 'goes-through-list',
    because,
    isPaused ? [resume(state.executionId)] : [],
  );
}

/** The first few elements that run, and those that failed. */
export function explainElements(
  subject: Subject,
  at: number,
  { elements }: StepState,
  step: PlanStep,
): readonly ExplainedElement[] {
  const units = Object.entries(elements?.units ?? {});
  const pick = (status: string): readonly (readonly [string, UnitState])[] =>
    units.filter(([, unit]) => unit.status === status).slice(0, mostElements);
  return [...pick('running'), ...pick('failed')].map(([element, unit]) => {
    const index = Number(element);
    if (unit.status === 'running' && subject.ended === undefined) {
      return { index, ...explainUnit(subject, { step: at, element: index }, unit, step) };
    }
    const because: readonly Because[] = unit.failure === undefined ? [] : [{ kind: 'failure', error: unit.failure }];
    const reason = unit.status === 'running' ? 'cut-short' : unit.failure?.code === 'cancelled' ? 'aborted' : 'failed';
    return { index, ...explainedStep(`${step.id}[${index}]`, reason, because) };
  });
}

function explainUnit(subject: Subject, unit: UnitRef, record: UnitState, step: PlanStep): Explained<StepReason> {
  const { index, state } = subject;
  const id = unitId(index, unit);
  switch (step.kind) {
    case 'call':
      return explainCall(subject, unit, record, step);
    case 'foreign-activity':
      return explainForeignActivity(subject, unit, step);
    case 'wait':
      return explainWait(subject, unit, record, step);
    case 'delay':
    case 'until': {
      const because = timerOf(record);
      const until = because.flatMap((each) => (each.kind === 'timer' ? [waitUntil(each.until)] : []));
      return explainedStep(id, 'waits-for-time', because, until);
    }
    case 'workflow': {
      const execution = childId(index, state.executionId, unit, record.again);
      const because: readonly Because[] = [
        { kind: 'execution', execution, workflow: step.workflow },
        ...timeOut(record),
      ];
      return explainedStep(id, 'waits-for-workflow', because, [explainExecution(execution)]);
    }
    case 'foreign-workflow': {
      const { taskQueue: queue, type } = step;
      const execution = childId(index, state.executionId, unit, record.again);
      const because: readonly Because[] = [
        { kind: 'queue', queue, type },
        { kind: 'execution', execution, workflow: type },
        ...timeOut(record),
      ];
      return explainedStep(id, 'waits-for-other-code', because);
    }
    default:
      return unreachable(step);
  }
}

/** Of an execution that works for a step. */
function timeOut(record: UnitState): readonly Because[] {
  return timerOf(record).map((each) => (each.kind === 'timer' ? { ...each, what: 'is stopped' } : each));
}
