import { RE2JS } from 're2js';
import { isList, isObject, type Json, type JsonObject } from '../../std/index.ts';

export function firstBadPattern(schema: Json): { readonly path: readonly string[]; readonly message: string } | null {
  for (const { path, key, value } of membersOf(schema)) {
    const patterns =
      key === 'pattern' && typeof value === 'string'
        ? [value]
        : key === 'patternProperties' && isObject(value)
          ? Object.keys(value)
          : [];
    for (const pattern of patterns) {
      try {
        RE2JS.compile(pattern);
      } catch (error) {
        const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : '';
        return {
          path,
          message: `the pattern cannot be used: ${why} (patterns are RE2: no look-around, no back-references)`,
        };
      }
    }
  }
  return null;
}

/** Every member of every object in a schema. Own stack; depth is the reader's to bound. */
function* membersOf(
  schema: Json,
): Generator<{ readonly path: readonly string[]; readonly key: string; readonly value: Json }> {
  const open: { readonly path: readonly string[]; readonly value: Json }[] = [{ path: [], value: schema }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { path, value } = next;
    if (isList(value)) value.forEach((item, i) => open.push({ path: [...path, String(i)], value: item }));
    if (!isObject(value)) continue;
    for (const [key, member] of Object.entries(value)) {
      const at = [...path, key];
      yield { path: at, key, value: member };
      open.push({ path: at, value: member });
    }
  }
}

export function placeOfKey(schema: JsonObject, key: string): readonly string[] {
  for (const member of membersOf(schema)) if (member.key === key) return member.path;
  return [];
}

export function placeOfValue(schema: JsonObject, key: string, value: string): readonly string[] {
  for (const member of membersOf(schema)) if (member.key === key && member.value === value) return member.path;
  return [];
}
