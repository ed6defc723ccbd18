/** One at a time for each key, in the order of asking. */
export interface Turns {
  readonly take: <T>(key: string, perform: () => Promise<T>) => Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (key, perform) => {
      const before = last.get(key) ?? Promise.resolve();
      // Whatever became of the one before.
      const mine = before.then(perform, perform);
      last.set(key, mine);
      try {
        return await mine;
      } finally {
        if (last.get(key) === mine) last.delete(key);
      }
    },
  };
}
