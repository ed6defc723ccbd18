import { invariant, isList, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { methodOperations } from '../method-calls.ts';
import type { Route } from '../route.ts';
import type { IfexEnumeration, IfexFile, IfexMember, IfexMethod, IfexStruct } from './ifex.ts';
import { publishedEnumerations, publishedMethods, publishedStructs } from './published-part.ts';

/** The IFEX file of the orchestrator: what was published, and behind it what the routes take and answer besides. So it
 * cannot say anything else than they do. */
export function ifexFile(routes: readonly Route[]): IfexFile {
  const types = createTypes();
  const methods = Object.entries(methodOperations(routes)).map(([name, operation]) =>
    methodOf(name, operation as JsonObject, types),
  );
  const known = new Map(methods.map((method) => [method.name, method]));
  for (const { name } of publishedMethods) invariant(known.has(name), `the method ${name} is there`);
  const first = publishedMethods.flatMap(({ name }) => known.get(name) ?? []);
  return {
    name: 'ifex_orchestrator',
    major_version: 1,
    minor_version: 0,
    description: 'Workflow orchestration for IFEX services',
    namespaces: [
      {
        name: 'workflows',
        description: 'Workflow management',
        enumerations: types.enumerations(),
        structs: types.structs(),
        methods: [...first, ...methods.filter((method) => !first.includes(method))],
      },
    ],
  };
}

function methodOf(name: string, operation: JsonObject, types: Types): IfexMethod {
  const published = publishedMethods.find((each) => each.name === name);
  const { parameters, result, description } = operation;
  const defined = { name: 'workflow', datatype: 'workflow_definition_t' };
  const given =
    parameters === undefined ? [defined] : types.members(parameters as JsonObject, parameters as JsonObject, name);
  const answer = types.members(result as JsonObject, result as JsonObject, name);
  const input = merged(published?.input ?? [], given);
  return {
    name,
    description: published?.description ?? (typeof description === 'string' ? description : ''),
    ...(input.length > 0 && { input }),
    output: merged(published?.output ?? [], answer),
  };
}

/** What was published stays as it was; nothing of it may be gone. */
function merged(published: readonly IfexMember[], now: readonly IfexMember[]): readonly IfexMember[] {
  for (const { name } of published) {
    invariant(
      now.some((each) => each.name === name),
      `${name}, which was published, is there`,
    );
  }
  return [...published, ...now.filter(({ name }) => !published.some((each) => each.name === name))];
}

interface Types {
  readonly members: (schema: JsonObject, root: JsonObject, of: string) => readonly IfexMember[];
  readonly enumerations: () => readonly IfexEnumeration[];
  readonly structs: () => readonly IfexStruct[];
}

/** Shapes that have a name among the schemas, and how it was published. */
const publishedNames: ReadonlyMap<string, string> = new Map([
  ['Execution', 'workflow_execution_t'],
  ['StepResult', 'step_result_t'],
  ['Workflow', 'workflow_definition_t'],
]);

const sayMore: ReadonlySet<Json> = new Set<Json>(['array', 'integer', 'boolean']);

function createTypes(): Types {
  const structs = new Map<string, IfexStruct>(publishedStructs.map((each) => [each.name, each]));
  const enumerations = new Map<string, IfexEnumeration>(publishedEnumerations.map((each) => [each.name, each]));
  const begun = new Set<string>();

  const members: Types['members'] = (schema, root, of) => {
    const required = isList(schema['required']) ? schema['required'] : [];
    return Object.entries((schema['properties'] ?? {}) as JsonObject).map(([name, member]) => {
      const { datatype, isNullable } = typeOf(member, root, { name, of });
      const description = isObject(member) && typeof member['description'] === 'string' ? member['description'] : null;
      const isMandatory = required.includes(name) && !isNullable;
      return {
        name,
        datatype,
        ...(description !== null && { description }),
        ...(!isMandatory && { mandatory: false as const }),
      };
    });
  };

  const typeOf = (
    given: Json,
    root: JsonObject,
    place: { readonly name: string; readonly of: string },
  ): { readonly datatype: string; readonly isNullable: boolean } => {
    const text = { datatype: 'string', isNullable: false };
    if (!isObject(given)) return text;
    if (typeof given['$ref'] === 'string') return { datatype: named(given['$ref'], root), isNullable: false };
    if (isList(given['anyOf'])) {
      const options = given['anyOf'].filter((each) => isObject(each) && each['type'] !== 'null');
      const isNullable = options.length < given['anyOf'].length;
      // Text stands for anything that can be written as text; a list or a number says more.
      const best = options.find((each) => isObject(each) && sayMore.has(each['type'] ?? null));
      return { ...typeOf(best ?? options[0] ?? null, root, place), isNullable };
    }
    const types = isList(given['type']) ? given['type'] : [given['type'] ?? null];
    const isNullable = types.includes('null');
    const type = types.find((each) => each !== 'null');
    if (isList(given['enum'])) {
      const words = given['enum'].filter((word) => typeof word === 'string');
      return { datatype: enumerated(words, place), isNullable };
    }
    if (type === 'integer' || type === 'number')
      return { datatype: type === 'integer' ? 'uint32' : 'double', isNullable };
    if (type === 'boolean') return { datatype: 'boolean', isNullable };
    if (type === 'array') {
      const of = { ...place, name: place.name.replace(/(?<![su])s$/, '') };
      return { datatype: `${typeOf(given['items'] ?? null, root, of).datatype}[]`, isNullable };
    }
    if (type === 'object' && isObject(given['properties'])) return { datatype: struct(given, root, place), isNullable };
    return { ...text, isNullable };
  };

  /** Of a shape that refers to itself, the name is enough. */
  const named = (ref: string, root: JsonObject): string => {
    const id = ref.replace('#/$defs/', '');
    const schema = ((root['$defs'] ?? {}) as JsonObject)[id];
    if (!isObject(schema) || schema['type'] !== 'object' || id.startsWith('__')) return 'string';
    const name = publishedNames.get(id) ?? `${snake(id)}_t`;
    if (begun.has(name)) return name;
    begun.add(name);
    // A definition is what the language says; its members here are those that were published.
    if (name === 'workflow_definition_t') return name;
    const now = members(schema, root, snake(id));
    structs.set(name, { name, members: merged(structs.get(name)?.members ?? [], now) });
    return name;
  };

  const struct = (
    schema: JsonObject,
    root: JsonObject,
    { name, of }: { readonly name: string; readonly of: string },
  ): string => {
    const now = members(schema, root, name);
    const short = `${name}_t`;
    const there = structs.get(short);
    const chosen = there === undefined || same(there.members, now) ? short : `${of}_${short}`;
    structs.set(chosen, { name: chosen, members: now });
    return chosen;
  };

  const enumerated = (
    words: readonly string[],
    { name, of }: { readonly name: string; readonly of: string },
  ): string => {
    const options = words.map((word, value) => ({ name: word, value }));
    const published = publishedEnumerations.find((each) => isSame(each, words));
    if (published !== undefined) return published.name;
    const short = `${name}_t`;
    const there = enumerations.get(short);
    const chosen =
      (there === undefined || same(there.options, options)) && !structs.has(short) ? short : `${of}_${short}`;
    enumerations.set(chosen, { name: chosen, datatype: 'uint8', options });
    return chosen;
  };

  return { members, enumerations: () => [...enumerations.values()], structs: () => [...structs.values()] };
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** In any order: the numbers are those that were published. */
function isSame({ options }: IfexEnumeration, words: readonly string[]): boolean {
  return same(options.map(({ name }) => name).toSorted(), words.toSorted());
}

function snake(id: string): string {
  return id.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
