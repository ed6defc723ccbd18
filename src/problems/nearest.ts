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
  const places = placesIn(lower);
  let rows: Rows | null = null;
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    if (comparisons !== undefined && --comparisons.left < 0) return null;
    const other = candidate.toLowerCase();
    if (places === null) rows ??= [new Uint8Array(WIDEST), new Uint8Array(WIDEST), new Uint8Array(WIDEST)];
    const found =
      rows === null
        ? shortDistance(lower.length, places ?? NO_PLACES, other, bestDistance)
        : distance(lower, other, bestDistance, rows);
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** Of a name that a column of the table fits into one number for: a bit for each character, at each character's code the
 * places where it stands. Null for a longer one, and for one with other than plain characters. */
function placesIn(name: string): Int32Array | null {
  if (name.length > BITS) return null;
  const places = new Int32Array(ASCII);
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code >= ASCII) return null;
    places[code] = (places[code] ?? 0) | (1 << i);
  }
  return places;
}

const BITS = 32;
const ASCII = 128;
const NO_PLACES = new Int32Array(ASCII);

/** The same distance, a column of the table at once (Hyyrö 2003): neighbours in a column differ by one at most, so two bits
 * a cell say it all. `length` and `places` are those of a short name. */
function shortDistance(length: number, places: Int32Array, other: string, enough: number): number {
  const last = 1 << (length - 1);
  let higher = -1;
  let lower = 0;
  let diagonal = 0;
  let before = 0;
  let found = length;
  for (let j = 0; j < other.length; j++) {
    const code = other.charCodeAt(j);
    const same = code < ASCII ? (places[code] ?? 0) : 0;
    const swapped = ((~diagonal & same) << 1) & before;
    diagonal = swapped | (((same & higher) + higher) ^ higher) | same | lower;
    const right = lower | ~(diagonal | higher);
    const left = diagonal & higher;
    if ((right & last) !== 0) found++;
    else if ((left & last) !== 0) found--;
    // Each of the characters that are left may bring it nearer by one.
    if (found - (other.length - 1 - j) >= enough) return enough;
    const shifted = (right << 1) | 1;
    higher = (left << 1) | ~(diagonal | shifted);
    lower = shifted & diagonal;
    before = same;
  }
  return Math.min(found, enough);
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
