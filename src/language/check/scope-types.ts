import {
  anyType,
  booleanType,
  listOf,
  nullable,
  numberType,
  objectOf,
  openObject,
  shorthandTypes,
  stringType,
  unionOf,
  typeOfValue,
  type ScopeTypes,
  type Type,
} from '../../expressions/index.ts';
import { isList, isObject, own, type Json, type JsonObject } from '../../std/index.ts';
import type { Draft, InputDefinition } from '../definition/workflow.ts';

/** What is known of `inputs`: a closed set where they are declared in short, what the schema says, or anything. */
export function typeOfInputs(draft: Draft, schema: Json | undefined): Type {
  if (draft.inputs !== undefined) {
    return objectOf(
      Object.entries(draft.inputs).map(([name, input]) => [name, typeOfInput(input)] as const),
      false,
    );
  }
  return schema === undefined ? openObject : typeOfSchema(schema, true);
}

function typeOfInput(input: InputDefinition): Type {
  if (typeof input === 'string') return nullable(shorthandTypes.get(input) ?? anyType);
  const type =
    input.enum === undefined
      ? (shorthandTypes.get(input.type) ?? anyType)
      : unionOf(...input.enum.map((each) => typeOfValue(each)));
  // Null may be given for whatever is not required, a default notwithstanding.
  return input.required === true ? type : nullable(type);
}

const typesByName: ReadonlyMap<string, Type> = new Map([
  ['string', stringType],
  ['number', numberType],
  ['integer', numberType],
  ['boolean', booleanType],
]);
/** Keywords that can say more about an object's members than `properties` does. */
const SAY_MORE = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'];

/** As much as can be told without resolving anything. An undeclared member of the inputs themselves is an error unless
 * the schema says `additionalProperties: true`; deeper down, it is one only where the schema forbids it. */
function typeOfSchema(schema: Json, outermost: boolean): Type {
  if (!isObject(schema)) return outermost ? openObject : anyType;
  if (SAY_MORE.some((keyword) => Object.hasOwn(schema, keyword))) return outermost ? openObject : anyType;
  const type = own(schema, 'type');
  if (outermost || type === 'object') return typeOfObject(schema, outermost);
  if (type === 'array')
    return listOf(own(schema, 'items') === undefined ? anyType : typeOfSchema(own(schema, 'items') ?? true, false));
  if (typeof type === 'string') return typesByName.get(type) ?? anyType;
  return anyType;
}

function typeOfObject(schema: JsonObject, outermost: boolean): Type {
  const required = own(schema, 'required');
  const properties = own(schema, 'properties');
  const additional = own(schema, 'additionalProperties');
  const members = Object.entries(isObject(properties) ? properties : {}).map(([name, member]) => {
    const type = typeOfSchema(member, false);
    return [name, isList(required) && required.includes(name) ? type : nullable(type)] as const;
  });
  const open = outermost ? additional === true || isObject(additional) : additional !== false;
  return objectOf(members, open);
}

export const contextType: Type = objectOf(
  ['workflow_id', 'workflow_name', 'version', 'execution_id', 'started_at'].map((name) => [name, stringType] as const),
  false,
);

/** What a step's expressions see. The steps' map is shared: a definition may have 10,000 of them. */
export function scopeTypesOf(
  inputs: Type,
  ids: Iterable<string>,
): { readonly own: ScopeTypes; readonly undo: ScopeTypes } {
  const steps = new Map<string, Type>();
  for (const id of ids) steps.set(id, anyType);
  const own: ScopeTypes = { inputs, steps, context: contextType, locals: new Map(), hasStep: true };
  // In compensate_parameters, `result` is what the step gave.
  return { own, undo: { ...own, locals: new Map([['result', anyType]]) } };
}
