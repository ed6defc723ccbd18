import { describeValue } from '../describe-value.ts';
import { anyType, booleanType, nullType, stringType, unionOf, type Type } from '../static-type.ts';
import { given, textOf } from './arguments.ts';
import type { FunctionEntry } from './function-entry.ts';

export const choiceFunctions: readonly FunctionEntry[] = [
  {
    kind: 'lazy',
    name: 'default',
    parameters: [
      { name: 'value', accepts: anyType },
      { name: 'fallback', accepts: anyType },
    ],
    returns: ([value = anyType, fallback = anyType]) => unionOf(withoutNull(value), fallback),
    doc: 'The value, or the fallback where it is null. The fallback is evaluated only then; an empty text, 0 and false are values.',
    examples: [
      { expression: 'default(inputs.missing, 22)', gives: 22 },
      { expression: "default('', 'x')", gives: '' },
    ],
    nulls: 'taken',
    choose: ([value, fallback], evaluation) => value?.(evaluation) ?? fallback?.(evaluation) ?? null,
  },
  {
    kind: 'lazy',
    name: 'if',
    parameters: [
      { name: 'condition', accepts: unionOf(booleanType, nullType) },
      { name: 'then', accepts: anyType },
      { name: 'otherwise', accepts: anyType },
    ],
    returns: ([, then = anyType, otherwise = anyType]) => unionOf(then, otherwise),
    doc: 'The second argument where the condition is true, the third where it is false or null; the other one is not evaluated.',
    examples: [{ expression: "if(inputs.seats > 2, 'van', 'car')", gives: 'van' }],
    nulls: 'taken',
    choose: ([condition, then, otherwise], evaluation, fault) => {
      const decided = condition?.(evaluation) ?? false;
      if (typeof decided !== 'boolean') {
        throw fault('unfit-argument', `if takes true or false as its condition, not ${describeValue(decided)}`);
      }
      return (decided ? then : otherwise)?.(evaluation) ?? null;
    },
  },
  {
    kind: 'strict',
    name: 'required',
    parameters: [
      { name: 'value', accepts: anyType },
      { name: 'name', accepts: stringType },
    ],
    returns: ([value = anyType]) => withoutNull(value),
    doc: 'The value; where it is null, the step fails with `required-value-missing` and the given name.',
    examples: [{ expression: "required(inputs.seats, 'seats')", gives: 4 }],
    nulls: 'taken',
    call: ([value, name], host) => {
      if (value !== undefined && value !== null) return value;
      throw host.fault('required-value-missing', `${textOf(given(name))} is required, and null`);
    },
  },
];

function withoutNull(type: Type): Type {
  if (type.kind !== 'union') return type.kind === 'null' ? anyType : type;
  return unionOf(...type.options.filter((option) => option.kind !== 'null'));
}
