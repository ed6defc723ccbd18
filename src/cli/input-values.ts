import { readFileSync } from 'node:fs';
import { isList, isObject, type Json, own, setOwn } from '../std/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** `--inputs` first, then each `--input` over it. */
export function inputValues(pairs: readonly string[], whole: string | undefined): Readonly<Record<string, Json>> {
  const inputs: Record<string, Json> = {};
  for (const [name, value] of Object.entries(whole === undefined ? {} : wholeInputs(whole)))
    setOwn(inputs, name, value);
  const given = new Set<string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw usage(`--input ${pair}: expected NAME=VALUE`);
    const name = pair.slice(0, equals);
    if (given.has(name)) throw usage(`--input ${name} is given twice`);
    given.add(name);
    setOwn(inputs, name, jsonOrText(pair.slice(equals + 1)));
  }
  return inputs;
}

/** A shell takes the quotes away, and what is left of 'order="7"' may be read as a number where a text is wanted: a refusal
 * of such an input is followed by how it is written. */
export async function hintedInputs<Answer>(pairs: readonly string[], start: () => Promise<Answer>): Promise<Answer> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const details = own(own(error.json, 'error'), 'details');
    const found = isList(details)
      ? details.map((each) => ({ path: own(each, 'path'), message: own(each, 'message') }))
      : [];
    const hints = textHints(pairs, found);
    throw hints.length === 0 ? error : new CliError(error.exitCode, [error.message, ...hints].join('\n'), error.json);
  }
}

const WANTS_TEXT = /must be (?:text|string|one of "|a time)/;

/** For inputs that were to be text, and whose value was read as something else. */
export function textHints(
  pairs: readonly string[],
  refused: readonly { readonly path?: unknown; readonly message?: unknown }[],
): readonly string[] {
  return pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    const text = pair.slice(equals + 1);
    const isRefused = refused.some(
      ({ path, message }) => path === `inputs.${name}` && typeof message === 'string' && WANTS_TEXT.test(message),
    );
    if (!isRefused || typeof jsonOrText(text) === 'string') return [];
    return [`  as text it is written  -i '${name}=${JSON.stringify(text)}'`];
  });
}

/** `22`, `true`, `null`, `"22"`, `[1]` are JSON; everything else is the text as it stands. A whole number too large to
 * be kept exactly stays text too: ids are often such numbers. */
function jsonOrText(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?[0-9]+$/.test(text) ? text : value;
  } catch {
    return text;
  }
}

function wholeInputs(given: string): Readonly<Record<string, Json>> {
  const from = given.startsWith('@') ? given.slice(1) : undefined;
  const text = from === undefined ? given : readText(from);
  const where = from === undefined ? '--inputs' : `--inputs ${given}`;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw usage(`${where} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(value)) throw usage(`${where}: expected a JSON object`);
  return value;
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw usage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function usage(message: string): CliError {
  return new CliError(exitCodes.usage, message);
}
