import { nearest, type Span } from '../../../problems/index.ts';
import { entryAt, nodeAt, printPath, spanOfMap } from '../../definition/locate.ts';
import { readSchema } from '../../json-schema/index.ts';
import { suggesting } from '../../definition/suggest.ts';
import type { SourceNode } from '../../read/index.ts';
import type { Rule } from './rule.ts';

/** Keywords that authors mean when they misspell one. */
const KEYWORDS =
  'type properties required additionalProperties items enum const default description title format pattern minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems uniqueItems multipleOf minProperties maxProperties patternProperties propertyNames allOf anyOf oneOf not if then else $ref $defs examples deprecated'.split(
    ' ',
  );

export const invalidInputSchema: Rule = ({ root, inputSchema }) => {
  if (inputSchema === undefined) return [];
  if (inputSchema.value === undefined) return inputSchema.diagnostics;
  const read = readSchema(inputSchema.value);
  if (read.ok) return [];
  return read.problems.map(({ path, message, unknownKeyword }) => {
    const near = unknownKeyword === undefined ? null : nearest(unknownKeyword, KEYWORDS);
    const span =
      spanOfPart(inputSchema.node, path, unknownKeyword !== undefined) ?? entryAt(root, ['input_schema'])?.keySpan;
    return suggesting('invalid-input-schema', message, near, { path: printPath(['input_schema', ...path]), span });
  });
};

/** A wrong value where it stands, a wrong keyword or a whole part of a schema by its key. */
function spanOfPart(schema: SourceNode | undefined, path: readonly string[], isKey: boolean): Span | undefined {
  if (schema === undefined || path.length === 0) return undefined;
  const value = nodeAt(schema, path);
  const key = entryAt(schema, path)?.keySpan;
  return isKey || value?.kind !== 'scalar' ? (key ?? spanOfMap(value)) : value.span;
}
