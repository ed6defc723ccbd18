/** Performs something for each, so many at a time, and gives what came of it in the order of asking. The first that throws
 * ends it: none is begun after that, and what was under way then has ended when the caller hears of it. */
export async function severalAtATime<Item, Made>(
  most: number,
  items: readonly Item[],
  perform: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const thrown: unknown[] = [];
  const left = items.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of left) {
      try {
        made[at] = await perform(item);
      } catch (error) {
        thrown.push(error);
      }
      if (thrown.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  if (thrown.length > 0) throw thrown[0];
  return made;
}
