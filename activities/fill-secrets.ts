import { secretText, type SecretPlace } from '../src/expressions/index.ts';
import type { FailureCode } from '../src/problems/index.ts';
import { invariant, isList, isObject, type Json } from '../src/std/index.ts';
import type { SecretSource } from './ports.ts';

export type FilledSecrets =
  | { readonly ok: true; readonly parameters: Json }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** Puts secrets into the places that the engine lists, and nowhere else: what a text looks like does not matter. */
export function fillSecrets(
  source: SecretSource,
  service: string,
  parameters: Json,
  places: readonly SecretPlace[],
): FilledSecrets {
  const values = new Map<string, string>();
  for (const { name } of places) {
    if (values.has(name)) continue;
    const secret = source.find(name);
    if (secret === undefined) {
      const message = `there is no secret ${name}: the worker has no ${source.placeOf(name)}`;
      return { ok: false, code: 'unknown-secret', message };
    }
    if (secret.services?.has(service) === false) {
      return { ok: false, code: 'secret-refused', message: `the secret ${name} may not go to the service ${service}` };
    }
    values.set(name, secret.value);
  }
  const made = { parameters: structuredClone(parameters) };
  // From the last to the first, so that the places before keep theirs.
  for (const place of places.toReversed()) {
    const [holder, key] = holderOf(made, place.at);
    const text = holder[key];
    const written = secretText(place.name);
    invariant(
      typeof text === 'string' && text.startsWith(written, place.from),
      `a secret stands at ${place.from} in ${place.at}`,
    );
    holder[key] = text.slice(0, place.from) + (values.get(place.name) ?? '') + text.slice(place.from + written.length);
  }
  return { ok: true, parameters: made.parameters };
}

type Holder = Record<string, Json>;

/** The list or object that holds what a JSON pointer leads to, and under what. */
function holderOf(made: { parameters: Json }, pointer: string): readonly [Holder, string] {
  let holder: Json = made as unknown as Json;
  let key = 'parameters';
  for (const segment of pointer.split('/').slice(1)) {
    const next: Json | undefined = Object.hasOwn(holder as Holder, key) ? (holder as Holder)[key] : undefined;
    invariant(isObject(next) || isList(next), `something is at ${pointer}`);
    holder = next as Json;
    key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
  }
  invariant(Object.hasOwn(holder as Holder, key), `something is at ${pointer}`);
  return [holder as Holder, key];
}
