import type { RetryRule } from '../plan/index.ts';

/** An undo or an action is tried harder than a step: at least five attempts, one second apart at first, doubling, thirty
 * at most. */
export const persistentRetry: RetryRule = { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 };
