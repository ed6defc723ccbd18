import type { Calendar, Recurrence } from './recurrence.ts';

/** At least so many milliseconds lie between two times of it. */
export function shortestGap(recurrence: Recurrence): number {
  if (recurrence.kind === 'every') return recurrence.everyMs;
  return Math.min(...recurrence.calendars.map(gapWithin)) * 1000;
}

function gapWithin({ second, minute }: Calendar): number {
  const gaps = second.slice(1).map((value, i) => value - (second[i] ?? 0));
  const overTheMinute = 60 + (second[0] ?? 0) - (second.at(-1) ?? 0);
  const hasNeighbours = minute.some((value) => minute.includes((value + 1) % 60));
  return Math.min(...gaps, hasNeighbours ? overTheMinute : 60);
}
