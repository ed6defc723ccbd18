import { z } from 'zod';
import type {
  ActionView,
  CompensationView,
  ExecutionOutcome,
  ExecutionStatus,
  ExecutionView,
  StepResultStatus,
  StepResultView,
} from '../../executions/index.ts';
import type { Failure } from '../../problems/index.ts';
import { isoTime } from '../../std/index.ts';

const time = z.iso.datetime({ precision: 3 });
export const failureShape = z
  .strictObject({ code: z.string(), message: z.string(), step: z.string().optional() })
  .meta({ id: 'Failure' });

const compensation = z
  .strictObject({
    status: z.enum(['running', 'done', 'failed']),
    started_at: time,
    completed_at: time.optional(),
    attempt: z.int().optional(),
    error: failureShape.optional(),
  })
  .meta({ id: 'Compensation' });

const elements = z
  .strictObject({ total: z.int(), completed: z.int(), running: z.int(), failed: z.int() })
  .meta({ id: 'Elements' });

const action = z
  .strictObject({
    on: z.enum(['on_success', 'on_failure']),
    index: z.int(),
    status: z.enum(['running', 'done', 'failed']),
    attempt: z.int().optional(),
    error: failureShape.optional(),
  })
  .meta({ id: 'Action' });

export const stepStatuses = [
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'SKIPPED',
  'COMPENSATING',
] as const satisfies readonly StepResultStatus[];

export const stepResultShape = z
  .strictObject({
    step_id: z.string(),
    status: z.enum(stepStatuses),
    display: z.string().optional().describe('Its status line'),
    result: z.string().optional().describe('JSON text'),
    error_message: z.string().optional(),
    error: failureShape.optional(),
    started_at: time.optional(),
    completed_at: time.optional(),
    duration_ms: z.int().optional(),
    attempt: z.int().optional(),
    elements: elements.optional(),
    actions: z.array(action).optional(),
    compensation: compensation.optional(),
  })
  .meta({ id: 'StepResult' });
export type StepResultAnswer = z.output<typeof stepResultShape>;

export const statuses = [
  'PENDING',
  'RUNNING',
  'PAUSED',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const satisfies readonly ExecutionStatus[];

/** What became of it, in one word. */
export const outcomes = [
  'completed',
  'failed',
  'cancelled',
  'compensated',
  'compensation-failed',
  'terminated',
] as const satisfies readonly ExecutionOutcome[];

/** Those that say more than the status does. */
export const phases = ['paused', 'stopping', 'held', 'compensating'] as const;

export const executionShape = z
  .strictObject({
    execution_id: z.string(),
    workflow_name: z.string(),
    version: z.string(),
    status: z.enum(statuses),
    phase: z.enum(phases).optional(),
    display: z.string().optional().describe('The status line of what runs'),
    outcome: z.enum(outcomes).optional(),
    schedule_id: z.string().optional().describe('The schedule that has started it'),
    inputs: z.string().describe('JSON text'),
    step_results: z.array(stepResultShape),
    started_at: time,
    completed_at: time.optional(),
    error_message: z.string().optional(),
    error: failureShape.optional(),
    outputs: z.json().optional(),
    duration_ms: z.int().optional(),
  })
  .meta({ id: 'Execution' });
export type ExecutionAnswer = z.output<typeof executionShape>;

export function executionAnswer(view: ExecutionView): ExecutionAnswer {
  const phase = phases.find((each) => each === view.phase);
  return {
    execution_id: view.executionId,
    workflow_name: view.workflowName,
    version: view.version,
    status: view.status,
    ...(phase !== undefined && { phase }),
    ...(view.display !== undefined && { display: view.display }),
    ...(view.outcome !== undefined && { outcome: view.outcome }),
    ...(view.scheduleId !== undefined && { schedule_id: view.scheduleId }),
    inputs: JSON.stringify(view.inputs),
    step_results: view.steps.map(stepAnswer),
    ...timesOf(view.startedAt, view.completedAt),
    ...errorOf(view.failure),
    ...(view.result !== undefined && { outputs: view.result as ExecutionAnswer['outputs'] }),
  } as ExecutionAnswer;
}

function stepAnswer(step: StepResultView): StepResultAnswer {
  return {
    step_id: step.id,
    status: step.status,
    ...(step.display !== undefined && { display: step.display }),
    ...(step.result !== undefined && { result: JSON.stringify(step.result) }),
    ...errorOf(step.failure),
    ...(step.startedAt !== undefined && timesOf(step.startedAt, step.completedAt)),
    ...(step.attempts !== undefined && { attempt: step.attempts }),
    ...(step.elements !== undefined && { elements: step.elements }),
    ...(step.actions !== undefined && { actions: step.actions.map(actionAnswer) }),
    ...(step.compensation !== undefined && { compensation: compensationAnswer(step.compensation) }),
  };
}

function actionAnswer({
  on,
  at,
  status,
  attempts,
  failure,
}: ActionView): NonNullable<StepResultAnswer['actions']>[number] {
  return {
    on,
    index: at,
    status,
    ...(attempts !== undefined && { attempt: attempts }),
    ...(failure !== undefined && { error: failure }),
  };
}

function compensationAnswer(undoing: CompensationView): NonNullable<StepResultAnswer['compensation']> {
  return {
    status: undoing.status,
    started_at: isoTime(undoing.startedAt),
    ...(undoing.completedAt !== undefined && { completed_at: isoTime(undoing.completedAt) }),
    ...(undoing.attempts !== undefined && { attempt: undoing.attempts }),
    ...(undoing.failure !== undefined && { error: undoing.failure }),
  };
}

export function timesOf(
  startedAt: number,
  completedAt: number | undefined,
): { started_at: string; completed_at?: string; duration_ms?: number } {
  const started_at = isoTime(startedAt);
  if (completedAt === undefined) return { started_at };
  // Two machines' clocks may stand behind the two times.
  return { started_at, completed_at: isoTime(completedAt), duration_ms: Math.max(0, completedAt - startedAt) };
}

export function errorOf(failure: Failure | undefined): { error_message?: string; error?: Failure } {
  return failure === undefined ? {} : { error_message: failure.message, error: failure };
}
