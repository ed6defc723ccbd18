/** Where a reader of all executions is: a time before which all has been told, and its number among what one process keeps. */
export interface Place {
  readonly at: number;
  readonly feed: string;
  readonly number: number;
}

export function placeOf({ at, feed, number }: Place): string {
  return `${at.toString(36)}-${feed}-${number}`;
}

/** Null where it is none. */
export function readPlace(id: string): Place | null {
  const [, at, feed, number] = /^([0-9a-z]{1,10})-([0-9a-z]{1,8})-([0-9]{1,12})$/.exec(id) ?? [];
  if (at === undefined || feed === undefined) return null;
  return { at: Number.parseInt(at, 36), feed, number: Number(number) };
}
