/** A fenced block of a page. Its info string is `LANGUAGE WORDS…`, as in `yaml refused registered=weather`. */
export interface FencedBlock {
  readonly language: string;
  /** What follows the language. */
  readonly words: readonly string[];
  readonly text: string;
}

export function fencedBlocks(page: string): readonly FencedBlock[] {
  return [...page.matchAll(/^```(\S*)[ \t]*([^\n]*)\n([^]*?)^```$/gm)].map(
    ([, language = '', words = '', text = '']) => ({
      language,
      words: words.split(/\s+/).filter((word) => word !== ''),
      text,
    }),
  );
}

/** The value of `name=…` among the words of an info string. */
export function wordAfter(block: FencedBlock, name: string): string | null {
  const found = block.words.find((word) => word.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

export function isKind(block: FencedBlock | undefined, ...kinds: readonly string[]): boolean {
  return kinds.includes(block?.words[0] ?? '');
}
