import { z } from 'zod';
import { list, mapOrJsonText, name, number, text, wholeNumber } from './fields.ts';
import { definitionLimits as limits } from './limits.ts';

const STEP_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const SERVICE = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const METHOD = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

const stepId = name(STEP_ID, limits.idLength, 'letters, digits, `_` and `-`, not beginning with `-`');
const methodName = name(
  METHOD,
  limits.methodLength,
  'letters, digits, `_`, `-` and `.`, beginning with a letter, a digit or `_`',
);

/** One entry per key that a step may have. */
const stepFields = {
  id: stepId,
  service: name(SERVICE, limits.serviceLength, 'letters, digits, `_`, `-` and `.`, beginning with a letter or digit'),
  method: methodName,
  description: text(limits.descriptionLength).optional(),
  parameters: mapOrJsonText.optional(),
  depends_on: list(z.string({ error: 'the id of a step' }), limits.dependsOnEntries, 'a list of step ids').optional(),
  when: z.union([z.string(), z.boolean()], { error: 'an expression in braces, true or false' }).optional(),
  timeout_ms: wholeNumber(1, limits.stepTimeoutMs).optional(),
  retry_count: wholeNumber(0, limits.retryCount).optional(),
  retry_delay_ms: wholeNumber(0, limits.retryDelayMs).optional(),
  retry_backoff: number(1, limits.retryBackoff).optional(),
  retry_max_delay_ms: wholeNumber(1, limits.retryDelayMs).optional(),
  compensate_method: methodName.optional(),
  compensate_parameters: mapOrJsonText.optional(),
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
