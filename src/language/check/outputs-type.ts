import { nullable, objectOf, type Type } from '../../expressions/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Json } from '../../std/index.ts';
import type { Definition } from '../definition/workflow.ts';
import type { Operations } from '../operations/index.ts';
import { scopeTypesOf, typeOfInputs } from './scope-types.ts';
import { resultOf } from './subject.ts';
import { typeOfTemplate } from './template-type.ts';

/** As deep as `outputs` is looked into. */
const DEEPEST = 16;

/** What an execution gives, as far as the definition and what is known of its services tell. */
export function outputsType(definition: Definition, plan: Plan, operations?: ReadonlyMap<string, Operations>): Type {
  // Any step may be skipped, by its condition, a dependency or an operator, and gives null then.
  const results = new Map(definition.steps.map((step) => [step.id, nullable(resultOf(step, { operations }))] as const));
  if (plan.outputs === undefined) return objectOf(results, false);
  const { input_schema: schema } = definition;
  // Of a schema that is JSON text, which is read elsewhere, nothing is known here.
  const inputs = typeOfInputs(definition, typeof schema === 'string' ? true : (schema as Json | undefined));
  return typeOfTemplate(plan.outputs, scopeTypesOf(inputs, results), DEEPEST);
}
