/** Durations are exact: a day is 24 hours, and there are no months or years, which are not. */

const unitsMs: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

const SHORT = /^([+-]?)((?:\d{1,12}(?:\.\d{1,9})?(?:ms|[wdhms]))+)$/;
const SHORT_PART = /(\d+(?:\.\d+)?)(ms|[wdhms])/g;
const ISO =
  /^([+-]?)P(?=[\dT])(?:(\d{1,12})W)?(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12}(?:\.\d{1,9})?)S)?)?$/;

/** `-30m`, `1h30m`, `2d`, `500ms`, `PT30M`, `P1DT2H` in milliseconds; null where the text is no duration. In the
 * short form each unit stands once, larger ones first. */
export function readDuration(text: string): number | null {
  if (text.length > 80) return null;
  return readShort(text) ?? readIso(text);
}

function readShort(text: string): number | null {
  const match = SHORT.exec(text);
  if (match === null) return null;
  const [, sign = '', parts = ''] = match;
  let total = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const [, amount = '', unit = ''] of parts.matchAll(SHORT_PART)) {
    const ms = unitsMs[unit] ?? 0;
    if (ms >= last) return null;
    last = ms;
    total += Number(amount) * ms;
  }
  return signed(sign, total);
}

function readIso(text: string): number | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, sign = '', weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const inHours = (Number(weeks) * 7 + Number(days)) * 24 + Number(hours);
  return signed(sign, (inHours * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000);
}

function signed(sign: string, total: number): number | null {
  const ms = Math.round(total);
  if (!Number.isSafeInteger(ms)) return null;
  return sign === '-' ? 0 - ms : ms;
}
