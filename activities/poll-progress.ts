/** What a polling knows of its earlier attempts; it lives in the heartbeat details. */
export interface PollProgress {
  /** When the first attempt began: the time-out is for all of them. Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Requests so far. */
  readonly requests: number;
  /** What came of the last one, and when the next one is due: for whoever asks what it waits for. */
  readonly last?: string;
  readonly nextAt?: number;
}

export function resumePolling(details: unknown, now: number): PollProgress {
  if (typeof details === 'object' && details !== null) {
    const { startedAt, requests } = details as Partial<Record<keyof PollProgress, unknown>>;
    if (typeof startedAt === 'number' && typeof requests === 'number') return { startedAt, requests };
  }
  return { startedAt: now, requests: 0 };
}
