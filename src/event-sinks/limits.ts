/** What events may take of a process while their sinks are slow or away. */
export const sinkLimits = {
  /** Events that wait for one sink, and their characters; what comes then is dropped. */
  events: 10_000,
  characters: 32 * 1024 * 1024,
  /** How often a sink that answers is asked to take the same event. */
  tries: 8,
  /** Between two tries: doubled each time. */
  firstDelayMs: 250,
  longestDelayMs: 30_000,
  /** How long one try may take. */
  sendMs: 10_000,
  /** How often at most it is said that events were lost. */
  sayEveryMs: 60_000,
} as const;
