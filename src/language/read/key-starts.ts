import type { OpenParts } from './nodes.ts';

/** Where the keys begin of a map that is being read; null while there are few, which are looked through. */
export type Starts = Map<string, number> | null;

const FEW = 12;

/** Of the map whose entries begin at `begin`. Undefined where it has no such key yet. */
export function startIn(parts: OpenParts, begin: number, name: string): number | undefined {
  for (let at = begin; ; at++) {
    const key = parts.keyAt(at);
    if (key === undefined) return undefined;
    if (key === name) return parts.keyStart(at);
  }
}

/** With the entry that was added last. */
export function startsWith(parts: OpenParts, begin: number, starts: Starts): Starts {
  if (starts === null && parts.countFrom(begin) < FEW) return null;
  const all = starts ?? new Map<string, number>();
  for (let at = begin + all.size; ; at++) {
    const key = parts.keyAt(at);
    if (key === undefined) return all;
    all.set(key, parts.keyStart(at));
  }
}
