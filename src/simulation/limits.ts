export const simulationLimits = {
  /** How long an answer takes that has no time of its own. */
  usualMs: 10,
  /** The shortest pause before another attempt, as for real calls. */
  leastDelayMs: 100,
  /** Without a maximum of its own, a delay grows to so many times the first. */
  mostGrowth: 100,
  /** What one execution may ask for and hear of, all together. */
  happenings: 1_000_000,
  /** When every simulated execution begins, unless it is said: now() and until need some time. */
  startedAt: 1_736_922_600_000,
} as const;
