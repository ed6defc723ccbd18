import type { Zone } from '../cron/index.ts';

/** The clocks of a place, by its name in the IANA database (`Europe/Berlin`), as Node's own copy of it has them; null where
 * there is no such place. */
export function zoneOf(name: string): Zone | null {
  // Offsets have no place: they would be wrong for half of the year.
  if (!/^[A-Za-z]/.test(name)) return null;
  const format = formatOf(name);
  if (format === null) return null;
  const known = new Map<number, number>();
  return {
    offsetAt: (instant) => {
      // Clocks change at whole quarters of an hour.
      const quarter = Math.floor(instant / QUARTER_MS) * QUARTER_MS;
      let offset = known.get(quarter);
      if (offset === undefined) {
        offset = offsetOf(format, quarter);
        if (known.size > MOST_KEPT) known.clear();
        known.set(quarter, offset);
      }
      return offset;
    },
  };
}

const QUARTER_MS = 900_000;
const MOST_KEPT = 10_000;

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}

function offsetOf(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return wall - instant;
}
