/** What is under way for a key is waited for by all who ask for it meanwhile. For what is the same whenever it is begun; what
 * failed is forgotten, and whoever comes later begins anew. */
export function createUnderWay<T>(): (key: string, begin: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return async (key, begin) => {
    const there = underWay.get(key);
    if (there !== undefined) return await there;
    const mine = begin();
    underWay.set(key, mine);
    try {
      return await mine;
    } finally {
      underWay.delete(key);
    }
  };
}
