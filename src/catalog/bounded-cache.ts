/** Keeps what was used last, up to a total weight. For values that never change under their key, or that the reader
 * checks before use. */
export interface BoundedCache<V> {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V, weight: number) => void;
  readonly delete: (key: string) => void;
}

export function createBoundedCache<V>(most: number): BoundedCache<V> {
  // A Map keeps the order of insertion: what is used is put back at the end, the beginning is what goes first.
  const kept = new Map<string, { readonly value: V; readonly weight: number }>();
  let total = 0;
  const remove = (key: string): void => {
    total -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  };
  return {
    get: (key) => {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    set: (key, value, weight) => {
      remove(key);
      if (weight > most) return;
      kept.set(key, { value, weight });
      total += weight;
      for (const oldest of kept.keys()) {
        if (total <= most) return;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
