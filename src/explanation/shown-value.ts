import { isList, type Json, jsonBeyond } from '../std/index.ts';

const longest = 200;

/** As JSON, for a sentence: cut where it is long. */
export function shownValue(value: Json): string {
  if (typeof value === 'object' && value !== null && jsonBeyond(value, { size: 5_000, depth: 50 }) !== null) {
    return isList(value) ? `a list of ${value.length} elements` : `an object of ${Object.keys(value).length} members`;
  }
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, longest + 1) : value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
