import type { Json } from '../../std/index.ts';
import { readJsonPath } from '../json-path/read-json-path.ts';
import { select } from '../json-path/select.ts';
import { anyType, listOf, stringType } from '../static-type.ts';
import { given, textOf } from './arguments.ts';
import type { FunctionEntry, FunctionHost } from './function-entry.ts';

const parameters = [
  { name: 'value', accepts: anyType },
  { name: 'path', accepts: stringType, refuse: refusePath },
] as const;

export const jsonPathFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'json_path',
    parameters,
    returns: anyType,
    doc: 'What a JSONPath (RFC 9535, without its match and search) selects: one match gives the value, several a list of them, none null.',
    examples: [
      { expression: "json_path({a: [{b: 1}, {b: 2}]}, '$.a[0].b')", gives: 1 },
      { expression: "json_path({a: [{b: 1}, {b: 2}]}, '$.a[?@.b > 0].b')", gives: [1, 2] },
    ],
    nulls: 'given',
    call: ([value, path], host) => {
      const found = selected(given(value), textOf(path), host);
      return found.length > 1 ? host.list(found) : (found[0] ?? null);
    },
  },
  {
    kind: 'strict',
    name: 'json_path_all',
    parameters,
    returns: listOf(anyType),
    doc: 'What a JSONPath selects, always as a list.',
    examples: [{ expression: "json_path_all({a: 1}, '$.b')", gives: [] }],
    nulls: 'given',
    call: ([value, path], host) => host.list(selected(given(value), textOf(path), host)),
  },
];

function selected(value: Json, path: string, host: FunctionHost): readonly Json[] {
  const read = readJsonPath(path);
  if (!read.ok) throw host.fault('invalid-json-path', read.message);
  return select(value, read.segments, host);
}

function refusePath(value: Json): string | null {
  if (typeof value !== 'string') return null;
  const read = readJsonPath(value);
  return read.ok ? null : read.message + read.reason;
}
