export interface PreparingLimits {
  /** Longer texts are looked at in a thread of their own. */
  readonly charactersHere: number;
  /** Texts that wait for it. */
  readonly waiting: number;
  /** From when the thread has a text until it must have answered. */
  readonly deadlineMs: number;
  /** Of the thread's heap, in megabytes. */
  readonly heapMb: number;
  /** After so long without a text the thread ends, and its memory is free. */
  readonly idleMs: number;
}

/** 10,000 realistic steps take 1.5 s and 350 MB. */
export const preparingLimits: PreparingLimits = {
  charactersHere: 64 * 1024,
  waiting: 16,
  deadlineMs: 20_000,
  heapMb: 1024,
  idleMs: 30_000,
};
