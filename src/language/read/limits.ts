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
  /** After so many the rest is not looked at. */
  readonly mistakes: number;
}

export const readingLimits: ReadingLimits = {
  bytes: 8 * 1024 * 1024,
  packedBytes: 1024 * 1024,
  rare: 1024 * 1024,
  nesting: 64,
  nodes: 500_000,
  aliased: 200_000,
  listEntries: 100_000,
  mapEntries: 10_000,
  mistakes: 501,
};
