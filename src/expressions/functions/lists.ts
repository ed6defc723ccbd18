import { canonicalJson, isList, isObject, own, type Json } from '../../std/index.ts';
import { describeValue } from '../describe-value.ts';
import { short } from '../lexer.ts';
import { anyType, listOf, nullType, numberType, openObject, stringType, unionOf } from '../static-type.ts';
import { given, listFrom, numberOf, textOf } from './arguments.ts';
import type { FunctionEntry, FunctionHost } from './function-entry.ts';

const whole = (value: Json): string | null => {
  return typeof value === 'number' && !Number.isInteger(value) ? `${value} is no whole number` : null;
};

export const listFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'length',
    parameters: [{ name: 'value', accepts: unionOf(stringType, listOf(anyType), openObject, nullType) }],
    returns: numberType,
    doc: 'How many characters (Unicode code points), elements or members; 0 of null.',
    examples: [
      { expression: "length('añ😀')", gives: 3 },
      { expression: 'length([1, 2])', gives: 2 },
      { expression: 'length(null)', gives: 0 },
    ],
    nulls: 'taken',
    call: ([value = null], host) => {
      if (typeof value === 'string') return codePoints(value, host);
      if (isList(value)) return value.length;
      return isObject(value) ? Object.keys(value).length : 0;
    },
  },
  {
    kind: 'strict',
    name: 'unique',
    parameters: [{ name: 'list', accepts: listOf(anyType) }],
    returns: ([list = anyType]) => (list.kind === 'list' ? list : listOf(anyType)),
    doc: 'The first of each group of equal elements, in their order; equal as `==` says.',
    examples: [{ expression: "unique([1, 2, 1, '1', {a: 1}, {a: 1}])", gives: [1, 2, '1', { a: 1 }] }],
    nulls: 'given',
    call: ([list], host) => {
      const seen = new Set<string>();
      const kept: Json[] = [];
      for (const element of listFrom(list)) {
        // Bounded by json before canonicalJson recurses. -0 is written as 0.
        host.charge(1 + host.json(element).length / 16);
        const meaning = canonicalJson(element);
        if (seen.has(meaning)) continue;
        seen.add(meaning);
        kept.push(element);
      }
      return host.list(kept);
    },
  },
  {
    kind: 'strict',
    name: 'sort',
    parameters: [
      { name: 'list', accepts: listOf(anyType) },
      { name: 'key', accepts: stringType, presence: 'optional' },
    ],
    returns: ([list = anyType]) => (list.kind === 'list' ? list : listOf(anyType)),
    doc: 'Ascending: numbers by value, strings by their UTF-16 code units. With a key, objects by that member. Equal elements keep their order.',
    examples: [
      { expression: 'sort([3, 1, 2])', gives: [1, 2, 3] },
      { expression: "sort([{n: 2}, {n: 1}], 'n')", gives: [{ n: 1 }, { n: 2 }] },
    ],
    nulls: 'given',
    call: ([list, key], host) => sorted(listFrom(list), typeof key === 'string' ? key : null, host),
  },
  {
    kind: 'strict',
    name: 'slice',
    parameters: [
      { name: 'value', accepts: unionOf(stringType, listOf(anyType)) },
      { name: 'start', accepts: numberType, refuse: whole },
      { name: 'end', accepts: numberType, presence: 'optional', refuse: whole },
    ],
    returns: ([value = anyType]) => (value.kind === 'string' ? stringType : value),
    doc: 'The elements of a list, or the characters of a text, from start up to but not including end; counted from 0, from the end where negative.',
    examples: [
      { expression: 'slice([1, 2, 3, 4], 1, 3)', gives: [2, 3] },
      { expression: "slice('departure', -3)", gives: 'ure' },
    ],
    nulls: 'given',
    call: ([value = null, start, end], host) => {
      for (const bound of [start, end]) {
        const refused = bound === undefined ? null : whole(bound);
        if (refused !== null) throw host.fault('unfit-argument', `slice: ${refused}`);
      }
      const to = end === undefined ? undefined : numberOf(end);
      if (isList(value)) return host.list(value.slice(numberOf(start), to));
      const text = textOf(value);
      host.charge(text.length / 16);
      return host.text(Array.from(text).slice(numberOf(start), to).join(''));
    },
  },
];

function codePoints(text: string, host: FunctionHost): number {
  host.charge(text.length / 16);
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function sorted(list: readonly Json[], key: string | null, host: FunctionHost): readonly Json[] {
  // The comparisons of a merge sort, of which one costs an eighth of a visited node.
  host.charge((list.length * Math.ceil(Math.log2(list.length + 2))) / 8);
  const ranked = list.map((element, index) => {
    const rank = key === null ? element : given(own(element, key));
    if (key !== null && !isObject(element)) {
      const message = `sort by '${short(key)}' takes objects; element ${index} is ${describeValue(element)}`;
      throw host.fault('unfit-argument', message);
    }
    if (typeof rank !== 'number' && typeof rank !== 'string') {
      throw host.fault(
        'unfit-argument',
        `sort takes numbers or strings; ${named(index, key)} is ${describeValue(rank)}`,
      );
    }
    return { rank, element };
  });
  const [first] = ranked;
  const stranger = ranked.findIndex(({ rank }) => typeof rank !== typeof first?.rank);
  if (first !== undefined && stranger !== -1) {
    const [one, other] = [describeValue(first.rank), describeValue(ranked[stranger]?.rank ?? null)];
    const message = `sort takes numbers only, or strings only; ${named(0, key)} is ${one} and ${named(stranger, key)} ${other}`;
    throw host.fault('unfit-argument', message);
  }
  return host.list(
    ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).map(({ element }) => element),
  );
}

function named(index: number, key: string | null): string {
  return key === null ? `element ${index}` : `'${short(key)}' of element ${index}`;
}
