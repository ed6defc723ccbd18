/** Of a rule. */
export const cronLimits = {
  characters: 200,
  /** How long `@every` may be: about a year. */
  everyMs: 366 * 86_400_000,
} as const;
