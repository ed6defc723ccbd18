import type { ReadTree } from './json.ts';
import type { ReadingLimits } from './limits.ts';
import { QuickBlocks } from './quick-block.ts';
import { Cursor, Stop } from './quick-cursor.ts';
import { Unsure } from './quick-scalars.ts';

export type QuickReading =
  | { readonly kind: 'read'; readonly tree: ReadTree }
  /** The text may be right, wrong, or only unusual: whoever reads all of YAML has to say. */
  | { readonly kind: 'unsure'; readonly at: number; readonly entries: readonly number[] };

/** Reads what nearly all definitions are written in, twenty times as fast as the library, which keeps every space for
 * those who write a text back. Whatever it is not sure of, it leaves alone: it never refuses a text for its syntax. */
export function readQuickly(text: string, limits: ReadingLimits): QuickReading {
  if (hasRareBreaks(text) || text.includes('\uFEFF') || text.includes('\0'))
    return { kind: 'unsure', at: 0, entries: [] };
  const cursor = new Cursor(text, limits);
  try {
    return { kind: 'read', tree: { root: new QuickBlocks(cursor).readAll(), diagnostics: cursor.found } };
  } catch (thrown) {
    if (thrown instanceof Unsure) return { kind: 'unsure', at: thrown.at, entries: cursor.entries };
    // Of a short text the syntax is looked at first, to its end.
    if (thrown instanceof Stop && text.length <= SHORT) return { kind: 'unsure', at: 0, entries: [] };
    if (thrown instanceof Stop) return { kind: 'read', tree: { root: null, diagnostics: cursor.found } };
    throw thrown;
  }
}

/** Most texts hold no CR at all, which is found out much sooner. */
function hasRareBreaks(text: string): boolean {
  return text.includes('\r') && /\r(?!\n)/.test(text);
}

const SHORT = 8192;
