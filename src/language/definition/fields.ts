import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../../std/index.ts';

// Each schema's message is what the field takes, put into words: "`timeout_ms` must be MESSAGE, not …".

export function text(most: number): z.ZodString {
  return z.string({ error: 'text' }).max(most, { error: `text of at most ${most} characters` });
}

export function name(pattern: RegExp, most: number, what: string): z.ZodString {
  return z
    .string({ error: what })
    .max(most, { error: `at most ${most} characters long` })
    .regex(pattern, { error: what });
}

export function wholeNumber(least: number, most: number): z.ZodInt {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function number(least: number, most: number): z.ZodNumber {
  const error = `a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
}

export function flag(): z.ZodBoolean {
  return z.boolean({ error: 'true or false' });
}

export function list<Item extends z.ZodType>(item: Item, most: number, what: string): z.ZodArray<Item> {
  return z.array(item, { error: what }).max(most, { error: `${what} of at most ${most} entries` });
}

/** Any JSON: the reader makes nothing else. */
export const json = z.custom<Json>();

/** Any JSON but null: a key with nothing behind it was probably forgotten. */
export const value = z.custom<Json>((written) => written !== null && written !== undefined, { error: 'a value' });

const ANY_MAP = { type: 'object', additionalProperties: {} } as const;

/** Not looked into: a map may have thousands of members, and each may be anything. */
export const jsonMap = z.custom<JsonObject>(isObject, { error: 'a map' }).meta(ANY_MAP);

/** A map, or the same written as JSON text. */
export const mapOrJsonText = z
  .custom<JsonObject | string>((written) => isObject(written) || typeof written === 'string', {
    error: 'a map or JSON text',
  })
  .meta({ anyOf: [ANY_MAP, { type: 'string' }] });
