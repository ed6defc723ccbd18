/** When something comes again. Of a calendar's seven fields each has the values that fit, in ascending order; all of them
 * must fit, in local time. Of several calendars one is enough. */
export type Recurrence =
  | { readonly kind: 'calendars'; readonly calendars: readonly Calendar[] }
  | { readonly kind: 'every'; readonly everyMs: number };

export interface Calendar {
  readonly second: readonly number[];
  readonly minute: readonly number[];
  readonly hour: readonly number[];
  readonly dayOfMonth: readonly number[];
  /** 1 to 12. */
  readonly month: readonly number[];
  /** 0 to 6, from Sunday. */
  readonly dayOfWeek: readonly number[];
  /** None where every year fits. */
  readonly year: readonly number[];
}

export type CalendarField = keyof Calendar;
