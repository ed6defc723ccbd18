import { setOwn, type Json } from '../../std/index.ts';
import { anyType, listOf, objectOf, openObject, stringType, type Type, unionOf } from '../static-type.ts';
import { objectFrom } from './arguments.ts';
import type { FunctionEntry } from './function-entry.ts';

const object = { name: 'object', accepts: openObject } as const;

export const objectFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'keys',
    parameters: [object],
    returns: listOf(stringType),
    doc: 'The names of the members, sorted by their UTF-16 code units.',
    examples: [{ expression: 'keys({b: 1, a: 2})', gives: ['a', 'b'] }],
    nulls: 'given',
    call: ([value], host) => host.list(Object.keys(objectFrom(value)).sort()),
  },
  {
    kind: 'strict',
    name: 'values',
    parameters: [object],
    returns: ([type = anyType]) => {
      return listOf(type.kind === 'object' && !type.open ? unionOf(...type.members.values()) : anyType);
    },
    doc: 'The values of the members, in the order of keys().',
    examples: [{ expression: 'values({b: 1, a: 2})', gives: [2, 1] }],
    nulls: 'given',
    call: ([value], host) => {
      const members = objectFrom(value);
      return host.list(
        Object.keys(members)
          .sort()
          .map((key) => members[key] ?? null),
      );
    },
  },
  {
    kind: 'strict',
    name: 'merge',
    parameters: [
      { name: 'a', accepts: openObject },
      { name: 'b', accepts: openObject, presence: 'repeated' },
    ],
    returns: mergedType,
    doc: 'One object with the members of all; of members of one name, the last. Members are not merged in turn.',
    examples: [{ expression: 'merge({a: 1, b: 1}, {b: 2})', gives: { a: 1, b: 2 } }],
    nulls: 'given',
    call: (args, host) => {
      const merged: Record<string, Json> = {};
      for (const arg of args) {
        const members = objectFrom(arg);
        for (const key of Object.keys(members)) {
          host.charge(1);
          setOwn(merged, key, members[key] ?? null);
        }
      }
      return merged;
    },
  },
];

function mergedType(args: readonly Type[]): Type {
  const members = new Map<string, Type>();
  let open = false;
  for (const arg of args) {
    if (arg.kind !== 'object') return openObject;
    if (arg.open) open = true;
    for (const [name, type] of arg.members) members.set(name, type);
  }
  // An open object may hold any of the names that came before it.
  return open ? openObject : objectOf(members, false);
}
