import type { InputDefinition, InputType } from '../definition/workflow.ts';
import { isList, isObject, jsonEqual, type Json } from '../../std/index.ts';

type DeclaredInput = Exclude<InputDefinition, string>;

/** `name: type` and `name: {type: …}` say the same. */
export function declared(input: InputDefinition): DeclaredInput {
  return typeof input === 'string' ? { type: input } : input;
}

/** Why a value does not fit an input; null where it does. */
export function misfit(input: DeclaredInput, value: Json): string | null {
  const wrong = wrongType(input.type, value);
  if (wrong !== null) return wrong;
  if (input.enum !== undefined && !input.enum.some((allowed) => jsonEqual(allowed, value))) {
    return `must be one of ${input.enum.map((each) => show(each)).join(', ')}, not ${show(value)}`;
  }
  if (typeof value !== 'number') return null;
  if (input.minimum !== undefined && value < input.minimum) return `must be at least ${input.minimum}, not ${value}`;
  if (input.maximum !== undefined && value > input.maximum) return `must be at most ${input.maximum}, not ${value}`;
  return null;
}

interface TypeRule {
  readonly named: string;
  readonly takes: (value: Json) => boolean;
}

const typeRules: Readonly<Record<InputType, TypeRule>> = {
  string: { named: 'text', takes: (value) => typeof value === 'string' },
  number: { named: 'a number', takes: (value) => typeof value === 'number' },
  integer: { named: 'a whole number', takes: (value) => Number.isInteger(value) },
  boolean: { named: 'true or false', takes: (value) => typeof value === 'boolean' },
  datetime: {
    named: 'a time like 2025-01-15T07:00:00Z',
    takes: (value) => typeof value === 'string' && isDateTime(value),
  },
  object: { named: 'an object', takes: isObject },
  array: { named: 'a list', takes: isList },
  any: { named: 'anything', takes: () => true },
};

function wrongType(type: InputType, value: Json): string | null {
  const rule = typeRules[type];
  return rule.takes(value) ? null : `must be ${rule.named}, not ${show(value)}`;
}

export function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;

/** RFC 3339 with its zone, and a day that the calendar has. A leap second is no time that can be computed with. */
export function isDateTime(text: string): boolean {
  const found = DATE_TIME.exec(text);
  if (found === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= days &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    zoneHour <= 23 &&
    zoneMinute <= 59
  );
}
