import type { Diagnostic, Span } from '../../problems/index.ts';

/** How much may stand at one place of a text and in the places inside it, where it is less than elsewhere: said as soon as
 * one more comes, and the rest is not read. `entry` is that of the innermost list around that has bounds. */
export interface Bounds {
  readonly list?: Bound | undefined;
  readonly map?: Bound | undefined;
  /** For each entry of the list that stands here. */
  readonly entry?: Bounds | undefined;
  /** For what stands behind these keys of the map that stands here. */
  readonly keys?: ReadonlyMap<string, Bounds> | undefined;
}

interface Bound {
  readonly most: number;
  /** A list's bracket or first dash; of a map, the key that is one too many. */
  readonly refuse: (span: Span, entry: number) => Diagnostic;
}

/** What a text may ask of the reader. Checked while reading, before anything is built from it. */
export interface ReadingLimits {
  /** UTF-8 bytes of the whole text. */
  readonly bytes: number;
  /** Of the whole text as gzip packs it; no bound where absent. */
  readonly packedBytes?: number;
  /** Characters of a text that is written in a rare way of YAML's, which takes twenty times as long to read; no bound where
   * absent. */
  readonly rare?: number;
  /** Lists and maps inside each other. */
  readonly nesting: number;
  /** Scalars, lists and maps, an alias counted as all that it stands for. */
  readonly nodes: number;
  /** Of those, the ones that aliases stand for; no bound of their own where absent. */
  readonly aliased?: number;
  /** Entries of one list; no bound where absent. */
  readonly listEntries?: number;
  /** Keys of one map; no bound where absent. */
  readonly mapEntries?: number;
  /** Of the text as a whole. */
  readonly bounds?: Bounds;
  /** After so many the rest is not looked at. */
  readonly mistakes: number;
}

export const readingLimits: ReadingLimits = {
  bytes: 8 * 1024 * 1024,
  packedBytes: 1024 * 1024,
  rare: 512 * 1024,
  nesting: 64,
  nodes: 500_000,
  aliased: 200_000,
  listEntries: 100_000,
  mapEntries: 10_000,
  mistakes: 201,
};
