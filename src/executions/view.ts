import { type Cause, type ElementsState, phaseOf, type StepState } from '../engine/index.ts';
import type { Failure } from '../problems/index.ts';
import type { PlanStep } from '../plan/index.ts';
import type { Json } from '../std/index.ts';
import { compensationView } from './compensation-view.ts';
import { cutShort } from './cut-short.ts';
import { outcomeOf } from './execution-outcome.ts';
import type {
  ActionView,
  ElementsView,
  ExecutionStatus,
  ExecutionView,
  StepResultStatus,
  StepResultView,
} from './execution-view.ts';
import type { Observed } from './observe.ts';
import { endedStatus } from './temporal-status.ts';

/** How Temporal says an execution stands; its word on the ending is authoritative. */
export interface Standing {
  readonly executionId: string;
  readonly temporalStatus: string;
  readonly closedAt?: number | undefined;
  readonly result?: Json | undefined;
  /** As Temporal has it, for an execution that failed before it had a plan. */
  readonly failure?: Failure | undefined;
}

export function viewOf(observed: Observed, standing: Standing): ExecutionView {
  const { plan, state } = observed;
  const standingStatus = statusOf(observed.begun, standing);
  const failure = failureOf(state.cause, standing);
  const completedAt = standing.closedAt ?? state.endedAt;
  const outcome = outcomeOf(standing.temporalStatus, state);
  const ended = standingStatus !== 'RUNNING' && standingStatus !== 'PENDING';
  const phase = ended ? 'ended' : phaseOf(state);
  const status = standingStatus === 'RUNNING' && (phase === 'paused' || phase === 'held') ? 'PAUSED' : standingStatus;
  const steps = plan.steps.map((step, at) => {
    const record = state.steps[at] as StepState;
    return stepView(step, ended ? cutShort(record, step.id, standing.closedAt) : record);
  });
  const display = steps.find((step) => step.status === 'RUNNING' && step.display !== undefined)?.display;
  return {
    executionId: standing.executionId,
    workflowName: plan.name,
    version: plan.version,
    status,
    phase,
    ...(display !== undefined && { display }),
    ...(outcome !== undefined && { outcome }),
    inputs: state.inputs,
    steps,
    startedAt: state.startedAt,
    ...(ended && completedAt !== undefined && { completedAt }),
    ...(failure !== undefined && { failure }),
    ...(standing.result !== undefined && { result: standing.result }),
  };
}

/** An execution whose plan was never resolved: started with bare inputs, and not looked at by a worker yet, or refused
 * by the one that did. */
export function viewWithoutPlan(about: {
  readonly standing: Standing;
  readonly workflowName: string;
  readonly version: string;
  readonly startedAt: number;
}): ExecutionView {
  const { standing, workflowName, version, startedAt } = about;
  const status = statusOf(false, standing);
  const failure = failureOf(undefined, standing);
  const outcome = outcomeOf(standing.temporalStatus);
  return {
    executionId: standing.executionId,
    workflowName,
    version,
    status,
    phase: standing.closedAt === undefined ? 'running' : 'ended',
    ...(outcome !== undefined && { outcome }),
    inputs: {},
    steps: [],
    startedAt,
    ...(standing.closedAt !== undefined && { completedAt: standing.closedAt }),
    ...(failure !== undefined && { failure }),
  };
}

function statusOf(begun: boolean, { temporalStatus }: Standing): ExecutionStatus {
  return endedStatus(temporalStatus) ?? (begun ? 'RUNNING' : 'PENDING');
}

function failureOf(cause: Cause | undefined, { temporalStatus, failure }: Standing): Failure | undefined {
  switch (temporalStatus) {
    case 'TERMINATED':
    case 'TIMED_OUT':
      return failure;
    case 'CANCELLED':
      return { code: 'cancelled', message: 'the execution was cancelled' };
    default:
      return cause?.kind === 'failed' ? cause.failure : failure;
  }
}

function stepView(step: PlanStep, record: StepState): StepResultView {
  const begunAt = record.status === 'pending' ? undefined : record.decidedAt;
  const compensation = compensationView(record);
  return {
    id: step.id,
    status: compensation?.status === 'running' ? 'COMPENSATING' : (record.status.toUpperCase() as StepResultStatus),
    ...(step.display !== undefined && { display: step.display }),
    ...(record.result !== undefined && { result: record.result }),
    ...(record.answered !== undefined && { answered: record.answered }),
    ...(record.failure !== undefined && { failure: record.failure }),
    ...(begunAt !== undefined && { startedAt: begunAt }),
    ...(record.endedAt !== undefined && { completedAt: record.endedAt }),
    // Of a call that was aborted it may not be known.
    ...(record.attempts !== undefined && record.attempts > 0 && { attempts: record.attempts }),
    ...(record.elements !== undefined && { elements: elementsView(record.elements) }),
    ...(record.actions !== undefined && record.actions.length > 0 && { actions: record.actions.map(actionView) }),
    ...(compensation !== undefined && { compensation }),
  };
}

function elementsView({ items, completed, running, failed }: ElementsState): ElementsView {
  return { total: items.length, completed, running, failed };
}

function actionView({ on, at, status, attempts, failure }: NonNullable<StepState['actions']>[number]): ActionView {
  return {
    on,
    at,
    // One that waits for its turn will come.
    status: status === 'due' ? 'running' : status,
    ...(attempts !== undefined && { attempts }),
    ...(failure !== undefined && { failure }),
  };
}
