import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { isObject, own, type Json, type JsonObject } from '../../../std/index.ts';
import { nodeAt, printPath } from '../../definition/locate.ts';
import { declared, misfit } from '../../inputs/index.ts';
import { readSchema } from '../../json-schema/index.ts';
import type { Subject } from '../subject.ts';
import type { Rule } from './rule.ts';

/** A default that the input would refuse if it were given. */
export const defaultBreaksItsSchema: Rule = (subject) => [...inShorthand(subject), ...inSchema(subject)];

function inShorthand({ root, draft }: Subject): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, written] of Object.entries(draft.inputs ?? {})) {
    const input = declared(written);
    if (input.default === undefined) continue;
    const path = ['inputs', name, 'default'];
    const at = { path: printPath(path), span: nodeAt(root, path)?.span };
    if (typeof input.default === 'string' && input.default.includes('{{')) {
      const message = `the default of the input \`${name}\` is literal: no expression is evaluated in it`;
      found.push(diagnostic('expression-not-allowed', message, at));
      continue;
    }
    const wrong = misfit(input, input.default);
    if (wrong !== null)
      found.push(diagnostic('default-breaks-its-schema', `the default of the input \`${name}\` ${wrong}`, at));
  }
  return found;
}

function inSchema({ inputSchema }: Subject): readonly Diagnostic[] {
  const schema = inputSchema?.value;
  if (inputSchema === undefined || !isObject(schema) || !readSchema(schema).ok) return [];
  const found: Diagnostic[] = [];
  for (const { path, property } of propertiesOf(schema)) {
    const fallback = own(property, 'default');
    if (fallback === undefined) continue;
    // Under the definitions of the whole, so that what it refers to is there; a default has no place at a schema's root.
    const { default: _, ...alone } = property;
    const definitions = own(schema, '$defs');
    const read = readSchema({ ...alone, ...(definitions !== undefined && { $defs: definitions }) });
    if (!read.ok) continue;
    const validated = read.validate(fallback);
    if (validated.ok) continue;
    const [first] = validated.problems;
    const span = inputSchema.node === undefined ? undefined : nodeAt(inputSchema.node, [...path, 'default'])?.span;
    const message = `the default of \`${path.filter((part) => part !== 'properties').join('.')}\` ${first?.message ?? 'does not fit'}`;
    found.push(
      diagnostic('default-breaks-its-schema', message, { path: printPath(['input_schema', ...path, 'default']), span }),
    );
  }
  return found;
}

/** The schemas under `properties`, at any depth that is reached through properties alone. */
function propertiesOf(
  schema: JsonObject,
): readonly { readonly path: readonly string[]; readonly property: JsonObject }[] {
  const all: { readonly path: readonly string[]; readonly property: JsonObject }[] = [];
  const open: { readonly path: readonly string[]; readonly of: JsonObject }[] = [{ path: [], of: schema }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const properties: Json | undefined = own(next.of, 'properties');
    for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
      if (!isObject(property)) continue;
      const path = [...next.path, 'properties', name];
      all.push({ path, property });
      open.push({ path, of: property });
    }
  }
  return all;
}
