export { nextTimes } from './next-times.ts';
export type { TimesAsked, Zone } from './next-times.ts';
export { rangesOf } from './ranges.ts';
export type { ValueRange } from './ranges.ts';
export { readRecurrence } from './read-recurrence.ts';
export type { RecurrenceReading } from './read-recurrence.ts';
export type { Calendar, Recurrence } from './recurrence.ts';
export { shortestGap } from './shortest-gap.ts';
