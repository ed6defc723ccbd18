import { z } from 'zod';
import { endpointPath, serviceName, verbName } from '../../definition/call-target.ts';
import { list, name, wholeNumber } from '../../definition/fields.ts';
import { definitionLimits as limits, stepDefaults } from '../../definition/limits.ts';
import { STEP_ID } from '../../definition/names.ts';

const action = name(STEP_ID, limits.idLength, 'letters, digits, `_` and `-`, not beginning with `-`');

/** Anything that no reader takes for something else: braces begin an expression, and no payload may bring the others. */
const FIELD = /^(?!(?:__proto__|constructor|prototype)$)(?!.*\{\{)(?!.*\}\}).+$/s;
const field = name(
  FIELD,
  limits.fieldLength,
  'the name of a field of the payload, without braces, and none of `__proto__`, `constructor` and `prototype`',
);
const display = name(/\S/, limits.displayLength, 'text that can be seen');

const fields = list(field, limits.fields, 'a list of the names of fields');

const microserviceFields = {
  Service: serviceName.describe('The registered name of the service that is called.'),
  Endpoint: endpointPath.describe('The path that is called on it, beginning with `/`.'),
  Method: verbName.optional().describe(`The HTTP method; ${stepDefaults.verb} by default.`),
  RequestBody: fields
    .optional()
    .describe('The fields of the payload that are sent: in the query with GET and DELETE, else in the body.'),
};

const pollFields = {
  Service: serviceName.optional().describe("The service that is asked; the task's own by default."),
  Endpoint: endpointPath.describe('The path that is asked again and again.'),
  Method: verbName.optional().describe('The HTTP method; GET by default.'),
  RequestBody: fields.optional().describe('The fields of the payload that are sent, the first answer merged into it.'),
  IntervalMs: wholeNumber(0, limits.pollIntervalMs)
    .optional()
    .describe(`Milliseconds between two requests; ${stepDefaults.pollIntervalMs} by default.`),
  Until: z
    .string({ error: 'an expression over `response` and `payload`' })
    .describe('What has to be true of the `response`: an expression, such as `response.Status == "done"`.'),
  TimeoutMs: wholeNumber(1, limits.stepTimeoutMs)
    .optional()
    .describe(`Milliseconds that all of it may take; ${stepDefaults.pollTimeoutMs} by default.`),
};

const taskFields = {
  Action: action.describe('The name of the task within this sequence.'),
  Display: display.optional().describe('The status line while the task runs.'),
  Microservice: z
    .strictObject(microserviceFields, { error: 'a map with `Service` and `Endpoint`' })
    .describe('What is called, and what it is sent.'),
  Poll: z
    .strictObject(pollFields, { error: 'a map with `Endpoint` and `Until`' })
    .optional()
    .describe('What is asked again and again after the call, until it is done.'),
  TimeoutMs: wholeNumber(1, limits.stepTimeoutMs)
    .optional()
    .describe(`Milliseconds for one attempt of the call; ${stepDefaults.timeoutMs} by default.`),
  RetryCount: wholeNumber(0, limits.retryCount)
    .optional()
    .describe(`Attempts after the first; ${stepDefaults.retryCount} by default.`),
  RetryDelayMs: wholeNumber(0, limits.retryDelayMs)
    .optional()
    .describe(`Milliseconds before each retry; ${stepDefaults.retryDelayMs} by default.`),
};

export const tasksSchema = z
  .array(z.strictObject(taskFields, { error: 'a map with `Action` and `Microservice`' }), { error: 'a list of tasks' })
  .min(1, { error: 'a list of at least one task' });

export const taskKeys = Object.keys(taskFields);
export const microserviceKeys = Object.keys(microserviceFields);
export const pollKeys = Object.keys(pollFields);
