import type { Diagnostic } from '../../problems/index.ts';
import { lineAfter } from './quick-scalars.ts';

/** Parts of a text, in order, read as if nothing stood between them. */
export interface Excerpt {
  readonly text: string;
  /** Whether it goes on to the end of the whole. */
  readonly isWhole: boolean;
  readonly placed: (found: Diagnostic) => Diagnostic;
  /** Where in the whole a place of it is. */
  readonly placeOf: (offset: number) => number;
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** A line that is complete by itself: a key with a word behind it or with nothing, perhaps after dashes. */
const COMPLETE = /^ *(?:- +)*(?:-|[A-Za-z_][A-Za-z0-9_-]*:(?: +[A-Za-z0-9_.-]+)?) *\n$/;

/** Where reading went well up to some place, a mistake there shows in what is around it: the lines that open the
 * collections it stands in, and what follows. What was read before it in these collections does not matter. Null where
 * that would be no shorter, or where those lines cannot stand alone. */
export function excerptAround(text: string, at: number, entries: readonly number[], following: number): Excerpt | null {
  const end = lineAfter(text, Math.min(at + following, text.length));
  const parts: Part[] = [];
  for (const [i, entry] of entries.entries()) {
    const from = text.lastIndexOf('\n', entry - 1) + 1;
    const isLast = i === entries.length - 1;
    // Where the next collection begins in this line, that one has the line.
    if (!isLast && text.lastIndexOf('\n', (entries[i + 1] ?? 0) - 1) + 1 === from) continue;
    const to = isLast ? end : lineAfter(text, entry);
    const before = parts.at(-1);
    const within = before !== undefined && from < before.to;
    if (!isLast && !within && !COMPLETE.test(text.slice(from, to))) return null;
    if (within) parts[parts.length - 1] = { from: before.from, to };
    else parts.push({ from, to });
  }
  const length = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  if (parts.length === 0 || length > text.length / 2) return null;
  return {
    text: parts.map(({ from, to }) => text.slice(from, to)).join(''),
    isWhole: end === text.length,
    placeOf: (offset) => placeOf(offset, parts),
    placed: (found) => {
      if (found.span === undefined) return found;
      const { start, end: last } = found.span;
      return { ...found, span: { start: placeOf(start, parts), end: placeOf(last - 1, parts) + 1 } };
    },
  };
}

function placeOf(offset: number, parts: readonly Part[]): number {
  let before = 0;
  for (const { from, to } of parts) {
    if (offset < before + to - from) return from + offset - before;
    before += to - from;
  }
  return parts.at(-1)?.to ?? 0;
}
