import type { Span } from '../../problems/index.ts';
import type { SourceEntry, SourceList, SourceMap, SourceNode, SourceScalar } from '../read/index.ts';

/** What a front end builds a definition's tree of. Every part says where the author wrote what it was made from. */

export function mapOf(span: Span, entries: readonly (SourceEntry | null)[]): SourceMap {
  return { kind: 'map', span, entries: entries.filter((entry) => entry !== null) };
}

export function listOf(span: Span, items: readonly SourceNode[]): SourceList {
  return { kind: 'list', span, items };
}

export function entry(key: string, keySpan: Span, value: SourceNode): SourceEntry {
  return { key, keySpan, value };
}

/** The author's entry under our key, where there is one. */
export function renamed(key: string, written: SourceEntry | undefined): SourceEntry | null {
  return written === undefined ? null : entry(key, written.keySpan, written.value);
}

/** What no author wrote, shown where something was that it follows from. */
export function made(value: SourceScalar['value'], span: Span): SourceScalar {
  const of: SourceScalar = { kind: 'scalar', value: null, style: 'plain', span };
  if (typeof value !== 'string') return { ...of, value };
  return { ...of, value, edited: { of, edits: [{ start: 0, end: 0, text: value }] } };
}

/** Where to point for a whole list or map: its first character. */
export function headOf({ span }: SourceNode): Span {
  return { start: span.start, end: Math.min(span.end, span.start + 1) };
}
