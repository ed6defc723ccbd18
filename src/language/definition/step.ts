import { z } from 'zod';
import { list, mapOrJsonText, name, number, text, wholeNumber } from './fields.ts';
import { definitionLimits as limits, stepDefaults } from './limits.ts';

const STEP_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const SERVICE = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const METHOD = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

const stepId = name(STEP_ID, limits.idLength, 'letters, digits, `_` and `-`, not beginning with `-`');
const methodName = name(
  METHOD,
  limits.methodLength,
  'letters, digits, `_`, `-` and `.`, beginning with a letter, a digit or `_`',
);

/** One entry per key that a step may have. Editors show the descriptions. */
const stepFields = {
  id: stepId.describe(
    'The name of the step within this definition. Others refer to it, in depends_on and as `steps.ID`.',
  ),
  service: name(
    SERVICE,
    limits.serviceLength,
    'letters, digits, `_`, `-` and `.`, beginning with a letter or digit',
  ).describe('The registered name of the service that is called.'),
  method: methodName.describe("The service's method that is called."),
  description: text(limits.descriptionLength).optional().describe('What the step is for, in words.'),
  parameters: mapOrJsonText
    .optional()
    .describe('What the service is sent: a map, or the same as JSON text. Strings may hold {{ expressions }}.'),
  depends_on: list(z.string({ error: 'the id of a step' }), limits.dependsOnEntries, 'a list of step ids')
    .optional()
    .describe(
      'The ids of steps that must have ended before. What expressions refer to is waited for without being listed.',
    ),
  when: z
    .union([z.string(), z.boolean()], { error: 'an expression in braces, true or false' })
    .optional()
    .describe('A condition, {{ expression }} or true or false: where it is not true the step is skipped.'),
  timeout_ms: wholeNumber(1, limits.stepTimeoutMs)
    .optional()
    .describe(`Milliseconds that one attempt may take; ${stepDefaults.timeoutMs} by default.`),
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
  compensate_parameters: mapOrJsonText
    .optional()
    .describe("What compensate_method is sent; without it the step's parameters, with its result as `result`."),
};

export const stepSchema = z.strictObject(stepFields, { error: 'a map with an id, a service and a method' });

/** Keys of the language that are still refused, and whether they make a step of another kind. */
export const plannedStepKeys: ReadonlyMap<string, { readonly makesKind: boolean }> = new Map(
  Object.entries({
    endpoint: { makesKind: true },
    verb: { makesKind: true },
    workflow: { makesKind: true },
    wait_for: { makesKind: true },
    delay_ms: { makesKind: true },
    until: { makesKind: true },
    task_queue: { makesKind: true },
    activity: { makesKind: true },
    workflow_type: { makesKind: true },
    inputs: { makesKind: false },
    version: { makesKind: false },
    for_each: { makesKind: false },
    max_parallel: { makesKind: false },
    collect: { makesKind: false },
    on_success: { makesKind: false },
    on_failure: { makesKind: false },
    continue_on_failure: { makesKind: false },
    priority: { makesKind: false },
    poll: { makesKind: false },
    fast: { makesKind: false },
  }),
);

export type StepDefinition = z.infer<typeof stepSchema>;
