/** Performs something for each, so many at a time, and gives what came of it in the order of asking. The first that
 * throws ends it. */
export async function severalAtATime<Item, Made>(
  most: number,
  items: readonly Item[],
  perform: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const left = items.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of left) made[at] = await perform(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return made;
}
