/** Tells a person what is being done. One call, one line (or a few), without the line's end. */
export type Say = (line: string) => void;

export interface Work {
  /** What is being done, as a sentence's beginning: `Building the Temporal CLI`. */
  readonly doing: string;
  /** Why it is needed at all. */
  readonly why: string;
  /** How far it is, asked for with every line. */
  readonly detail?: () => string;
}

const QUIET_MS = 2_000;
const AGAIN_MS = 10_000;

/** Says nothing about work that ends within two seconds; otherwise what is being done and why, and from then on every
 * ten seconds that it still goes on. */
export async function withProgress<Result>(say: Say, work: Work, perform: () => Promise<Result>): Promise<Result> {
  const begun = Date.now();
  let again: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    say(`${work.doing}: ${work.why}`);
    again = setInterval(() => {
      const detail = work.detail?.() ?? '';
      say(`  … ${elapsed(Date.now() - begun)}${detail === '' ? '' : `, ${detail}`}`);
    }, AGAIN_MS);
  }, QUIET_MS);
  try {
    return await perform();
  } finally {
    clearTimeout(first);
    clearInterval(again);
  }
}

export function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
