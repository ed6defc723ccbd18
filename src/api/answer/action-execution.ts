import { z } from 'zod';
import { traceIdOf } from '../../events/index.ts';
import type { ExecutionView, ListedExecution, StepResultView } from '../../executions/index.ts';
import { errorOf, failureShape, outcomes, phases, statuses, stepStatuses, timesOf } from './execution.ts';

/** Executions in the words of actions: a step is an action, its result the response, the inputs are parameters. */

const time = z.iso.datetime({ precision: 3 });

const actionResultShape = z
  .strictObject({
    action_id: z.string(),
    status: z.enum(stepStatuses),
    response: z.json().optional().describe('What the service answered; once it has'),
    error_message: z.string().optional(),
    error: failureShape.optional(),
    started_at: time.optional(),
    completed_at: time.optional(),
    duration_ms: z.int().optional(),
    attempt: z.int().optional(),
  })
  .meta({ id: 'ActionResult' });
type ActionResult = z.output<typeof actionResultShape>;

const standing = {
  execution_id: z.string(),
  workflow_id: z.string().describe('Of an execution of a definition: its name'),
  version: z.string().describe('Empty where the execution has not begun, and whoever started it named none'),
  status: z.enum(statuses),
  phase: z.enum(phases).optional(),
  outcome: z.enum(outcomes).optional(),
};
const ending = {
  started_at: time,
  completed_at: time.optional(),
  duration_ms: z.int().optional(),
  trace_id: z.string(),
};

type Standing = z.output<z.ZodObject<typeof standing>>;
type Ending = z.output<z.ZodObject<typeof ending>>;

export const actionExecutionShape = z
  .strictObject({
    ...standing,
    parameters: z.record(z.string(), z.json()),
    action_results: z.array(actionResultShape).describe('Of every action, from the start, in the order of writing'),
    ...ending,
    error_message: z.string().optional(),
    error: failureShape.optional(),
  })
  .meta({ id: 'ActionExecution' });

export function actionExecutionAnswer(view: ExecutionView): z.output<typeof actionExecutionShape> {
  return {
    ...standingOf({ ...view, phase: phases.find((each) => each === view.phase) }),
    parameters: { ...view.inputs } as z.output<typeof actionExecutionShape>['parameters'],
    action_results: view.steps.map(actionAnswer),
    ...endingOf(view),
    ...errorOf(view.failure),
  };
}

function actionAnswer(step: StepResultView): ActionResult {
  return {
    action_id: step.id,
    status: step.status,
    ...(step.result !== undefined && { response: step.result as NonNullable<ActionResult['response']> }),
    ...errorOf(step.failure),
    ...(step.startedAt !== undefined && timesOf(step.startedAt, step.completedAt)),
    ...(step.attempts !== undefined && { attempt: step.attempts }),
  };
}

const listedActionExecution = z.strictObject({ ...standing, ...ending }).meta({ id: 'ListedActionExecution' });

export const actionExecutionsShape = z.strictObject({
  executions: z.array(listedActionExecution).describe('Those started last come first'),
  total: z.int().describe("By Temporal's lists, which come a moment after what is acknowledged"),
  next_cursor: z.string().nullable().describe('Null on the last page'),
});

export function listedActionExecutionAnswer(each: ListedExecution): z.output<typeof listedActionExecution> {
  return { ...standingOf(each), ...endingOf(each) };
}

type Stood = Pick<ListedExecution, 'executionId' | 'workflowName' | 'version' | 'status' | 'outcome'> & {
  readonly phase?: Standing['phase'];
};

function standingOf({ executionId, workflowName, version, status, phase, outcome }: Stood): Standing {
  return {
    execution_id: executionId,
    workflow_id: workflowName,
    version,
    status,
    ...(phase !== undefined && { phase }),
    ...(outcome !== undefined && { outcome }),
  };
}

type Timed = Pick<ListedExecution, 'executionId' | 'startedAt' | 'completedAt'>;

function endingOf({ executionId, startedAt, completedAt }: Timed): Ending {
  return { ...timesOf(startedAt, completedAt), trace_id: traceIdOf(executionId) };
}
