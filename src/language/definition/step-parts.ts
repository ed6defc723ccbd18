import { z } from 'zod';
import { endpointPath, methodName, serviceName, verbName } from './call-target.ts';
import { list, mapOrJsonText, name, text, value, wholeNumber } from './fields.ts';
import { definitionLimits as limits, stepDefaults } from './limits.ts';

const EVENT = /^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$/;

/** An expression in braces, or the bare value. */
export const condition = z.union([z.string(), z.boolean()], { error: 'an expression in braces, true or false' });

const waitFields = {
  event: name(
    EVENT,
    limits.eventLength,
    'the name of an event: letters, digits, `_`, `-`, `.`, `:` and `/`, beginning with a letter, a digit or `_`',
  ).describe('The name of the event, literally.'),
  condition: condition
    .optional()
    .describe('A condition over `value`, what the event brings: others of that name are left alone.'),
  correlation: value
    .optional()
    .describe('What the correlation of the event must be equal to, worked out when the wait begins.'),
  timeout_ms: wholeNumber(1, limits.waitMs)
    .optional()
    .describe('Milliseconds after which the step fails; no limit by default.'),
};

export const waitSchema = z.strictObject(waitFields, { error: 'a map with an event' });

const pollFields = {
  service: serviceName.optional().describe("The service that is asked; the step's own by default."),
  method: methodName.optional().describe("The service's method that is asked."),
  endpoint: endpointPath.optional().describe('The path that is asked, in place of a method.'),
  verb: verbName.optional().describe(`The HTTP verb for the endpoint; ${stepDefaults.verb} by default.`),
  parameters: mapOrJsonText.optional().describe('What it is sent; `response` is what the step was answered.'),
  interval_ms: wholeNumber(0, limits.pollIntervalMs)
    .optional()
    .describe(
      `Milliseconds between two requests; ${stepDefaults.pollIntervalMs} by default, ${stepDefaults.shortestRetryDelayMs} at least.`,
    ),
  until: condition.describe('A condition over `response`: where it is true, the response is the result of the step.'),
  timeout_ms: wholeNumber(1, limits.stepTimeoutMs)
    .optional()
    .describe(`Milliseconds that all of it may take; ${stepDefaults.pollTimeoutMs} by default.`),
};

export const pollSchema = z.strictObject(pollFields, { error: 'a map with a method and `until`' });

const actionFields = {
  service: serviceName.optional().describe('The registered name of the service that is called.'),
  method: methodName.optional().describe("The service's method that is called."),
  endpoint: endpointPath.optional().describe('The path that is called, in place of a method.'),
  verb: verbName.optional().describe(`The HTTP verb for the endpoint; ${stepDefaults.verb} by default.`),
  parameters: mapOrJsonText
    .optional()
    .describe('What the service is sent; `result`, `error` and `error_code` are those of the step.'),
  notify: text(limits.notifyLength).optional().describe('A text for the notification channels.'),
};
const failureActionFields = {
  ...actionFields,
  compensate: methodName.optional().describe('The method of the same service that undoes the step although it failed.'),
};

export const actionSchema = z.strictObject(actionFields, { error: 'a map with `service` or `notify`' });
export const failureActionSchema = z.strictObject(failureActionFields, {
  error: 'a map with `service`, `notify` or `compensate`',
});

const OF_ACTIONS = { error: 'an action or a list of actions' };

/** One, or several. */
export const actions = z.union([actionSchema, list(actionSchema, limits.actions, 'a list of actions')], OF_ACTIONS);
export const failureActions = z.union(
  [failureActionSchema, list(failureActionSchema, limits.actions, 'a list of actions')],
  OF_ACTIONS,
);

export const partKeys = {
  wait_for: Object.keys(waitFields),
  poll: Object.keys(pollFields),
  on_success: Object.keys(actionFields),
  on_failure: Object.keys(failureActionFields),
} as const;

export type ActionDefinition = z.infer<typeof failureActionSchema>;
