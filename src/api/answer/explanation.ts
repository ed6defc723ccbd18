import { z } from 'zod';
import type { Explanation, StepExplanation } from '../../executions/index.ts';
import { executionReasons, stepReasons } from '../../explanation/index.ts';
import { executionShape, stepResultShape } from './execution.ts';

const time = z.iso.datetime({ precision: 3 });
const error = z.strictObject({ code: z.string(), message: z.string(), step: z.string().optional() });

const stepReason = z.enum(stepReasons).meta({ id: 'StepReason' });

const because = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('dependency'), step: z.string(), status: z.string() }).describe('Not over yet'),
    z
      .strictObject({
        kind: z.literal('condition'),
        key: z.literal('when'),
        text: z.string().describe('As its author wrote it'),
        value: z.string().optional().describe('What it gave, as JSON text'),
        error: z.string().optional(),
        names: z
          .array(z.strictObject({ name: z.string(), value: z.string() }))
          .describe('What the names in it stood for'),
      })
      .describe('A condition, evaluated'),
    z.strictObject({
      kind: z.literal('event'),
      event: z.string(),
      condition: z.string().optional(),
      correlation: z.string().optional().describe('JSON text'),
      unreadable: z.string().optional().describe('Why the condition could not be evaluated for the last event'),
      unreadables: z.int().optional(),
    }),
    z
      .strictObject({
        kind: z.literal('kept-event'),
        event: z.string(),
        id: z.string().optional(),
        unfit: z.enum(['correlation', 'condition', 'unreadable']),
        text: z.string(),
      })
      .describe('An event that has come and does not fit'),
    z.strictObject({ kind: z.literal('timer'), until: time, what: z.enum(['goes on', 'fails', 'is stopped']) }),
    z.strictObject({
      kind: z.literal('attempt'),
      call: z.string(),
      attempt: z.int().describe('The one under way, or the next'),
      of: z.int().optional(),
      state: z
        .enum(['running', 'waiting', 'unclaimed', 'cancelling'])
        .describe('unclaimed: no worker has taken it; cancelling: it is under way and has been asked to stop'),
      since: time.optional(),
      next: time.optional(),
      error: error.optional().describe('Of the attempt before'),
    }),
    z.strictObject({
      kind: z.literal('poll'),
      call: z.string(),
      requests: z.int().optional(),
      answer: z.string().optional(),
      next: time.optional(),
      until: time.optional(),
    }),
    z.strictObject({
      kind: z.literal('room'),
      of: z.enum(['calls', 'bytes', 'elements']).describe('bytes: of what calls in flight were given'),
      running: z.int(),
      most: z.int(),
    }),
    z
      .strictObject({ kind: z.literal('fast-calls'), running: z.int() })
      .describe('They are made where the execution is worked on; what comes next begins when they have ended'),
    z
      .strictObject({ kind: z.literal('paused') })
      .describe('What runs goes to its end, and nothing follows it until the execution is resumed'),
    z
      .strictObject({
        kind: z.literal('retried'),
        execution: z.string(),
        status: z.enum(['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']),
      })
      .describe('The newest execution that has run again what failed'),
    z.strictObject({ kind: z.literal('failure'), error }),
    z
      .strictObject({ kind: z.literal('cause'), cause: z.enum(['failed', 'cancelled']), error: error.optional() })
      .describe('Why the execution does not end well'),
    z.strictObject({
      kind: z.literal('elements'),
      total: z.int(),
      completed: z.int(),
      running: z.int(),
      failed: z.int(),
    }),
    z.strictObject({
      kind: z.literal('undo'),
      status: z.enum(['running', 'done', 'failed', 'none']),
      since: time.optional(),
      attempts: z.int().optional(),
      error: error.optional(),
    }),
    z.strictObject({
      kind: z.literal('action'),
      on: z.enum(['on_success', 'on_failure']),
      index: z.int(),
      status: z.enum(['running', 'failed']),
      error: error.optional(),
    }),
    z.strictObject({ kind: z.literal('execution'), execution: z.string(), workflow: z.string() }),
    z.strictObject({ kind: z.literal('queue'), queue: z.string(), type: z.string() }),
    z.strictObject({ kind: z.literal('carried'), execution: z.string() }),
    z.strictObject({ kind: z.literal('took'), from: time, to: time, attempts: z.int().optional() }),
    z.strictObject({ kind: z.literal('step'), step: z.string(), reason: stepReason }),
    z.strictObject({
      kind: z.literal('task'),
      seconds: z.int(),
      attempt: z.int(),
      workers: z.int().optional().describe('How many have asked for work within the last minute'),
      error: z.string().optional(),
    }),
  ])
  .meta({ id: 'Because' });

const unblock = z
  .strictObject({
    kind: z.enum([
      'send-event',
      'resume',
      'retry',
      'skip',
      'compensate',
      'wait',
      'explain',
      'mend-service',
      'start-worker',
      'report',
    ]),
    text: z.string(),
    command: z.string().optional().describe('On the command line'),
    method: z.string().optional().describe('Of /orchestrator'),
    fields: z.record(z.string(), z.json()).optional().describe('What that method takes'),
  })
  .meta({ id: 'Unblock' });

const why = {
  text: z.string().describe('All of it in words'),
  because: z.array(because),
  unblock: z.array(unblock).describe('What would change it'),
};

const step = z
  .strictObject({
    step_id: z.string(),
    status: stepResultShape.shape.status,
    reason: stepReason,
    ...why,
    elements: z
      .array(z.strictObject({ index: z.int(), reason: stepReason, ...why }))
      .optional()
      .describe('Of a step with for_each: the first ten that run, and the first ten that failed'),
  })
  .meta({ id: 'StepExplanation' });

export const explanationShape = z
  .strictObject({
    execution_id: z.string(),
    workflow_name: z.string(),
    version: z.string(),
    status: executionShape.shape.status,
    phase: executionShape.shape.phase,
    reason: z.enum(executionReasons),
    ...why,
    counts: z.strictObject({
      total: z.int(),
      pending: z.int(),
      running: z.int(),
      completed: z.int(),
      failed: z.int(),
      skipped: z.int(),
      compensating: z.int(),
    }),
    steps: z.array(step),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'Explanation' });
export type ExplanationAnswer = z.output<typeof explanationShape>;

export function explanationAnswer(explanation: Explanation): object {
  const { executionId, workflowName, version, status, phase, whole, counts, steps, next } = explanation;
  const saysMore = phase !== 'running' && phase !== 'ended';
  return {
    execution_id: executionId,
    workflow_name: workflowName,
    version,
    status,
    ...(saysMore && { phase }),
    ...whole,
    counts,
    steps: steps.map(stepAnswer),
    next_cursor: next === null ? null : String(next),
  };
}

function stepAnswer({ stepId, ...about }: StepExplanation): object {
  return { step_id: stepId, ...about };
}
