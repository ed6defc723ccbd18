import { isList, type Json } from '../../std/index.ts';
import { describeValue } from '../describe-value.ts';
import { anyType, listOf, numberType, stringType, unionOf, type Type } from '../static-type.ts';
import { listFrom, numberOf } from './arguments.ts';
import type { FunctionEntry, FunctionHost } from './function-entry.ts';

const number = { name: 'number', accepts: numberType } as const;
const digits = {
  name: 'digits',
  accepts: numberType,
  presence: 'optional',
  refuse: (value: Json) => (isDigits(value) ? null : 'digits is a whole number from 0 to 15'),
} as const;
const candidates = {
  name: 'values',
  accepts: unionOf(numberType, stringType, listOf(anyType)),
  presence: 'repeated',
} as const;

export const numberFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'round',
    parameters: [number, digits],
    returns: numberType,
    doc: 'To the nearest number of that many decimal digits (0 without them), halves away from zero, as the number is written: round(1.005, 2) is 1.01.',
    examples: [
      { expression: 'round(2.5)', gives: 3 },
      { expression: 'round(-2.5)', gives: -3 },
      { expression: 'round(1.005, 2)', gives: 1.01 },
    ],
    nulls: 'given',
    call: ([value, places], host) => {
      if (places !== undefined && !isDigits(places)) {
        throw host.fault('unfit-argument', 'round: digits is a whole number from 0 to 15');
      }
      return rounded(numberOf(value), places === undefined ? 0 : numberOf(places));
    },
  },
  {
    kind: 'strict',
    name: 'floor',
    parameters: [number],
    returns: numberType,
    doc: 'The largest whole number that is not larger.',
    examples: [{ expression: 'floor(-1.5)', gives: -2 }],
    nulls: 'given',
    call: ([value]) => Math.floor(numberOf(value)),
  },
  {
    kind: 'strict',
    name: 'ceil',
    parameters: [number],
    returns: numberType,
    doc: 'The smallest whole number that is not smaller.',
    examples: [{ expression: 'ceil(1.2)', gives: 2 }],
    nulls: 'given',
    // Adding 0 leaves no negative zero.
    call: ([value]) => Math.ceil(numberOf(value)) + 0,
  },
  {
    kind: 'strict',
    name: 'abs',
    parameters: [number],
    returns: numberType,
    doc: 'The number without its sign.',
    examples: [{ expression: 'abs(-3)', gives: 3 }],
    nulls: 'given',
    call: ([value]) => Math.abs(numberOf(value)),
  },
  {
    kind: 'strict',
    name: 'min',
    parameters: [candidates],
    returns: chosenType,
    doc: 'The smallest of the numbers, or of the strings; of the elements where one list is given, null of an empty one.',
    examples: [
      { expression: 'min(3, 1, 2)', gives: 1 },
      { expression: "min(['b', 'a'])", gives: 'a' },
    ],
    nulls: 'given',
    call: (args, host) => chosen('min', args, host, (a, b) => a < b),
  },
  {
    kind: 'strict',
    name: 'max',
    parameters: [candidates],
    returns: chosenType,
    doc: 'The largest of the numbers, or of the strings; of the elements where one list is given, null of an empty one.',
    examples: [{ expression: 'max([3, 1, 2])', gives: 3 }],
    nulls: 'given',
    call: (args, host) => chosen('max', args, host, (a, b) => a > b),
  },
  {
    kind: 'strict',
    name: 'sum',
    parameters: [{ name: 'list', accepts: listOf(numberType) }],
    returns: numberType,
    doc: 'The sum of the numbers of a list, added from left to right; 0 of an empty one.',
    examples: [{ expression: 'sum([1, 2, 3.5])', gives: 6.5 }],
    nulls: 'given',
    call: ([list], host) => {
      const elements = listFrom(list);
      host.charge(elements.length);
      let total = 0;
      for (const [index, element] of elements.entries()) {
        if (typeof element !== 'number') {
          throw host.fault('unfit-argument', `sum adds numbers; element ${index} is ${describeValue(element)}`);
        }
        total += element;
      }
      if (!Number.isFinite(total)) throw host.fault('not-finite', 'sum: the result is too large for a number');
      return total + 0;
    },
  },
];

function isDigits(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 15;
}

/** By the decimal digits that are written, not by the binary value behind them (1.005 is a little less). */
function rounded(value: number, places: number): number {
  const nearest = Number(`${Math.round(Number(shifted(Math.abs(value), places)))}`);
  const result = Number(shifted(nearest, -places));
  // Past the digits that a number holds there is nothing to round.
  if (!Number.isFinite(result)) return value;
  return value < 0 ? 0 - result : result;
}

function shifted(value: number, places: number): string {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return `${mantissa}e${Number(exponent) + places}`;
}

/** One list, or the arguments themselves. */
function chosen(
  name: string,
  args: readonly Json[],
  host: FunctionHost,
  better: (a: number | string, b: number | string) => boolean,
): Json {
  const [first] = args;
  const elements = args.length === 1 && isList(first) ? first : args;
  host.charge(elements.length);
  let best: number | string | null = null;
  for (const [index, element] of elements.entries()) {
    const fits = typeof element === 'number' || typeof element === 'string';
    if (!fits || (best !== null && typeof best !== typeof element)) {
      const message = `${name} takes numbers only, or strings only; value ${index} is ${describeValue(element)}`;
      throw host.fault('unfit-argument', message);
    }
    if (best === null || better(element, best)) best = element;
  }
  return best;
}

function chosenType(args: readonly Type[]): Type {
  const [first] = args;
  if (args.length !== 1 || first === undefined) return unionOf(...args);
  return first.kind === 'list' ? unionOf(first.of, { kind: 'null' }) : first;
}
