import { isObject, own, type Json, type JsonObject } from '../../std/index.ts';
import { readSchema } from '../json-schema/index.ts';

/** What is known of one method of a service. */
export interface Operation {
  /** A JSON Schema of what it answers. */
  readonly result?: JsonObject;
}

/** By method. */
export type Operations = ReadonlyMap<string, Operation>;

type OperationsRead =
  | { readonly ok: true; readonly operations: Operations }
  | { readonly ok: false; readonly problems: readonly string[] };

const allowed: ReadonlySet<string> = new Set(['description', 'parameters', 'result']);
const schemas = ['parameters', 'result'] as const;
const mostOperations = 1000;

/** `{METHOD: {description?, parameters?, result?}}`, the last two JSON Schemas. */
export function readOperations(value: Json): OperationsRead {
  if (!isObject(value)) return { ok: false, problems: ['operations: a map from methods to what is known of them'] };
  const entries = Object.entries(value);
  if (entries.length > mostOperations) {
    return { ok: false, problems: [`operations: ${entries.length} methods; ${mostOperations} is the most`] };
  }
  const problems: string[] = [];
  const operations = new Map<string, Operation>();
  for (const [method, operation] of entries) {
    if (!isObject(operation)) {
      problems.push(`operations.${method}: a map with \`parameters\` or \`result\``);
      continue;
    }
    for (const key of Object.keys(operation)) {
      if (!allowed.has(key))
        problems.push(`operations.${method}: no key \`${key}\`; it may have ${[...allowed].join(', ')}`);
    }
    for (const key of schemas) problems.push(...problemsOfSchema(`operations.${method}.${key}`, own(operation, key)));
    const result = own(operation, 'result');
    operations.set(method, isObject(result) ? { result } : {});
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, operations };
}

function problemsOfSchema(place: string, schema: Json | undefined): readonly string[] {
  if (schema === undefined) return [];
  const read = readSchema(schema);
  return read.ok ? [] : read.problems.map(({ path, message }) => `${[place, ...path].join('.')}: ${message}`);
}
