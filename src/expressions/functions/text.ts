import { anyType, listOf, stringType } from '../static-type.ts';
import { listFrom, textOf } from './arguments.ts';
import type { FunctionEntry } from './function-entry.ts';

const text = { name: 'text', accepts: stringType } as const;

export const textFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'upper',
    parameters: [text],
    returns: stringType,
    doc: 'In upper case, by Unicode alone and no locale.',
    examples: [{ expression: "upper('straße')", gives: 'STRASSE' }],
    nulls: 'given',
    call: ([value], host) => host.text(textOf(value).toUpperCase()),
  },
  {
    kind: 'strict',
    name: 'lower',
    parameters: [text],
    returns: stringType,
    doc: 'In lower case, by Unicode alone and no locale.',
    examples: [{ expression: "lower('ADA')", gives: 'ada' }],
    nulls: 'given',
    call: ([value], host) => host.text(textOf(value).toLowerCase()),
  },
  {
    kind: 'strict',
    name: 'trim',
    parameters: [text],
    returns: stringType,
    doc: 'Without white space and line ends at its beginning and end.',
    examples: [{ expression: "trim('  a b  ')", gives: 'a b' }],
    nulls: 'given',
    call: ([value], host) => host.text(textOf(value).trim()),
  },
  {
    kind: 'strict',
    name: 'split',
    parameters: [text, { name: 'separator', accepts: stringType }],
    returns: listOf(stringType),
    doc: 'The pieces between the separators, empty ones included; an empty separator gives the characters.',
    examples: [
      { expression: "split('a,b,,c', ',')", gives: ['a', 'b', '', 'c'] },
      { expression: "split('añ', '')", gives: ['a', 'ñ'] },
    ],
    nulls: 'given',
    call: ([value, separator], host) => {
      const whole = textOf(value);
      host.charge(whole.length / 16);
      return host.list(separator === '' ? Array.from(whole) : whole.split(textOf(separator)));
    },
  },
  {
    kind: 'strict',
    name: 'replace',
    parameters: [
      text,
      {
        name: 'search',
        accepts: stringType,
        refuse: (value) => (value === '' ? 'an empty text cannot be searched for' : null),
      },
      { name: 'replacement', accepts: stringType },
    ],
    returns: stringType,
    doc: 'With every occurrence replaced, from left to right. Both texts are taken as they are: there are no patterns.',
    examples: [{ expression: "replace('a.b.c', '.', '/')", gives: 'a/b/c' }],
    nulls: 'given',
    call: ([value, search, replacement], host) => {
      const whole = textOf(value);
      if (search === '') throw host.fault('unfit-argument', 'replace: an empty text cannot be searched for');
      host.charge(whole.length / 16);
      const pieces = whole.split(textOf(search));
      const growth = textOf(replacement).length - textOf(search).length;
      host.room(whole.length + (pieces.length - 1) * growth);
      return host.text(pieces.join(textOf(replacement)));
    },
  },
  {
    kind: 'strict',
    name: 'join',
    parameters: [
      { name: 'list', accepts: listOf(anyType) },
      { name: 'separator', accepts: stringType },
    ],
    returns: stringType,
    doc: 'The elements as one text with the separator between them; each is written as interpolation writes it: null as nothing, lists and objects as JSON.',
    examples: [{ expression: "join(['a', 1, null, true], '-')", gives: 'a-1--true' }],
    nulls: 'given',
    call: ([list, separator], host) => {
      const elements = listFrom(list);
      const between = textOf(separator);
      host.charge(elements.length);
      const pieces: string[] = [];
      let length = 0;
      for (const element of elements) {
        const piece = host.asText(element);
        length += piece.length + between.length;
        host.room(length - between.length);
        pieces.push(piece);
      }
      return host.text(pieces.join(between));
    },
  },
];
