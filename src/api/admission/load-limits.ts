/** What a request asks of this process. `none`: probes, which are answered whatever happens. */
export type Load = 'none' | 'read' | 'change' | 'registration';

/** Seconds' worth that a caller may send at once. A folder of definitions is registered in one go. */
export const burstSeconds: Readonly<Record<Exclude<Load, 'none'>, number>> = { read: 2, change: 2, registration: 10 };

/** Requests that take longer make room for fewer, down to so many. */
export const slowMs = 700;
export const leastInFlight = 8;

/** Callers whose rates are known at a time. */
export const mostCallers = 10_000;

/** Of bodies that are being read, all together. */
export const mostBodyBytes = 128 * 1024 * 1024;
