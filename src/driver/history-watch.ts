/** How long a history is, as the workflow task that looks at it was told. */
export interface HistoryLength {
  readonly events: number;
  readonly bytes: number;
  /** The server thinks it long. */
  readonly suggested: boolean;
}

/** Grown by so much since the server first thought it long, it is too long to begin anything in. */
const furtherGrowth = 2;

/** Says once that a history is long, and once that it is too long. Asked in the same way by the workflow and by the fold
 * over its history. */
export function watchHistory(): (length: HistoryLength) => { readonly now: boolean } | null {
  let first: HistoryLength | null = null;
  let isTold = false;
  return (length) => {
    if (first === null) {
      if (!length.suggested) return null;
      first = length;
      return { now: false };
    }
    const tooLong = length.events >= furtherGrowth * first.events || length.bytes >= furtherGrowth * first.bytes;
    if (isTold || !tooLong) return null;
    isTold = true;
    return { now: true };
  };
}
