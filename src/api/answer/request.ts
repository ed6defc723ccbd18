import { z } from 'zod';
import { type ExecutionView, payloadSoFar, type StepResultView } from '../../executions/index.ts';
import type { Failure } from '../../problems/index.ts';
import { isoTime } from '../../std/index.ts';
import { statuses } from './execution.ts';

const time = z.iso.datetime({ precision: 3 });
const error = z.strictObject({ code: z.string(), message: z.string() }).meta({ id: 'RequestError' });

export const taskShape = z
  .strictObject({
    action: z.string(),
    display: z.string().describe('Its status line; its Action where it has none'),
    status: z.enum(['PENDING', 'RUNNING', 'COMPLETED', 'FAILED']),
    started_at: time.optional(),
    completed_at: time.optional(),
    error: error.optional(),
  })
  .meta({ id: 'RequestTask' });

/** What is told of a request at once. */
export const begunShape = z.strictObject({
  request_id: z.string(),
  action: z.string(),
  version: z.string().describe('Of the sequence: a request keeps the one that it began with'),
  status: z.enum(statuses),
  display: z.string().describe('The status line: that of the task that runs or comes next, or how it has ended'),
  created_at: time,
});

export const requestShape = begunShape
  .extend({
    tasks: z.array(taskShape),
    payload: z
      .record(z.string(), z.json())
      .describe('As it stands: what was sent, and what was answered merged into it'),
    completed_at: time.optional(),
    error: error.extend({ task: z.string().optional() }).optional(),
  })
  .meta({ id: 'Request' });

export function begunAnswer(view: ExecutionView): z.output<typeof begunShape> {
  return {
    request_id: view.executionId,
    action: view.workflowName,
    version: view.version,
    status: view.status,
    display: displayOf(view),
    created_at: isoTime(view.startedAt),
  };
}

export function requestAnswer(view: ExecutionView): z.output<typeof requestShape> {
  const { failure, completedAt } = view;
  return {
    ...begunAnswer(view),
    tasks: view.steps.map(taskAnswer),
    payload: payloadSoFar(view) as z.output<typeof requestShape>['payload'],
    ...(completedAt !== undefined && { completed_at: isoTime(completedAt) }),
    ...(failure !== undefined && {
      error: {
        code: failure.code,
        message: inTaskWords(failure),
        ...(failure.step !== undefined && { task: failure.step }),
      },
    }),
  };
}

function taskAnswer(step: StepResultView): z.output<typeof taskShape> {
  const { status, startedAt, completedAt, failure } = step;
  return {
    action: step.id,
    display: lineOf(step),
    // A task has no condition and nothing that undoes it.
    status: status === 'SKIPPED' || status === 'COMPENSATING' ? 'COMPLETED' : status,
    ...(startedAt !== undefined && { started_at: isoTime(startedAt) }),
    ...(startedAt !== undefined && completedAt !== undefined && { completed_at: isoTime(completedAt) }),
    ...(failure !== undefined && { error: { code: failure.code, message: inTaskWords(failure) } }),
  };
}

function displayOf({ status, steps }: ExecutionView): string {
  const at = (wanted: StepResultView['status']): string | undefined => {
    const step = steps.find((each) => each.status === wanted);
    return step === undefined ? undefined : lineOf(step);
  };
  switch (status) {
    case 'COMPLETED':
      return 'Completed';
    case 'CANCELLED':
      return 'Cancelled';
    case 'FAILED':
      return ended('Failed', at('FAILED'));
    case 'PAUSED':
      return ended('Paused', at('RUNNING') ?? at('PENDING'));
    case 'PENDING':
    case 'RUNNING':
      return at('RUNNING') ?? at('PENDING') ?? 'Ending';
  }
}

function ended(word: string, line: string | undefined): string {
  return line === undefined ? word : `${word}: ${line}`;
}

function lineOf({ id, display = id }: StepResultView): string {
  return display;
}

/** A sequence knows tasks and a payload; what it comes to has parameters, inputs and outputs. */
function inTaskWords({ message }: Failure): string {
  return message
    .replace(
      /^(?:poll\.)?parameters: the payload has no field (`.*`), which (`[^`]*`) reads: neither the inputs nor a step before gave it$/s,
      'task $2 sends $1, which the payload lacks: neither the request nor a task before gave it',
    )
    .replace(/^outputs: they have (\d+ bytes as JSON; \d+ is the most)$/, 'the payload has $1, at the end');
}
