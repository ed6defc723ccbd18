/** A bucket for each caller: so many requests at once, and so many more each second. */
export interface TokenBuckets {
  /** Milliseconds until there is room again; 0 where the request may go on, which it then counts for. */
  readonly take: (caller: string, now: number) => number;
}

export interface BucketLimits {
  readonly perSecond: number;
  readonly burst: number;
  readonly callers: number;
}

export function createTokenBuckets({ perSecond, burst, callers }: BucketLimits): TokenBuckets {
  if (perSecond === Number.POSITIVE_INFINITY) return { take: () => 0 };
  // In the order in which they were last asked: the first one has waited longest, so its bucket is the fullest.
  const known = new Map<string, { readonly tokens: number; readonly at: number }>();
  return {
    take: (caller, now) => {
      const last = known.get(caller);
      const tokens = last === undefined ? burst : Math.min(burst, last.tokens + ((now - last.at) / 1000) * perSecond);
      known.delete(caller);
      known.set(caller, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      if (known.size > callers) {
        const [oldest = ''] = known.keys();
        known.delete(oldest);
      }
      return tokens < 1 ? Math.ceil(((1 - tokens) / perSecond) * 1000) : 0;
    },
  };
}
