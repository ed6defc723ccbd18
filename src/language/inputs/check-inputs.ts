import { diagnostic, nearest, type Diagnostic } from '../../problems/index.ts';
import { isList, isObject, own, setOwn, type Json, type JsonObject } from '../../std/index.ts';
import { printPath } from '../definition/locate.ts';
import { suggesting } from '../definition/suggest.ts';
import type { Definition } from '../definition/workflow.ts';
import { readSchema, type ValueProblem } from '../json-schema/index.ts';
import { readJson, jsonOf } from '../read/index.ts';
import { declared, misfit, show } from './fits.ts';
import { inputLimits } from './limits.ts';

/** What a definition says of its inputs. */
type Declaring = Pick<Definition, 'inputs' | 'input_schema' | 'additional_inputs'>;

export type CheckedInputs =
  | { readonly ok: true; readonly inputs: JsonObject }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Holds what is given at a start to what the definition declares, and fills in defaults. Paths begin at `inputs`. */
export function checkInputs(definition: Declaring, given: Json): CheckedInputs {
  if (!isObject(given)) {
    return refuse([diagnostic('inputs-not-object', `inputs are an object, not ${show(given)}`, { path: 'inputs' })]);
  }
  const unfit = checkData(given);
  if (unfit.length > 0) return refuse(unfit);
  if (definition.inputs !== undefined)
    return checkDeclared(definition.inputs, definition.additional_inputs === true, given);
  if (definition.input_schema !== undefined) return checkBySchema(definition.input_schema, given);
  return { ok: true, inputs: given };
}

/** With what is offered to it where the definition declares such an input, and it was not given. */
export function withOffered({ inputs, input_schema }: Declaring, given: Json, offered: JsonObject): Json {
  const declared: unknown = inputs ?? own(input_schema as unknown, 'properties');
  if (!isObject(given) || !isObject(declared)) return given;
  const taken = Object.entries(offered).filter(
    ([name]) => Object.hasOwn(declared, name) && !Object.hasOwn(given, name),
  );
  return { ...given, ...Object.fromEntries(taken) };
}

function refuse(diagnostics: readonly Diagnostic[]): CheckedInputs {
  return { ok: false, diagnostics: diagnostics.slice(0, inputLimits.diagnostics) };
}

const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What no input may hold, whatever is declared. An own stack: the depth is the caller's choice until it is checked. */
function checkData(given: JsonObject): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const open: { readonly value: Json; readonly path: readonly (string | number)[] }[] = [
    { value: given, path: ['inputs'] },
  ];
  for (let next = open.pop(); next !== undefined && found.length < inputLimits.diagnostics; next = open.pop()) {
    const { value, path } = next;
    if (path.length > inputLimits.nesting + 1) {
      return [
        diagnostic('inputs-too-large', `inputs are nested more than ${inputLimits.nesting} deep`, { path: 'inputs' }),
      ];
    }
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      const hint = 'give it as text, or as a smaller number';
      found.push(
        diagnostic('number-not-exact', `${value} is too large to be kept exactly`, { path: printPath(path), hint }),
      );
    }
    if (isList(value)) value.forEach((item, i) => open.push({ value: item, path: [...path, i] }));
    if (!isObject(value)) continue;
    for (const [key, member] of Object.entries(value)) {
      const at = [...path, key];
      if (RESERVED_KEYS.has(key)) {
        found.push(diagnostic('reserved-key', `\`${key}\` cannot be a key of inputs`, { path: printPath(at) }));
      }
      open.push({ value: member, path: at });
    }
  }
  if (found.length === 0) {
    const length = JSON.stringify(given).length;
    if (length > inputLimits.characters) {
      const message = `inputs have ${length} characters as JSON; ${inputLimits.characters} is the most`;
      return [diagnostic('inputs-too-large', message, { path: 'inputs' })];
    }
  }
  return found;
}

function checkDeclared(
  inputs: NonNullable<Definition['inputs']>,
  takesMore: boolean,
  given: JsonObject,
): CheckedInputs {
  const found: Diagnostic[] = [];
  const names = Object.keys(inputs);
  const filled: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(inputs, name)) continue;
    if (takesMore) {
      setOwn(filled, name, value);
      continue;
    }
    const near =
      nearest(
        name,
        names.filter((each) => !Object.hasOwn(given, each)),
      ) ?? nearest(name, names);
    const takes = names.length === 0 ? 'it takes none' : `it takes ${names.slice(0, 20).join(', ')}`;
    const message = `the definition has no input \`${name}\``;
    found.push(suggesting('unknown-input', message, near, { path: printPath(['inputs', name]) }, takes));
  }
  for (const [name, written] of Object.entries(inputs)) {
    const input = declared(written);
    const path = printPath(['inputs', name]);
    const value = own(given, name);
    if (value === undefined) {
      if (input.default !== undefined) setOwn(filled, name, input.default);
      else if (input.required === true)
        found.push(diagnostic('input-missing', `the input \`${name}\` is required`, { path }));
      continue;
    }
    // An input that may be left out may also be said to be nothing.
    const wrong = value === null && input.required !== true ? null : misfit(input, value);
    if (wrong === null) setOwn(filled, name, value);
    else found.push(diagnostic('invalid-input', `the input \`${name}\` ${wrong}`, { path }));
  }
  return found.length > 0 ? refuse(found) : { ok: true, inputs: filled };
}

function checkBySchema(schema: NonNullable<Definition['input_schema']>, given: JsonObject): CheckedInputs {
  const read = readSchema(schemaValue(schema));
  if (!read.ok) {
    const [first] = read.problems;
    return refuse([diagnostic('invalid-input-schema', first?.message ?? 'no JSON Schema', { path: 'input_schema' })]);
  }
  const validated = read.validate(given);
  if (!validated.ok) return refuse(validated.problems.map((problem) => diagnose(problem, schemaValue(schema))));
  if (!isObject(validated.value)) return { ok: true, inputs: given };
  return { ok: true, inputs: validated.value };
}

/** The IFEX interface carries the schema as JSON text. */
function schemaValue(schema: NonNullable<Definition['input_schema']>): Json {
  if (typeof schema !== 'string') return schema;
  const { root } = readJson(schema);
  return root === null ? null : jsonOf(root);
}

function diagnose(problem: ValueProblem, schema: Json): Diagnostic {
  const path = printPath(['inputs', ...problem.path]);
  const name = problem.path.join('.');
  if (problem.keyword === 'required') return diagnostic('input-missing', `the input \`${name}\` is required`, { path });
  if (problem.member !== undefined) {
    const known = own(schema, 'properties');
    const near = problem.path.length === 0 && isObject(known) ? nearest(problem.member, Object.keys(known)) : null;
    const message = `the inputs have no \`${[...problem.path, problem.member].join('.')}\` by their schema`;
    return suggesting('unknown-input', message, near, { path: printPath(['inputs', ...problem.path, problem.member]) });
  }
  const subject = name === '' ? 'the inputs' : `the input \`${name}\``;
  return diagnostic('invalid-input', `${subject} ${problem.message}`, { path });
}
