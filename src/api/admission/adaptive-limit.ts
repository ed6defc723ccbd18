/** How many may be worked on at a time: fewer while they are slow to end. More at once than what Temporal answers in time
 * would all be answered too late. */
export interface AdaptiveLimit {
  readonly current: () => number;
  /** `among`: so many were under way, it among them. */
  readonly noteEnd: (tookMs: number, among: number) => void;
}

export interface AdaptiveLimitOptions {
  readonly most: number;
  readonly least: number;
  /** Longer than this is slow. */
  readonly slowMs: number;
}

/** Of the limit, for each slow one. */
const shrinkBy = 0.03;
const growBy = 0.25;

export function createAdaptiveLimit({ most, least, slowMs }: AdaptiveLimitOptions): AdaptiveLimit {
  let limit = most;
  return {
    current: () => Math.floor(limit),
    noteEnd: (tookMs, among) => {
      if (tookMs > slowMs) {
        // With few others, they are not why.
        if (among > least) limit = Math.max(least, limit * (1 - shrinkBy));
      }
      // One that is not made use of tells nothing about whether more would do.
      else if (among * 2 > limit) limit = Math.min(most, limit + growBy);
    },
  };
}
