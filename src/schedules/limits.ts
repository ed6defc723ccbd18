/** Times in milliseconds. */
export const scheduleLimits = {
  idLength: 64,
  titleLength: 100,
  noteLength: 200,
  /** Of the parameters, as JSON: Temporal keeps them in the schedule and copies them into each execution. */
  parameters: { size: 256 * 1024, depth: 100 },
  /** Between two times of a schedule, at least. */
  gapMs: 10_000,
  catchupWindowMs: { least: 10_000, most: 30 * 86_400_000, unlessSaid: 300_000 },
  jitterMs: 86_400_000,
  /** Of one backfill, fewer than these. */
  backfillTimes: 1_000,
  nextTimes: 5,
  recentRuns: 5,
  atATime: 50,
  mostAtATime: 200,
} as const;
