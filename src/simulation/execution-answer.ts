import type { Execution, StepResult } from '../client/index.ts';
import type { ActionState, ElementsState, State, StepState, UndoState } from '../engine/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import { isoTime, type Json } from '../std/index.ts';
import { unitsOf } from './outcome.ts';

/** How a simulated execution stands, in the shape in which the API answers: whatever shows the one shows the other. */
export function executionAnswer(plan: Plan, state: State): Execution {
  const { cause, endedAt } = state;
  const phase = phaseOf(state);
  return {
    execution_id: state.executionId,
    workflow_name: plan.name,
    version: plan.version,
    status: statusOf(state, phase),
    ...(phase !== undefined && { phase }),
    inputs: textOf(state.inputs),
    step_results: plan.steps.map((step, at) => stepAnswer(step, state.steps[at] as StepState)),
    ...timesOf(state.startedAt, endedAt),
    ...(cause?.kind === 'failed' && errorOf(cause.failure)),
  };
}

/** Those that say more than the status does. */
function phaseOf({ phase, paused }: State): Execution['phase'] {
  if (phase === 'held') return 'held';
  if (phase === 'ended') return undefined;
  if (paused === true) return 'paused';
  return phase === 'running' ? undefined : phase;
}

function statusOf({ phase, cause }: State, shown: Execution['phase']): Execution['status'] {
  if (phase === 'ended') return cause === undefined ? 'COMPLETED' : cause.kind === 'failed' ? 'FAILED' : 'CANCELLED';
  return shown === 'paused' || shown === 'held' ? 'PAUSED' : 'RUNNING';
}

const texts = new WeakMap<object, string>();

/** Results and inputs never change, and are shown again whenever something else has. */
function textOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
}

function stepAnswer({ id, display }: PlanStep, record: StepState): StepResult {
  const { status, result, failure, decidedAt, endedAt, attempts, elements, actions = [] } = record;
  const compensation = undosOf(record).map(compensationOf).reduce<Compensation | undefined>(together, undefined);
  return {
    step_id: id,
    status: compensation?.status === 'running' ? 'COMPENSATING' : (status.toUpperCase() as StepResult['status']),
    ...(display !== undefined && { display }),
    ...(result !== undefined && { result: textOf(result) }),
    ...(failure !== undefined && errorOf(failure)),
    ...(status !== 'pending' && decidedAt !== undefined && timesOf(decidedAt, endedAt)),
    ...(attempts !== undefined && attempts > 0 && { attempt: attempts }),
    ...(elements !== undefined && { elements: elementsOf(elements) }),
    ...(actions.length > 0 && { actions: actions.map(actionOf) }),
    ...(compensation !== undefined && { compensation }),
  };
}

function elementsOf({ items, completed, running, failed }: ElementsState): NonNullable<StepResult['elements']> {
  return { total: items.length, completed, running, failed };
}

function actionOf({ on, at, status, attempts, failure }: ActionState): NonNullable<StepResult['actions']>[number] {
  return {
    on,
    index: at,
    status: status === 'due' ? 'running' : status,
    ...(attempts !== undefined && { attempt: attempts }),
    ...(failure !== undefined && { error: failure }),
  };
}

type Compensation = NonNullable<StepResult['compensation']>;

function undosOf(record: StepState): readonly UndoState[] {
  return unitsOf(record).flatMap(({ undo }) => undo ?? []);
}

function compensationOf(undo: UndoState): Compensation {
  const { status, startedAt, endedAt, attempts, failure } = undo;
  return {
    status,
    started_at: isoTime(startedAt),
    ...(endedAt !== undefined && { completed_at: isoTime(endedAt) }),
    ...(attempts !== undefined && { attempt: attempts }),
    ...(failure !== undefined && { error: failure }),
  };
}

/** The undoing of all elements as one: under way as long as one is, failed as soon as one has. */
function together(before: Compensation | undefined, next: Compensation): Compensation {
  if (before === undefined) return next;
  const both = [before, next];
  const status = (['running', 'failed', 'done'] as const).find((each) => both.some((one) => one.status === each));
  // ISO times of one form compare as text.
  const ends = both.flatMap((one) => one.completed_at ?? []).toSorted();
  const error = before.error ?? next.error;
  const attempt = (before.attempt ?? 0) + (next.attempt ?? 0);
  const end = ends.at(-1);
  return {
    status: status ?? 'done',
    started_at: before.started_at < next.started_at ? before.started_at : next.started_at,
    ...(status !== 'running' && end !== undefined && { completed_at: end }),
    ...(attempt > 0 && { attempt }),
    ...(error !== undefined && { error }),
  };
}

function errorOf<Failure extends { readonly message: string }>(
  error: Failure,
): { error_message: string; error: Failure } {
  return { error_message: error.message, error };
}

function timesOf(
  from: number,
  to: number | undefined,
): { started_at: string; completed_at?: string; duration_ms?: number } {
  const started_at = isoTime(from);
  return to === undefined ? { started_at } : { started_at, completed_at: isoTime(to), duration_ms: to - from };
}
