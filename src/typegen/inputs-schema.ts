import type { Definition } from '../language/index.ts';
import type { Json, JsonObject } from '../std/index.ts';

/** What a workflow takes as one JSON Schema, however its definition says it. */
export function inputsSchema({ inputs, input_schema: schema, additional_inputs: takesMore }: Definition): Json {
  if (inputs !== undefined) {
    const declared = Object.entries(inputs).map(
      ([name, written]) => [name, typeof written === 'string' ? { type: written } : written] as const,
    );
    const properties = Object.fromEntries(declared.map(([name, input]) => [name, inputSchema(input)]));
    const required = declared.flatMap(([name, input]) =>
      'required' in input && input.required === true ? [name] : [],
    );
    return { type: 'object', properties, required, additionalProperties: takesMore === true };
  }
  if (schema === undefined) return { type: 'object' };
  return typeof schema === 'string' ? (JSON.parse(schema) as Json) : (schema as Json);
}

type Input = Exclude<NonNullable<Definition['inputs']>[string], string>;

function inputSchema({ type, required, enum: values, ...rest }: Input): JsonObject {
  // One that may be left out may also be said to be nothing.
  const orNull = required === true ? [] : ['null'];
  const allowed =
    values === undefined ? {} : { enum: [...values, ...(required === true ? [] : [null])] as readonly Json[] };
  const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as JsonObject;
  if (type === 'any') return { ...kept, ...allowed };
  if (type === 'datetime') return { ...kept, ...allowed, type: ['string', ...orNull], format: 'date-time' };
  return { ...kept, ...allowed, type: [type, ...orNull] };
}
