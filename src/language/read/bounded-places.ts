import type { Diagnostic } from '../../problems/index.ts';
import type { Bounds } from './limits.ts';

/** Which bounds hold where a reader stands: those that are given for the whole text, followed down into it. */
export class BoundedPlaces {
  /** Of the node that is read next. Where it is null, it stays so for all inside. */
  next: Bounds | null;
  /** The entry that is being read of the innermost list whose entries have bounds. */
  private entry = 0;

  constructor(bounds: Bounds | undefined) {
    this.next = bounds ?? null;
  }

  /** Before the value of a key is read, in a map of these bounds. */
  behindKey(bounds: Bounds | null, name: string | null): void {
    if (bounds !== null) this.next = name === null ? null : (bounds.keys?.get(name) ?? null);
  }

  /** Before an entry is read, in a list of these bounds, which begins at `start` and has so many: what is wrong with one
   * more. */
  inList(bounds: Bounds | null, entries: number, start: number): Diagnostic | null {
    if (bounds === null) return null;
    const { list, entry } = bounds;
    if (list !== undefined && entries >= list.most) return list.refuse({ start, end: start + 1 }, this.entry);
    this.next = entry ?? null;
    if (entry !== undefined) this.entry = entries;
    return null;
  }

  /** Before an entry is kept whose key stands there, in a map of these bounds, which has so many. */
  inMap(bounds: Bounds | null, entries: number, start: number, end: number): Diagnostic | null {
    if (bounds?.map === undefined || entries < bounds.map.most) return null;
    return bounds.map.refuse({ start, end }, this.entry);
  }
}
