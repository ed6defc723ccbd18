import { z } from 'zod';
import { endpointPath, methodName, serviceName, verbName } from './call-target.ts';
import { flag, json, list, mapOrJsonText, name, number, text, wholeNumber } from './fields.ts';
import { foreignName } from './foreign-target.ts';
import { definitionLimits as limits, stepDefaults } from './limits.ts';
import { STEP_ID, versionText, workflowName } from './names.ts';
import { actions, condition, failureActions, pollSchema, waitSchema } from './step-parts.ts';

const stepId = name(STEP_ID, limits.idLength, 'letters, digits, `_` and `-`, not beginning with `-`');

/** One entry per key that a step may have; which of them go together is in step-kinds.ts. Editors show the descriptions. */
const stepFields = {
  id: stepId.describe(
    'The name of the step within this definition. Others refer to it, in depends_on and as `steps.ID`.',
  ),
  service: serviceName.optional().describe('The registered name of the service that is called.'),
  method: methodName.optional().describe("The service's method that is called."),
  endpoint: endpointPath
    .optional()
    .describe('The path that is called on the service, in place of a method: literal, beginning with `/`.'),
  verb: verbName.optional().describe(`The HTTP verb for the endpoint; ${stepDefaults.verb} by default.`),
  parameters: mapOrJsonText
    .optional()
    .describe('What the service is sent: a map, or the same as JSON text. Strings may hold {{ expressions }}.'),
  poll: pollSchema
    .optional()
    .describe('What is asked again and again after the call, until it is done; the last response is the result.'),
  workflow: workflowName.optional().describe('The name of another workflow, which runs as an execution of its own.'),
  inputs: mapOrJsonText
    .optional()
    .describe('The inputs of the other workflow: a map, or the same as JSON text. Strings may hold {{ expressions }}.'),
  version: versionText
    .optional()
    .describe('The version of the other workflow; the newest when the step begins by default.'),
  task_queue: foreignName('name of a task queue')
    .optional()
    .describe('The task queue of other Temporal code, literally; its own workers poll it.'),
  activity: foreignName('type of an activity')
    .optional()
    .describe('The type of an activity that the workers of task_queue have; `parameters` is its one argument.'),
  workflow_type: foreignName('type of a workflow')
    .optional()
    .describe('The type of a workflow that the workers of task_queue have; `parameters` is its one argument.'),
  queue_timeout_ms: wholeNumber(1, limits.stepTimeoutMs)
    .optional()
    .describe(
      `Milliseconds that an activity of other code waits for a worker to take it; ${stepDefaults.queueTimeoutMs} by default.`,
    ),
  wait_for: waitSchema.optional().describe("The event that the step waits for; its result is the event's value."),
  delay_ms: z
    .union([wholeNumber(0, limits.waitMs), z.string()], {
      error: `a whole number from 0 to ${limits.waitMs}, or an expression in braces`,
    })
    .optional()
    .describe('Milliseconds that the step waits: a number, or an {{ expression }} that gives one.'),
  until: z
    .string({ error: 'an expression in braces, or a time' })
    .optional()
    .describe('The time until which the step waits: an {{ expression }}, or a time as in RFC 3339.'),
  description: text(limits.descriptionLength).optional().describe('What the step is for, in words.'),
  display: text(limits.displayLength).optional().describe('The status line while the step runs, literally.'),
  depends_on: list(z.string({ error: 'the id of a step' }), limits.dependsOnEntries, 'a list of step ids')
    .optional()
    .describe(
      'The ids of steps that must have ended before. What expressions refer to is waited for without being listed.',
    ),
  when: condition
    .optional()
    .describe('A condition, {{ expression }} or true or false: where it is not true the step is skipped.'),
  for_each: z
    .union([z.string(), z.array(json)], { error: 'an expression in braces, or a list' })
    .optional()
    .describe('A list, or an {{ expression }} that gives one: the step runs for each element, as `item` and `index`.'),
  max_parallel: wholeNumber(1, limits.maxParallel)
    .optional()
    .describe(`How many elements run at the same time; ${stepDefaults.maxParallel} by default.`),
  collect: flag()
    .optional()
    .describe("Whether the result is the list of the elements' results; with false it is their number."),
  timeout_ms: wholeNumber(1, limits.stepTimeoutMs)
    .optional()
    .describe(
      `Milliseconds: for one attempt of a call, ${stepDefaults.timeoutMs} by default; otherwise for the whole step, no limit by default.`,
    ),
  retry_count: wholeNumber(0, limits.retryCount)
    .optional()
    .describe(`Attempts after the first; ${stepDefaults.retryCount} by default.`),
  retry_delay_ms: wholeNumber(0, limits.retryDelayMs)
    .optional()
    .describe(
      `Milliseconds before the first retry; ${stepDefaults.retryDelayMs} by default, ${stepDefaults.shortestRetryDelayMs} at least.`,
    ),
  retry_backoff: number(1, limits.retryBackoff)
    .optional()
    .describe(
      `What each delay is multiplied by for the next; ${stepDefaults.retryBackoff} by default, a constant delay.`,
    ),
  retry_max_delay_ms: wholeNumber(1, limits.retryDelayMs)
    .optional()
    .describe('Milliseconds that no delay between attempts exceeds; a hundred times the first by default.'),
  compensate_method: methodName
    .optional()
    .describe("The service's method that undoes the step, called where the execution fails or is cancelled after it."),
  compensate_activity: foreignName('type of an activity')
    .optional()
    .describe('The activity on the same task_queue that undoes the step, as compensate_method does for a service.'),
  compensate_parameters: mapOrJsonText
    .optional()
    .describe("What undoes the step is sent; without it the step's parameters, with its result as `result`."),
  on_success: actions.optional().describe('What is done once the step has completed: an action, or a list of them.'),
  on_failure: failureActions
    .optional()
    .describe('What is done once the step has failed: an action, or a list of them.'),
  continue_on_failure: flag()
    .optional()
    .describe('Whether the execution goes on although the step failed; false by default.'),
  fast: flag()
    .optional()
    .describe(
      `Whether the call takes a second at most and may be made where the execution itself is worked on; false by default.`,
    ),
  priority: wholeNumber(1, limits.priority)
    .optional()
    .describe('From 1, which goes first where many wait for a worker, to 5; 3 by default.'),
};

export const stepSchema = z.strictObject(stepFields, { error: 'a map with an id and what to do' });

export type StepDefinition = z.infer<typeof stepSchema>;
