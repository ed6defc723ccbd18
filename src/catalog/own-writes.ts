/** What this process has written a moment ago, for lists that follow writes with a delay. */
export interface OwnWrites<V> {
  readonly note: (key: string, value: V) => void;
  readonly recent: () => readonly V[];
}

const listedWithinMs = 10_000;

export function createOwnWrites<V>(): OwnWrites<V> {
  const written = new Map<string, { readonly value: V; readonly at: number }>();
  const forget = (): void => {
    const since = Date.now() - listedWithinMs;
    for (const [key, { at }] of written) if (at < since) written.delete(key);
  };
  return {
    note: (key, value) => {
      forget();
      written.set(key, { value, at: Date.now() });
    },
    recent: () => {
      forget();
      return [...written.values()].map(({ value }) => value);
    },
  };
}
