import { isList, type Json } from '../std/index.ts';

/** As a message names it. */
export function describeValue(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
