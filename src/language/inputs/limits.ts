export const inputLimits = {
  /** Characters of the inputs as JSON. */
  characters: 256 * 1024,
  nesting: 64,
  diagnostics: 20,
} as const;
