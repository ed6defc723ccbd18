import { z } from 'zod';
import { invariant, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { actionKinds, pollKinds, stepKinds, successActionKinds } from '../definition/step-kinds.ts';
import { actionSchema, failureActionSchema, pollSchema } from '../definition/step-parts.ts';
import { stepSchema } from '../definition/step.ts';
import { inputSchema, workflowSchema } from '../definition/workflow.ts';
import { kindRules } from './kind-rules.ts';

const versions: readonly unknown[] = [workflowSchema.shape.version, stepSchema.shape.version];

const noUndo: JsonObject = { type: 'object', properties: { compensate: false } };
const undoesNothing: JsonObject = {
  type: 'object',
  properties: { on_failure: { anyOf: [noUndo, { type: 'array', items: noUndo }] } },
};

/** What stands in several places gets a name in $defs. */
const parts = { definition: workflowSchema, step: stepSchema, input: inputSchema };

/** JSON Schema 2020-12 of a definition, for completion and first checks in editors. Made from the very schemas that the
 * checker uses; what these cannot say (references, cycles, expressions) only the checker knows. */
export function definitionSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Baton workflow definition',
    // Not anyOf: an editor would blame both forms for one misspelt key.
    if: { type: 'object', properties: { workflow: {} }, required: ['workflow'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: {
      type: 'object',
      properties: { workflow: { description: 'The whole definition.', $ref: '#/$defs/definition' } },
      additionalProperties: false,
    },
    else: { $ref: '#/$defs/definition' },
    $defs: partSchemas(),
  };
}

/** Which keys go together, where that hangs on the kind. */
function rulesBySchema(): ReadonlyMap<unknown, JsonObject> {
  return new Map<unknown, JsonObject>([
    [workflowSchema, { dependentRequired: { additional_inputs: ['inputs'] } }],
    [
      stepSchema,
      kindRules(stepKinds, Object.keys(stepSchema.shape), (kind) => (kind === 'call' ? [] : [undoesNothing])),
    ],
    [actionSchema, kindRules(successActionKinds, Object.keys(actionSchema.shape))],
    [failureActionSchema, kindRules(actionKinds, Object.keys(failureActionSchema.shape))],
    [pollSchema, kindRules(pollKinds, Object.keys(pollSchema.shape))],
  ]);
}

function partSchemas(): JsonObject {
  const ruled = rulesBySchema();
  const named = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(parts)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => `#/$defs/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      // YAML reads 1.0 as a number; the checker takes the text that was written.
      if (versions.includes(zodSchema)) jsonSchema.type = ['string', 'number'] as never;
      Object.assign(jsonSchema, ruled.get(zodSchema));
      // Of no use to an editor: a key is always text.
      delete jsonSchema.propertyNames;
    },
  });
  return Object.fromEntries(Object.keys(parts).map((id) => [id, partSchema(schemas[id], id)]));
}

function partSchema(schema: unknown, id: string): JsonObject {
  const plain = JSON.parse(JSON.stringify(schema)) as Json;
  invariant(isObject(plain), `the schema of ${id} is an object`);
  const { $schema: _dialect, $id: _place, ...rest } = plain;
  return rest;
}
