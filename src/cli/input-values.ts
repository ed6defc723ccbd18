import { readFileSync } from 'node:fs';
import { isObject, type Json, setOwn } from '../std/index.ts';
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
