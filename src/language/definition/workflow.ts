import { z } from 'zod';
import { flag, json, list, mapOrJsonText, name, text, wholeNumber } from './fields.ts';
import { definitionLimits as limits } from './limits.ts';
import { stepSchema } from './step.ts';

const WORKFLOW_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

export const inputTypes = ['string', 'number', 'integer', 'boolean', 'datetime', 'object', 'array', 'any'] as const;
export type InputType = (typeof inputTypes)[number];

const inputType = z.enum(inputTypes, { error: `one of ${inputTypes.join(', ')}` });

const inputFields = {
  type: inputType,
  description: text(limits.descriptionLength).optional(),
  required: flag().optional(),
  default: json.optional(),
  enum: list(json, limits.enumValues, 'a list of the values that are allowed')
    .min(1, { error: 'a list of at least one value' })
    .optional(),
  minimum: z.number({ error: 'a number' }).optional(),
  maximum: z.number({ error: 'a number' }).optional(),
};

export const inputKeys = Object.keys(inputFields);

const inputSchema = z.union([inputType, z.strictObject(inputFields)], {
  error: `a type (${inputTypes.join(', ')}) or a map with one`,
});

/** One entry per key that a definition may have. */
const workflowFields = {
  name: name(WORKFLOW_NAME, limits.nameLength, 'letters, digits, `_` and `-`, beginning with a letter'),
  version: name(
    VERSION,
    limits.versionLength,
    'letters, digits, `.`, `_`, `+` and `-`, beginning with a letter or digit',
  ).optional(),
  description: text(limits.descriptionLength).optional(),
  inputs: z.record(z.string(), inputSchema, { error: 'a map from names to types' }).optional(),
  input_schema: mapOrJsonText.optional(),
  timeout_ms: wholeNumber(1, limits.workflowTimeoutMs).optional(),
  steps: list(stepSchema, limits.steps, 'a list of steps').min(1, { error: 'a list of at least one step' }),
};

export const workflowSchema = z.strictObject(workflowFields, { error: 'a map with a name and steps' });

/** Keys of the language that are still refused. */
export const plannedWorkflowKeys: ReadonlySet<string> = new Set(['outputs', 'on_failure']);

/** What an author writes: plain JSON, its version as text. */
export type Definition = z.infer<typeof workflowSchema>;
export type InputDefinition = NonNullable<Definition['inputs']>[string];

/** A definition with what was wrong in it left out, so that the rest can be checked all the same. */
const draftStepSchema = stepSchema.partial().extend({ id: z.string().optional() });
export const draftSchema = workflowSchema.partial().extend({ steps: z.array(draftStepSchema) });
export type Draft = z.infer<typeof draftSchema>;
export type DraftStep = Draft['steps'][number];
