import { instantFields, LATEST_INSTANT } from '../std/index.ts';
import type { Calendar, Recurrence } from './recurrence.ts';

/** How far a place's clocks are ahead of UTC. The pure folders know no time zones: this one is handed in. */
export interface Zone {
  readonly offsetAt: (instant: number) => number;
}

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** More than clocks are ever set back by. */
const SET_BACK_MS = 3 * HOUR_MS;
/** Temporal's calendars end with this year. */
const LAST_YEAR = 2100;

export interface TimesAsked {
  /** Times later than this one. */
  readonly after: number;
  readonly count: number;
  readonly zone: Zone;
  /** `@every` is counted from here; otherwise from 1970. */
  readonly from?: number;
}

/** The next times of it, ascending; fewer where it ends. A local time that the clocks jump over is left out, one that
 * they show twice is there twice. */
export function nextTimes(recurrence: Recurrence, asked: TimesAsked): readonly number[] {
  if (recurrence.kind === 'every') return nextOfEvery(recurrence.everyMs, asked);
  const all = recurrence.calendars.flatMap((calendar) => nextOfCalendar(calendar, asked));
  return [...new Set(all)].toSorted((a, b) => a - b).slice(0, asked.count);
}

function nextOfEvery(everyMs: number, { after, count, from = 0 }: TimesAsked): readonly number[] {
  const phase = from % everyMs;
  const first = (Math.floor((after - phase) / everyMs) + 1) * everyMs + phase;
  return Array.from({ length: count }, (_, i) => first + i * everyMs).filter((each) => each <= LATEST_INSTANT);
}

function nextOfCalendar(calendar: Calendar, { after, count, zone }: TimesAsked): readonly number[] {
  const found: number[] = [];
  // A local time before this one may come again, where clocks are set back.
  let wall: number | null = after + zone.offsetAt(after) - SET_BACK_MS;
  // What is found first is not always what comes first: looked for until nothing earlier can come.
  let enough = Number.POSITIVE_INFINITY;
  for (;;) {
    wall = nextWall(calendar, wall);
    if (wall === null || wall > enough) break;
    for (const instant of instantsOf(wall, zone)) if (instant > after) found.push(instant);
    if (found.length >= count && enough === Number.POSITIVE_INFINITY) {
      enough = isSteady(wall, zone) ? wall : wall + SET_BACK_MS;
    }
  }
  return found.toSorted((a, b) => a - b).slice(0, count);
}

/** The instants at which the clocks show a local time (its milliseconds counted as if they were UTC). */
function instantsOf(wall: number, zone: Zone): readonly number[] {
  const before = wall - zone.offsetAt(wall - DAY_MS);
  const behind = wall - zone.offsetAt(wall + DAY_MS);
  const both = before === behind ? [before] : [before, behind];
  return both.filter((instant) => instant + zone.offsetAt(instant) === wall);
}

function isSteady(wall: number, zone: Zone): boolean {
  return zone.offsetAt(wall - 2 * DAY_MS) === zone.offsetAt(wall + 2 * DAY_MS);
}

/** The first local time behind this one that fits. */
function nextWall(calendar: Calendar, wall: number): number | null {
  const after = Math.floor(wall / SECOND_MS) * SECOND_MS + SECOND_MS;
  let day = Math.floor(after / DAY_MS) * DAY_MS;
  let inDay = Math.floor((after - day) / SECOND_MS);
  for (;;) {
    const fields = instantFields(day);
    if (fields.year > LAST_YEAR) return null;
    const isMonth = fitsMonth(calendar, fields);
    if (isMonth && fitsDay(calendar, fields.day, day)) {
      const time = nextInDay(calendar, inDay);
      if (time !== null) return day + time * SECOND_MS;
    }
    day = isMonth ? day + DAY_MS : nextMonth(day, fields.day);
    inDay = 0;
  }
}

function fitsMonth({ year, month }: Calendar, at: { readonly year: number; readonly month: number }): boolean {
  return month.includes(at.month) && (year.length === 0 || year.includes(at.year));
}

function fitsDay({ dayOfMonth, dayOfWeek }: Calendar, inMonth: number, day: number): boolean {
  // 1970 began with a Thursday.
  return dayOfMonth.includes(inMonth) && dayOfWeek.includes((((day / DAY_MS + 4) % 7) + 7) % 7);
}

/** Its first day. */
function nextMonth(day: number, inMonth: number): number {
  const within = day + (32 - inMonth) * DAY_MS;
  return within - (instantFields(within).day - 1) * DAY_MS;
}

/** In seconds of the day, from `from` on. */
function nextInDay({ hour, minute, second }: Calendar, from: number): number | null {
  const hourNow = Math.floor(from / 3600);
  const minuteNow = Math.floor(from / 60) % 60;
  for (const h of hour) {
    if (h < hourNow) continue;
    for (const m of minute) {
      if (h === hourNow && m < minuteNow) continue;
      const least = h === hourNow && m === minuteNow ? from % 60 : 0;
      const s = second.find((each) => each >= least);
      if (s !== undefined) return (h * 60 + m) * 60 + s;
    }
  }
  return null;
}
