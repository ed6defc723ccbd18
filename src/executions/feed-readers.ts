/** Who reads a feed: told when there is more of it, or an end. When the last one has left, nobody will come again. */
export interface FeedReaders {
  readonly enter: (left: AbortSignal) => FeedReader;
  readonly wake: () => void;
  /** Aborts when the last one has left. */
  readonly gone: AbortSignal;
}

export interface FeedReader {
  /** Until there is more, or the reader wants no more. */
  readonly wait: () => Promise<void>;
  readonly leave: () => void;
}

export function createFeedReaders(): FeedReaders {
  const gone = new AbortController();
  const waiting = new Set<() => void>();
  let readers = 0;
  return {
    gone: gone.signal,
    wake: () => {
      for (const wake of waiting) wake();
    },
    enter: (left) => {
      readers += 1;
      return {
        wait: async () => {
          if (left.aborted) return;
          let wake = (): void => undefined;
          await new Promise<void>((resolve) => {
            wake = resolve;
            waiting.add(wake);
            left.addEventListener('abort', wake, { once: true });
          });
          waiting.delete(wake);
          left.removeEventListener('abort', wake);
        },
        leave: () => {
          readers -= 1;
          if (readers === 0) gone.abort();
        },
      };
    },
  };
}
