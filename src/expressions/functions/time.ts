import {
  digits,
  instantFields,
  isInstant,
  isoTime,
  readDuration,
  readInstant,
  readOffset,
  type Json,
} from '../../std/index.ts';
import { describeValue } from '../describe-value.ts';
import { short } from '../lexer.ts';
import { numberType, stringType, unionOf } from '../static-type.ts';
import { textOf } from './arguments.ts';
import type { FunctionEntry, FunctionHost } from './function-entry.ts';

const time = { name: 'time', accepts: stringType, refuse: refuseTime } as const;

export const timeFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'now',
    parameters: [],
    returns: stringType,
    doc: 'The time the step was first decided, the same in its when, its parameters, all its attempts and its undo: ISO 8601, UTC, milliseconds.',
    examples: [{ expression: 'now()', gives: '2025-01-15T06:30:00.000Z' }],
    nulls: 'given',
    call: (_args, host) => isoTime(host.now),
  },
  {
    kind: 'strict',
    name: 'time_add',
    parameters: [time, { name: 'duration', accepts: unionOf(stringType, numberType), refuse: refuseDuration }],
    returns: stringType,
    doc: "The time that much later, in UTC; a day is 24 hours. Durations: '-30m', '1h30m', '2d', 'PT30M', or milliseconds as a number.",
    examples: [
      { expression: "time_add('2025-01-15T07:00:00Z', '-30m')", gives: '2025-01-15T06:30:00.000Z' },
      { expression: "time_add('2025-01-15T07:00:00+02:00', 'P1DT1H')", gives: '2025-01-16T06:00:00.000Z' },
    ],
    nulls: 'given',
    call: ([from, duration], host) => {
      const sum = instant(textOf(from), host) + durationMs(duration ?? null, host);
      if (isInstant(sum)) return isoTime(sum);
      throw host.fault('invalid-time', 'time_add: the time leaves the years 0000 to 9999');
    },
  },
  {
    kind: 'strict',
    name: 'time_diff',
    parameters: [
      { ...time, name: 't1' },
      { ...time, name: 't2' },
    ],
    returns: numberType,
    doc: 't1 − t2 in milliseconds: positive where t1 is later.',
    examples: [{ expression: "time_diff('2025-01-15T07:00:00Z', '2025-01-15T06:30:00Z')", gives: 1_800_000 }],
    nulls: 'given',
    call: ([t1, t2], host) => instant(textOf(t1), host) - instant(textOf(t2), host),
  },
  {
    kind: 'strict',
    name: 'format_time',
    parameters: [
      time,
      { name: 'pattern', accepts: stringType, refuse: refusePattern },
      { name: 'offset', accepts: stringType, presence: 'optional', refuse: refuseOffset },
    ],
    returns: stringType,
    doc: "The time written by a pattern of YYYY, MM, DD, HH, mm, ss, SSS; text in [brackets] stays as it is, other letters are refused. In UTC, or at an offset such as '+02:00'.",
    examples: [
      { expression: "format_time('2025-01-15T07:05:00Z', 'DD.MM.YYYY HH:mm')", gives: '15.01.2025 07:05' },
      { expression: "format_time('2025-01-15T07:05:00Z', 'HH:mm [local]', '+02:00')", gives: '09:05 local' },
    ],
    nulls: 'given',
    call: ([at, pattern, offset], host) => {
      const zone = offset === undefined ? 0 : readOffset(textOf(offset));
      if (zone === null) throw host.fault('unfit-argument', `format_time: ${refuseOffset(offset ?? null) ?? ''}`);
      const refused = refusePattern(textOf(pattern));
      if (refused !== null) throw host.fault('unfit-argument', `format_time: ${refused}`);
      return host.text(written(instant(textOf(at), host) + zone, textOf(pattern)));
    },
  },
];

function instant(text: string, host: FunctionHost): number {
  const ms = readInstant(text);
  if (ms === null) throw host.fault('invalid-time', `${refuseTime(text) ?? ''}`);
  return ms;
}

function durationMs(duration: Json, host: FunctionHost): number {
  if (typeof duration === 'number') {
    if (Number.isSafeInteger(duration)) return duration;
    throw host.fault('invalid-duration', refuseDuration(duration) ?? '');
  }
  const ms = readDuration(textOf(duration));
  if (ms === null) throw host.fault('invalid-duration', refuseDuration(duration) ?? '');
  return ms;
}

function refuseTime(value: Json): string | null {
  if (typeof value !== 'string') return `a time is a text such as '2025-01-15T07:00:00Z', not ${describeValue(value)}`;
  if (readInstant(value) !== null) return null;
  const zoneless = readInstant(`${value}Z`) !== null || readInstant(`${value}T00:00:00Z`) !== null;
  const advice = zoneless
    ? 'its zone is missing: write Z or an offset behind it'
    : "write it as '2025-01-15T07:00:00Z'";
  return `'${short(value)}' is no time; ${advice}`;
}

function refuseDuration(value: Json): string | null {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? null : 'a duration in milliseconds is a whole number';
  }
  if (typeof value !== 'string') return `a duration is a text or a number of milliseconds, not ${describeValue(value)}`;
  if (readDuration(value) !== null) return null;
  return `'${short(value)}' is no duration; write '30m', '1h30m', '2d', '500ms' or 'PT30M' (there are no months and years)`;
}

function refuseOffset(value: Json): string | null {
  if (typeof value !== 'string' || readOffset(value) !== null) return null;
  return `'${short(value)}' is no offset; write '+02:00' or 'Z'`;
}

/** A part of a pattern: a field, text in brackets, or one other character. */
const PATTERN_PART = /YYYY|MM|DD|HH|mm|ss|SSS|\[[^\]]*\]|[^]/gu;

function refusePattern(value: Json): string | null {
  if (typeof value !== 'string') return null;
  for (const [part] of value.matchAll(PATTERN_PART)) {
    if (part.length === 1 && /[A-Za-z[\]]/.test(part)) {
      return `\`${part}\` in '${short(value)}' is no field; there are YYYY, MM, DD, HH, mm, ss, SSS, and text in [brackets]`;
    }
  }
  return null;
}

function written(at: number, pattern: string): string {
  const { year, month, day, hour, minute, second, millisecond } = instantFields(at);
  return pattern.replace(PATTERN_PART, (part) => {
    switch (part) {
      case 'YYYY':
        return digits(year, 4);
      case 'MM':
        return digits(month, 2);
      case 'DD':
        return digits(day, 2);
      case 'HH':
        return digits(hour, 2);
      case 'mm':
        return digits(minute, 2);
      case 'ss':
        return digits(second, 2);
      case 'SSS':
        return digits(millisecond, 3);
      default:
        return part.length > 1 && part.startsWith('[') ? part.slice(1, -1) : part;
    }
  });
}
