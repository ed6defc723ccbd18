import { z } from 'zod';
import { definitionSchema } from '../../language/index.ts';
import { invariant, isList, isObject, type Json, type JsonObject, jsonEqual } from '../../std/index.ts';

/** The schemas of a document, each under one name; what says a name refers to it. */
export interface Components {
  /** Of what a caller may send (`input`) or is answered (`output`): a reference where the schema has an id. */
  readonly schemaOf: (schema: z.ZodType, io: 'input' | 'output') => JsonObject;
  /** A reference to the schema, kept under its own id or else under this name. */
  readonly named: (name: string, schema: z.ZodType, io: 'input' | 'output') => JsonObject;
  readonly definition: () => JsonObject;
  /** A reference to the response; equal ones are kept once. */
  readonly response: (name: string, response: JsonObject) => JsonObject;
  readonly schemas: () => JsonObject;
  readonly responses: () => JsonObject;
}

const place = '#/components/schemas/';
const refTo = (name: string): JsonObject => ({ $ref: place + name });

export function createComponents(): Components {
  const known = new Map<string, JsonObject>();
  const responses = new Map<string, JsonObject>();

  const keep = (name: string, schema: JsonObject): JsonObject => {
    const before = known.get(name);
    invariant(before === undefined || jsonEqual(before, schema), `two schemas are named ${name}`);
    known.set(name, schema);
    return refTo(name);
  };

  const schemaOf: Components['schemaOf'] = (schema, io) => {
    // Inside another, one that has an id of its own becomes a reference like any other.
    const { properties, $defs } = convert(z.object({ it: schema }), io);
    const names = new Map(Object.entries(isObject($defs) ? $defs : {}).map(([id, def]) => [id, nameOf(id, def)]));
    for (const [id, def] of Object.entries(isObject($defs) ? $defs : {})) {
      keep(names.get(id) ?? id, names.get(id) === 'Json' ? anyJson : (moved(def, names) as JsonObject));
    }
    return moved((properties as JsonObject)['it'] ?? {}, names) as JsonObject;
  };

  return {
    schemaOf,
    named: (name, schema, io) => {
      const made = schemaOf(schema, io);
      return typeof made['$ref'] === 'string' ? made : keep(name, made);
    },
    definition: () => {
      const defs = definitionSchema()['$defs'] as JsonObject;
      const names = new Map(Object.keys(defs).map((id) => [id, `Workflow${capital(id)}`]));
      names.set('definition', 'WorkflowDefinition');
      for (const [id, name] of names) keep(name, moved(defs[id] ?? {}, names) as JsonObject);
      return refTo('WorkflowDefinition');
    },
    response: (name, response) => {
      let free = name;
      for (let i = 2; ; i++) {
        const there = responses.get(free);
        if (there === undefined || jsonEqual(there, response)) break;
        free = `${name}${i}`;
      }
      responses.set(free, response);
      return { $ref: `#/components/responses/${free}` };
    },
    schemas: () => sorted(known),
    responses: () => sorted(responses),
  };
}

function sorted(parts: ReadonlyMap<string, JsonObject>): JsonObject {
  return Object.fromEntries([...parts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const anyJson: JsonObject = { title: 'Json', description: 'Any JSON value' };

function convert(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const made = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A key is always text.
      delete jsonSchema.propertyNames;
      // It knows leap years; here the format says what is meant, and the pattern how exactly.
      if (jsonSchema.format === 'date-time' && jsonSchema.pattern !== undefined) {
        jsonSchema.pattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';
      }
    },
  });
  return JSON.parse(JSON.stringify(made)) as JsonObject;
}

/** What zod has no name for is what refers to itself, of which there is one: any JSON. */
function nameOf(id: string, schema: Json): string {
  if (!id.startsWith('__')) return id;
  invariant(isObject(schema) && isList(schema['anyOf']) && schema['anyOf'].length === 6, `${id} has no name`);
  return 'Json';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same, with each `#/$defs/…` where it has gone. */
function moved(schema: Json, names: ReadonlyMap<string, string>): Json {
  if (isList(schema)) return schema.map((each) => moved(each, names));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const id = key === '$ref' && typeof value === 'string' ? value.replace(/^#\/\$defs\//, '') : null;
      return [key, id === null ? moved(value, names) : place + (names.get(id) ?? id)];
    }),
  );
}
