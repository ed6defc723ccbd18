/** Times as milliseconds since 1970 UTC, read and written without a clock or a locale (RFC 3339). */

export interface InstantFields {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const DAY_MS = 86_400_000;
/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what four digits can write. */
export const EARLIEST_INSTANT = -62_167_219_200_000;
export const LATEST_INSTANT = 253_402_300_799_999;

const FORM = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Null where the text is no time: a zone is needed, leap seconds and the 30th of February do not exist. */
export function readInstant(text: string): number | null {
  const match = text.length > 40 ? null : FORM.exec(text);
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '', zone = ''] = match;
  const fields: InstantFields = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    // Cut, not rounded: a time is never moved into the next second.
    millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
  };
  if (fields.month < 1 || fields.month > 12 || fields.day < 1 || fields.day > daysIn(fields.year, fields.month))
    return null;
  if (fields.hour > 23 || fields.minute > 59 || fields.second > 59) return null;
  const offset = readOffset(zone);
  if (offset === null) return null;
  const instant = instantOf(fields) - offset;
  return isInstant(instant) ? instant : null;
}

/** `Z` or `+02:00` in milliseconds. */
export function readOffset(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0;
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (match === null) return null;
  const [, sign, hours = '', minutes = ''] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -offset : offset;
}

export function isInstant(ms: number): boolean {
  return Number.isInteger(ms) && ms >= EARLIEST_INSTANT && ms <= LATEST_INSTANT;
}

/** 2025-01-15T07:30:00.000Z */
export function isoTime(ms: number): string {
  const { year, month, day, hour, minute, second, millisecond } = instantFields(ms);
  return (
    `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}` +
    `T${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(millisecond, 3)}Z`
  );
}

export function instantFields(ms: number): InstantFields {
  const days = Math.floor(ms / DAY_MS);
  const inDay = ms - days * DAY_MS;
  return {
    ...civilDate(days),
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1000) % 60,
    millisecond: inDay % 1000,
  };
}

export function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function instantOf(fields: InstantFields): number {
  const inDay = ((fields.hour * 60 + fields.minute) * 60 + fields.second) * 1000 + fields.millisecond;
  return dayNumber(fields.year, fields.month, fields.day) * DAY_MS + inDay;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

// The two below count in years that begin in March, so that the leap day is the last of its year, and in eras of 400
// years (146,097 days), after which the Gregorian calendar repeats itself. Day 0 is 1970-01-01, 719,468 days after
// the 1st of March of year 0.

function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilDate(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((monthFromMarch + 2) % 12) + 1;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}
