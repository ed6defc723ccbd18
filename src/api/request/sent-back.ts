import { diagnostic, Refusal } from '../../problems/index.ts';
import { type Json, jsonEqual, type JsonObject, own } from '../../std/index.ts';

/** Of what a caller sends to change a thing: what it wants changed. It may send back all that it was answered, and then what
 * is as it was is no change; what is not the caller's to change has to be as it is. */
export function changesIn(sent: JsonObject, known: JsonObject, fixed: ReadonlySet<string>): JsonObject {
  const changes = Object.entries(sent).filter(([key, value]) => {
    const there = own(known, key);
    return there === undefined || !jsonEqual(there, value);
  });
  const refused = changes.filter(([key]) => fixed.has(key)).map(([key]) => key);
  if (refused.length === 0) return Object.fromEntries(changes);
  const diagnostics = refused.map((key) =>
    diagnostic('unfit-field', `\`${key}\` is not to be changed: ${shown(own(known, key))}`, { path: key }),
  );
  const [first] = diagnostics;
  const message = diagnostics.length === 1 && first !== undefined ? first.message : `${diagnostics.length} problems`;
  throw new Refusal('request-rejected', message, { diagnostics });
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'there is none' : `it is ${JSON.stringify(value)}`;
}
