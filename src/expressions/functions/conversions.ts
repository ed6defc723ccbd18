import { isList, isObject, jsonBeyond, type Json } from '../../std/index.ts';
import { describeValue } from '../describe-value.ts';
import { short } from '../lexer.ts';
import { DEEPEST_VALUE, LARGEST_VALUE } from '../limits.ts';
import { anyType, numberType, stringType, unionOf } from '../static-type.ts';
import { given, textOf } from './arguments.ts';
import type { FunctionEntry, FunctionHost } from './function-entry.ts';

const value = { name: 'value', accepts: anyType } as const;

export const conversionFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'to_number',
    parameters: [
      { name: 'value', accepts: unionOf(stringType, numberType), refuse: (literal) => numberIn(literal).refused },
    ],
    returns: numberType,
    doc: 'The number that a text writes as JSON does, white space around it ignored; a number as it is.',
    examples: [{ expression: "to_number(' 1.5e3 ')", gives: 1500 }],
    nulls: 'given',
    call: ([text], host) => {
      const { refused, number } = numberIn(given(text));
      if (refused !== null) throw host.fault('text-not-number', `to_number: ${refused}`);
      return number;
    },
  },
  {
    kind: 'strict',
    name: 'to_string',
    parameters: [value],
    returns: stringType,
    doc: 'As interpolation writes it: a text as it is, null as nothing, lists and objects as JSON.',
    examples: [
      { expression: 'to_string(1.50)', gives: '1.5' },
      { expression: 'to_string(null)', gives: '' },
    ],
    nulls: 'taken',
    call: ([any], host) => host.asText(given(any)),
  },
  {
    kind: 'strict',
    name: 'to_json',
    parameters: [value],
    returns: stringType,
    doc: 'As JSON without white space; null as null.',
    examples: [{ expression: "to_json({a: [1, 'x', null]})", gives: '{"a":[1,"x",null]}' }],
    nulls: 'taken',
    call: ([any], host) => host.json(given(any)),
  },
  {
    kind: 'strict',
    name: 'from_json',
    parameters: [{ name: 'text', accepts: stringType }],
    returns: anyType,
    doc: 'The value that the text writes as JSON.',
    examples: [{ expression: 'from_json(\'{"a": [1, 2]}\').a[1]', gives: 2 }],
    nulls: 'given',
    call: ([text], host) => parsed(textOf(text), host),
  },
];

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function numberIn(literal: Json): { readonly refused: string | null; readonly number: number } {
  if (typeof literal === 'number') return { refused: null, number: literal };
  if (typeof literal !== 'string') return { refused: `${describeValue(literal)} is no text`, number: 0 };
  const text = literal.trim();
  const number = text.length > 400 || !NUMBER.test(text) ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return { refused: `'${short(literal)}' is no number`, number: 0 };
  return { refused: null, number: number + 0 };
}

function parsed(text: string, host: FunctionHost): Json {
  host.charge(text.length / 4);
  const found = jsonIn(text);
  if (found === undefined) throw host.fault('text-not-json', `from_json: '${short(text)}' is not JSON`);
  if (jsonBeyond(found, { size: LARGEST_VALUE, depth: DEEPEST_VALUE }) === 'depth') {
    throw host.fault('expression-limit', `from_json: JSON nested more than ${DEEPEST_VALUE} levels deep`);
  }
  return found;
}

/** Undefined where the text is not JSON, or writes a number that none can hold (1e400). */
function jsonIn(text: string): Json | undefined {
  let found: Json;
  try {
    found = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return allFinite(found) ? found : undefined;
}

function allFinite(value: Json): boolean {
  const waiting: Json[] = [value];
  while (waiting.length > 0) {
    const each = waiting.pop() as Json;
    if (typeof each === 'number' && !Number.isFinite(each)) return false;
    if (isList(each)) for (const element of each) waiting.push(element);
    else if (isObject(each)) for (const key of Object.keys(each)) waiting.push(each[key] as Json);
  }
  return true;
}
