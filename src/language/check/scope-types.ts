import {
  anyType,
  booleanType,
  listOf,
  nullable,
  nullType,
  numberType,
  objectOf,
  openObject,
  shorthandTypes,
  stringType,
  typeOfValue,
  unionOf,
  type LocalName,
  type ScopeTypes,
  type Template,
  type Type,
} from '../../expressions/index.ts';
import { isList, isObject, own, type Json, type JsonObject } from '../../std/index.ts';
import { definitionLimits } from '../definition/limits.ts';
import type { StepKind } from '../definition/step-kinds.ts';
import type { Draft, InputDefinition } from '../definition/workflow.ts';
import { typeOfTemplate } from './template-type.ts';

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

/** What the expressions of a step see, wherever they stand. The steps' map is shared: a definition may have 10,000. */
export function scopeTypesOf(inputs: Type, steps: ReadonlyMap<string, Type>): ScopeTypes {
  const comparisons = { left: definitionLimits.comparisons };
  return { inputs, steps, context: contextType, locals: new Map(), hasStep: true, comparisons };
}

const anyResult = nullable(anyType);

/** What the result of a step can be, as far as its kind and its service's registered operation tell. */
export function resultTypeOf(step: {
  readonly kind: StepKind | null;
  readonly each?: 'collected' | 'counted' | undefined;
  readonly schema?: JsonObject | undefined;
}): Type {
  if (step.each === 'counted') return numberType;
  if (step.each === undefined && step.kind === null && step.schema === undefined) return anyResult;
  const one = step.schema === undefined ? anyType : typeOfResult(step.schema);
  if (step.each === 'collected') return listOf(one);
  if (step.kind === 'delay' || step.kind === 'until') return nullType;
  // A step that was skipped, or whose failure is no failure of the execution, reads as null.
  return nullable(one);
}

/** An undeclared member is an error unless the schema says `additionalProperties: true`, as it is for inputs. */
function typeOfResult(schema: JsonObject): Type {
  return own(schema, 'type') === 'object' || own(schema, 'properties') !== undefined
    ? typeOfSchema(schema, true)
    : typeOfSchema(schema, false);
}

/** What `item` is, where the list tells. */
export function elementType(list: Template | undefined, types: ScopeTypes): Type {
  if (list === undefined) return anyType;
  const type = typeOfTemplate(list, types, 1);
  const lists = (type.kind === 'union' ? type.options : [type]).filter((each) => each.kind === 'list');
  return lists.length === 0 ? anyType : unionOf(...lists.map((each) => each.of));
}

/** In compensate_parameters, `result` is what the step gave. */
export const undoLocals: readonly Local[] = [['result', anyType]];

export function successLocals(result: Type): readonly Local[] {
  return [
    ['result', result],
    ['error', nullType],
    ['error_code', nullType],
  ];
}

export const failureLocals: readonly Local[] = [
  ['result', anyType],
  ['error', stringType],
  ['error_code', stringType],
];

type Local = readonly [LocalName, Type];
