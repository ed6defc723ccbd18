import {
  anyType,
  listOf,
  nullable,
  objectOf,
  stringType,
  typeOf,
  typeOfValue,
  unionOf,
  type ScopeTypes,
  type Template,
  type Type,
} from '../../expressions/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Json } from '../../std/index.ts';
import type { Definition } from '../definition/workflow.ts';
import type { Operations } from '../operations/index.ts';
import { scopeTypesOf, typeOfInputs } from './scope-types.ts';
import { resultById } from './subject.ts';

/** As deep as `outputs` is looked into. */
const DEEPEST = 16;

/** What an execution gives, as far as the definition and what is known of its services tell. */
export function outputsType(definition: Definition, plan: Plan, operations?: ReadonlyMap<string, Operations>): Type {
  // Any step may be skipped, by its condition, a dependency or an operator, and gives null then.
  const results = definition.steps
    .flatMap((step) => resultById(step, { operations }))
    .map(([id, type]) => [id, nullable(type)] as const);
  if (plan.outputs === undefined) return objectOf(results, false);
  const { input_schema: schema } = definition;
  // Of a schema that is JSON text, which is read elsewhere, nothing is known here.
  const inputs = typeOfInputs(definition, typeof schema === 'string' ? true : (schema as Json | undefined));
  return typeOfOutput(plan.outputs, scopeTypesOf(inputs, results), 0);
}

function typeOfOutput(template: Template, types: ScopeTypes, depth: number): Type {
  if (depth > DEEPEST) return anyType;
  switch (template.kind) {
    case 'value':
      return typeOfValue(template.value);
    case 'expression':
      return typeOf(template.expr, types);
    case 'text':
      return stringType;
    case 'list':
      return listOf(unionOf(...template.items.map((item) => typeOfOutput(item, types, depth + 1))));
    case 'object':
      return objectOf(
        template.members.map(([key, member]) => [key, typeOfOutput(member, types, depth + 1)] as const),
        false,
      );
  }
}
