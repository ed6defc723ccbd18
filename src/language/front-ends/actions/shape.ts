import { z } from 'zod';
import { endpointPath, serviceName, verbName } from '../../definition/call-target.ts';
import { flag, json, jsonMap, list, name, number, text, wholeNumber } from '../../definition/fields.ts';
import { definitionLimits as limits, stepDefaults } from '../../definition/limits.ts';
import { STEP_ID } from '../../definition/names.ts';
import { actionsLimits } from './limits.ts';

/** What each type of a parameter is called in a definition. */
export const parameterTypes = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  float: 'number',
  boolean: 'boolean',
  object: 'object',
  array: 'array',
  list: 'array',
  datetime: 'datetime',
  any: 'any',
} as const;

const typeNames = Object.keys(parameterTypes) as readonly (keyof typeof parameterTypes)[];

const seconds = (most: number): z.ZodNumber => number(0.001, Math.floor(most / 1000));

// Something to see, on one line, in the order of its letters: no control characters, and none that turn what follows around.
const TITLE =
  // oxlint-disable-next-line no-control-regex
  /^ *[^\s\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff][^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/;

const parameterFields = {
  name: name(
    /^[A-Za-z_][A-Za-z0-9_-]*$/,
    limits.idLength,
    'letters, digits, `_` and `-`, beginning with a letter or `_`',
  ).describe('What it is called where it is given and where it is read: {{name}}.'),
  type: z.enum(typeNames, { error: `one of ${typeNames.join(', ')}` }).describe('What values it takes.'),
  description: text(limits.descriptionLength).optional().describe('What it is for, in words.'),
  required: flag().optional().describe('Whether it must be given; false by default.'),
  default: json.optional().describe('The value where none is given.'),
  enum: list(json, limits.enumValues, 'a list of the values that are allowed')
    .min(1, { error: 'a list of at least one value' })
    .optional()
    .describe('The values that are allowed.'),
  minimum: z.number({ error: 'a number' }).optional().describe('The least number that is allowed.'),
  maximum: z.number({ error: 'a number' }).optional().describe('The greatest number that is allowed.'),
};

export const actionTypes = ['service_call', 'notification'] as const;
export type ActionType = (typeof actionTypes)[number];

const actionFields = {
  action_id: name(STEP_ID, limits.idLength, 'letters, digits, `_` and `-`, not beginning with `-`').describe(
    'The name of the action within this workflow; {{action_id.response}} is what it was answered.',
  ),
  action_type: z
    .enum(actionTypes, { error: `one of ${actionTypes.join(', ')}` })
    .describe('What it does: call a service, or tell somebody.'),
  name: text(limits.displayLength).optional().describe('What it is called in lists, and the status while it runs.'),
  description: text(limits.descriptionLength).optional().describe('What it is for, in words.'),
  config: jsonMap.describe('What is called or told, by its type.'),
  depends_on: list(z.string({ error: 'the action_id of an action' }), limits.dependsOnEntries, 'a list of action_ids')
    .optional()
    .describe(
      'The actions that must have ended before. Those that templates read are waited for without being listed.',
    ),
  condition: z
    .union([z.string(), z.boolean()], { error: 'an expression in braces, true or false' })
    .optional()
    .describe('Where it is not true the action is skipped.'),
  timeout_seconds: seconds(limits.stepTimeoutMs)
    .optional()
    .describe(`Seconds that one attempt may take; ${stepDefaults.timeoutMs / 1000} by default.`),
  retry_count: wholeNumber(0, limits.retryCount)
    .optional()
    .describe('Attempts after the first: none by default for a service_call, four for a notification.'),
  retry_delay_seconds: seconds(limits.retryDelayMs)
    .optional()
    .describe(`Seconds before each retry; ${stepDefaults.retryDelayMs / 1000} by default.`),
  continue_on_failure: flag().optional().describe('Whether the workflow goes on although the action failed.'),
};

const configFields = {
  service_call: {
    service: serviceName.describe('The registered name of the service that is called.'),
    endpoint: endpointPath.describe('The path that is called on it, literally, beginning with `/`.'),
    method: verbName.optional().describe(`The HTTP method; ${stepDefaults.verb} by default.`),
    parameters: jsonMap
      .optional()
      .describe(
        'What it is sent: in the query with GET and DELETE, else as the body. Strings may hold {{ templates }}.',
      ),
  },
  notification: {
    message: text(limits.notifyLength).describe('What is said. It may hold {{ templates }}.'),
    channels: list(
      z.enum(actionsLimits.channels, { error: `one of ${actionsLimits.channels.join(', ')}` }),
      actionsLimits.channels.length,
      'a list of channels',
    )
      .min(1, { error: 'a list of at least one channel' })
      .optional()
      .describe('Who is told: the log by default.'),
  },
};

const workflowFields = {
  name: text(actionsLimits.titleLength)
    .regex(TITLE, { error: 'a line of text that can be seen, without control characters' })
    .describe('What the workflow is called; it need not be unique.'),
  description: text(limits.descriptionLength).optional().describe('What it is for, in words.'),
  tags: list(text(actionsLimits.tagLength), actionsLimits.tags, 'a list of texts')
    .optional()
    .describe('Words to find it by.'),
  parameters: list(
    z.strictObject(parameterFields, { error: 'a map with `name` and `type`' }),
    limits.inputs,
    'a list of parameters',
  )
    .optional()
    .describe('What an execution is given. Others that are given are kept as well.'),
  actions: list(
    z.strictObject(actionFields, { error: 'a map with `action_id`, `action_type` and `config`' }),
    limits.steps,
    'a list of actions',
  )
    .min(1, { error: 'a list of at least one action' })
    .describe('What is done. What they wait for decides when they run, not the order of writing.'),
  timeout_seconds: seconds(limits.workflowTimeoutMs).optional().describe('Seconds that a whole execution may take.'),
};

export const actionsSchema = z.strictObject(workflowFields, { error: 'a map with a name and actions' });

export const configSchemas = {
  service_call: z.strictObject(configFields.service_call, { error: 'a map with `service` and `endpoint`' }),
  notification: z.strictObject(configFields.notification, { error: 'a map with a `message`' }),
} as const satisfies Record<ActionType, z.ZodType>;

export const workflowKeys = Object.keys(workflowFields);
export const parameterKeys = Object.keys(parameterFields);
export const actionKeys = Object.keys(actionFields);
export const configKeys: Readonly<Record<ActionType, readonly string[]>> = {
  service_call: Object.keys(configFields.service_call),
  notification: Object.keys(configFields.notification),
};
