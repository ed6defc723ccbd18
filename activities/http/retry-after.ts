import { limits } from '../limits.ts';

/** Milliseconds that a Retry-After asks to wait, from its two forms (RFC 9110, 10.2.3): seconds or a date. At most
 * `limits.retryAfterMs`; undefined where there is none or it can't be read. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const wanted = /^\d+$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  return Number.isNaN(wanted) ? undefined : Math.min(Math.max(wanted, 0), limits.retryAfterMs);
}

/** Only HTTP's own form: Date.parse alone would take nearly anything. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
