/** Stands for all names, where there are more than are worth keeping. */
const anyName = '*';

const most = { names: 200, characters: 16_384 };

/** The names of events that a definition waits for, as its record keeps them: each once. */
export function eventNames(names: Iterable<string>): readonly string[] {
  const each = [...new Set(names)].toSorted();
  const characters = each.reduce((sum, { length }) => sum + length, 0);
  const isAny = each.includes(anyName) || each.length > most.names || characters > most.characters;
  return isAny ? [anyName] : each;
}

export function mayAwait(names: readonly string[], event: string): boolean {
  return names.includes(event) || names.includes(anyName);
}
