import type { CalendarField } from './recurrence.ts';

export interface FieldForm {
  readonly field: CalendarField;
  /** In messages. */
  readonly called: string;
  readonly least: number;
  readonly most: number;
  /** The first one stands for `least`. */
  readonly names: readonly string[];
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** In the order in which seven of them are written. */
export const fieldForms: readonly FieldForm[] = [
  { field: 'second', called: 'second', least: 0, most: 59, names: [] },
  { field: 'minute', called: 'minute', least: 0, most: 59, names: [] },
  { field: 'hour', called: 'hour', least: 0, most: 23, names: [] },
  { field: 'dayOfMonth', called: 'day of the month', least: 1, most: 31, names: [] },
  { field: 'month', called: 'month', least: 1, most: 12, names: monthNames },
  // Sunday is 0, and 7.
  { field: 'dayOfWeek', called: 'day of the week', least: 0, most: 7, names: dayNames },
  // What Temporal's calendars reach.
  { field: 'year', called: 'year', least: 2000, most: 2100, names: [] },
];

/** All values of a field, as a calendar has them. */
export function allOf({ field, least, most }: FieldForm): readonly number[] {
  if (field === 'year') return [];
  const last = field === 'dayOfWeek' ? 6 : most;
  return Array.from({ length: last - least + 1 }, (_, i) => least + i);
}
