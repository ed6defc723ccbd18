import { z } from 'zod';
import { invariant, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { stepSchema } from '../definition/step.ts';
import { inputSchema, workflowSchema } from '../definition/workflow.ts';

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

function partSchemas(): JsonObject {
  const named = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(parts)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => `#/$defs/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      // YAML reads 1.0 as a number; the checker takes the text that was written.
      if (zodSchema === workflowSchema.shape.version) jsonSchema.type = ['string', 'number'] as never;
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
