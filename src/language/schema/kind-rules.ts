import type { JsonObject } from '../../std/index.ts';
import { exclusiveKeys, keysWithPartner, type Kind } from '../definition/step-kinds.ts';

/** Which keys of a map go together, as JSON Schema says it: one kind, its needs, and nothing that belongs to another. */
export function kindRules(
  kinds: Readonly<Record<string, Kind>>,
  keys: readonly string[],
  moreOf: (kind: string) => readonly JsonObject[] = () => [],
): JsonObject {
  const all = Object.values(kinds);
  const rules = Object.entries(kinds).map(([name, kind]): JsonObject => {
    const needs = [...kind.needs.map(someOf), ...moreOf(name)];
    const foreign = all.flatMap((other) => other.keys).filter((key) => !kind.keys.includes(key));
    return {
      if: someOf(kind.tells),
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: {
        type: 'object',
        properties: without(foreign),
        // An empty allOf is no schema.
        ...(needs.length > 0 && { allOf: needs }),
      },
    };
  });
  const partners = [...keysWithPartner].filter(([key]) => keys.includes(key));
  return {
    allOf: [
      someOf(all.flatMap(({ tells }) => tells)),
      ...rules,
      ...exclusiveKeys
        .filter(([one]) => keys.includes(one))
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        .map(([one, other]): JsonObject => ({ if: has(one), then: { type: 'object', properties: without([other]) } })),
    ],
    dependentRequired: Object.fromEntries(partners.map(([key, partner]) => [key, [partner]])),
  };
}

function has(key: string): JsonObject {
  return { type: 'object', properties: { [key]: {} }, required: [key] };
}

function someOf(keys: readonly string[]): JsonObject {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? has(only) : { anyOf: keys.map(has) };
}

function without(keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, false]));
}
