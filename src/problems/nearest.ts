/** How many more names may be compared: in a large definition that is wrong all over, thousands of unknown names would
 * each be compared with thousands of known ones. Shared by all that look for names in one text. */
export interface Comparisons {
  left: number;
}

/** The candidate nearest to a name, for "did you mean". Optimal string alignment distance (a swap of neighbours
 * counts once), ignoring case first; null where nothing is near enough to be worth saying, and where no comparisons are
 * left. */
export function nearest(name: string, candidates: Iterable<string>, comparisons?: Comparisons): string | null {
  if (name.length > LONGEST) return null;
  const allowed = Math.max(1, Math.floor(name.length / 3));
  const lower = name.toLowerCase();
  const rows: Rows = [new Uint8Array(WIDEST), new Uint8Array(WIDEST), new Uint8Array(WIDEST)];
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    if (comparisons !== undefined && --comparisons.left < 0) return null;
    const found = distance(lower, candidate.toLowerCase(), bestDistance, rows);
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

const LONGEST = 64;
/** Of a row: a candidate may be longer by a third, and lower case may lengthen both. */
const WIDEST = 3 * (LONGEST + Math.floor(LONGEST / 3)) + 1;

type Rows = readonly [Uint8Array, Uint8Array, Uint8Array];

/** The distance, or `enough` where it is at least that. Only what lies near the diagonal is looked at: so far from it a
 * path has `enough` insertions or deletions already. */
function distance(a: string, b: string, enough: number, rows: Rows): number {
  let [beforeLast, last, row] = rows;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  let leastOfLast = 0;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - enough);
    const to = Math.min(b.length, i + enough);
    const unit = a.charCodeAt(i - 1);
    row[from - 1] = from === 1 ? i : enough;
    if (to > i - 1 + enough) last[to] = enough;
    let least = at(row, from - 1);
    for (let j = from; j <= to; j++) {
      const same = unit === b.charCodeAt(j - 1);
      let cost = at(last, j - 1) + (same ? 0 : 1);
      if (at(last, j) < cost) cost = at(last, j) + 1;
      if (at(row, j - 1) < cost) cost = at(row, j - 1) + 1;
      if (!same && i > 1 && j > 1 && at(beforeLast, j - 2) < cost && isSwap(a, i, b, j))
        cost = at(beforeLast, j - 2) + 1;
      row[j] = cost;
      if (cost < least) least = cost;
    }
    // What follows is made from these two rows, and no less than they are.
    if (least >= enough && leastOfLast >= enough) return enough;
    leastOfLast = least;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.abs(a.length - b.length) >= enough ? enough : Math.min(enough, at(last, b.length));
}

function isSwap(a: string, i: number, b: string, j: number): boolean {
  return a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
}

function at(row: Uint8Array, index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
