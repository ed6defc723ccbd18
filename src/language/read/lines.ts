import type { Position } from '../../problems/index.ts';

/** Lines and columns of many offsets of one text: the text is walked once, not once for each. */
export function linesOf(text: string): (offset: number) => Position {
  let starts: number[] | null = null;
  return (offset) => {
    if (starts === null) {
      starts = [0];
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    }
    const within = Math.min(Math.max(offset, 0), text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    // A byte order mark is no character of the first line.
    const hidden = low === 0 && text.startsWith('\uFEFF') && within > 0 ? 1 : 0;
    return { line: low + 1, column: within - start + 1 - hidden };
  };
}
