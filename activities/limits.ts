/** The limits of a call, in one place. Bytes are counted after decoding. */
export const limits = {
  /** A step's result, and so the body of an answer. */
  responseBytes: 256 * 1024,
  /** How deep the lists and objects of an answer may be nested. */
  responseDepth: 100,
  /** For the connection alone; the whole attempt is bounded by the step's timeout_ms. */
  connectMs: 10_000,
  /** Head of an answer. */
  headerBytes: 16 * 1024,
  /** What is shown of an answer in a message. */
  shownCharacters: 200,
  /** The shortest pause before another attempt, whatever the definition says. */
  leastDelayMs: 100,
  /** A longer Retry-After is waited for no longer than this. */
  retryAfterMs: 5 * 60 * 1000,
  /** How often a call is made again after its worker was lost. */
  losses: 20,
  /** How often a call in flight tells Temporal that it is alive, and so learns that it was cancelled. */
  heartbeatMs: 1000,
  /** With less time left, a service is not asked once more: it could not answer. */
  leastPatienceMs: 20,
} as const;
