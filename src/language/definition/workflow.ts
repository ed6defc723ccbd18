import { z } from 'zod';
import { flag, json, jsonMap, list, mapOrJsonText, text, wholeNumber } from './fields.ts';
import { definitionLimits as limits } from './limits.ts';
import { versionText, workflowName } from './names.ts';
import { stepSchema } from './step.ts';

export const inputTypes = ['string', 'number', 'integer', 'boolean', 'datetime', 'object', 'array', 'any'] as const;
export type InputType = (typeof inputTypes)[number];

const inputType = z.enum(inputTypes, { error: `one of ${inputTypes.join(', ')}` });

const inputFields = {
  type: inputType.describe('What values the input takes.'),
  description: text(limits.descriptionLength).optional().describe('What the input is for, in words.'),
  required: flag().optional().describe('Whether it must be given; false by default.'),
  default: json.optional().describe('The value where none is given.'),
  enum: list(json, limits.enumValues, 'a list of the values that are allowed')
    .min(1, { error: 'a list of at least one value' })
    .optional()
    .describe('The values that are allowed.'),
  minimum: z.number({ error: 'a number' }).optional().describe('The least number that is allowed.'),
  maximum: z.number({ error: 'a number' }).optional().describe('The greatest number that is allowed.'),
};

export const inputKeys = Object.keys(inputFields);

export const inputSchema = z.union([inputType, z.strictObject(inputFields)], {
  error: `a type (${inputTypes.join(', ')}) or a map with one`,
});

/** One entry per key that a definition may have. Editors show the descriptions. */
const workflowFields = {
  name: workflowName.describe('The name under which the workflow is registered and started.'),
  version: versionText.optional().describe('The version, kept as it is written; without it 1, 2, 3 … by content.'),
  description: text(limits.descriptionLength).optional().describe('What the workflow is for, in words.'),
  inputs: z
    .record(z.string(), inputSchema, { error: 'a map from names to types' })
    .optional()
    .describe('The inputs by name, each as a type or as a map with one. Others are refused.'),
  input_schema: mapOrJsonText
    .optional()
    .describe('The inputs as a JSON Schema (2020-12), a map or JSON text, in place of `inputs`.'),
  additional_inputs: flag()
    .optional()
    .describe('Whether inputs that `inputs` does not declare are taken and kept all the same; false by default.'),
  outputs: jsonMap
    .optional()
    .describe(
      "What the execution gives, by name; without it every step's result by id. Strings may hold {{ expressions }}.",
    ),
  timeout_ms: wholeNumber(1, limits.workflowTimeoutMs)
    .optional()
    .describe('Milliseconds that a whole execution may take, compensation not counted; no limit by default.'),
  on_failure: z
    .enum(['compensate', 'hold'], { error: '`compensate` or `hold`' })
    .optional()
    .describe('What a failure does: compensate at once, or hold until an operator retries, skips or compensates.'),
  steps: list(stepSchema, limits.steps, 'a list of steps')
    .min(1, { error: 'a list of at least one step' })
    .describe('The steps. What they wait for decides when they run, not the order of writing.'),
};

export const workflowSchema = z.strictObject(workflowFields, { error: 'a map with a name and steps' });

/** What an author writes: plain JSON, its version as text. */
export type Definition = z.infer<typeof workflowSchema>;
export type InputDefinition = NonNullable<Definition['inputs']>[string];

/** A definition with what was wrong in it left out, so that the rest can be checked all the same. */
const draftStepSchema = stepSchema.partial().extend({ id: z.string().optional() });
export const draftSchema = workflowSchema.partial().extend({ steps: z.array(draftStepSchema) });
export type Draft = z.infer<typeof draftSchema>;
export type DraftStep = Draft['steps'][number];
