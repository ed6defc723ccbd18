/** A line of two lists side by side: in both, missing, or too much. */
export interface AlignedLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** Beyond so many pairs two lists are compared place by place. */
const MOST_PAIRS = 1_000_000;

/** What has to be left out and put in to get from the expected list to the seen one, as little as can be. */
export function aligned<A, B>(
  expected: readonly A[],
  seen: readonly B[],
  fits: (a: A, b: B) => boolean,
  expectedText: (a: A) => string,
  seenText: (b: B) => string,
): readonly AlignedLine[] {
  const missing = (a: A): AlignedLine => ({ mark: '-', text: expectedText(a) });
  const extra = (b: B): AlignedLine => ({ mark: '+', text: seenText(b) });
  const both = (b: B): AlignedLine => ({ mark: ' ', text: seenText(b) });
  let begin = 0;
  while (begin < expected.length && begin < seen.length && fits(expected[begin] as A, seen[begin] as B)) begin++;
  const left = expected.slice(begin);
  const right = seen.slice(begin);
  const same = seen.slice(0, begin).map(both);
  if (left.length * right.length > MOST_PAIRS) return [...same, ...left.map(missing), ...right.map(extra)];
  const longest = commonLengths(left, right, fits);
  const lines: AlignedLine[] = [...same];
  let a = 0;
  let b = 0;
  while (a < left.length || b < right.length) {
    const one = left[a];
    const other = right[b];
    const skipLeft = longest[a + 1]?.[b] ?? -1;
    const skipRight = longest[a]?.[b + 1] ?? -1;
    if (one !== undefined && other !== undefined && fits(one, other)) {
      lines.push(both(other));
      a++;
      b++;
    } else if (one !== undefined && (other === undefined || skipLeft >= skipRight)) {
      lines.push(missing(one));
      a++;
    } else if (other !== undefined) {
      lines.push(extra(other));
      b++;
    }
  }
  return lines;
}

/** The length of the longest common part of what begins at each pair of places. */
function commonLengths<A, B>(left: readonly A[], right: readonly B[], fits: (a: A, b: B) => boolean): number[][] {
  const lengths = Array.from({ length: left.length + 1 }, () => Array.from({ length: right.length + 1 }, () => 0));
  for (let a = left.length - 1; a >= 0; a--) {
    const row = lengths[a] as number[];
    const below = lengths[a + 1] as number[];
    for (let b = right.length - 1; b >= 0; b--) {
      const pair = fits(left[a] as A, right[b] as B) ? (below[b + 1] ?? 0) + 1 : 0;
      row[b] = Math.max(pair, below[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return lengths;
}

/** In any order: each expected one takes one that fits; the most particular ones choose first. */
export function paired<A extends object, B>(
  expected: readonly A[],
  seen: readonly B[],
  fits: (a: A, b: B) => boolean,
  expectedText: (a: A) => string,
  seenText: (b: B) => string,
): readonly AlignedLine[] {
  const free = new Set(seen.keys());
  const missing = new Set<A>();
  for (const wanted of expected.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)) {
    const found = [...free].find((at) => fits(wanted, seen[at] as B));
    if (found === undefined) missing.add(wanted);
    else free.delete(found);
  }
  return [
    ...seen.map((each, at): AlignedLine => ({ mark: free.has(at) ? '+' : ' ', text: seenText(each) })),
    ...expected
      .filter((each) => missing.has(each))
      .map((each): AlignedLine => ({ mark: '-', text: expectedText(each) })),
  ];
}
