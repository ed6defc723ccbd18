import type { Span } from '../../problems/index.ts';
import { setOwn, type Json } from '../../std/index.ts';

/** One tree for both notations. Every node knows where it stands in the text. */
export type SourceNode = SourceScalar | SourceList | SourceMap;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
  /** Quotes and a block scalar's header included. */
  readonly span: Span;
}
/** JSON strings are `double`, all other JSON scalars `plain`. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface SourceList {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
  readonly span: Span;
}

export interface SourceMap {
  readonly kind: 'map';
  /** Each key once. An array: integer-like keys would change places in a record. */
  readonly entries: readonly SourceEntry[];
  readonly span: Span;
}

export interface SourceEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
}

export type Format = 'yaml' | 'json';

export interface Source {
  readonly text: string;
  readonly format: Format;
  readonly root: SourceNode;
}

export function entryOf(node: SourceNode | undefined, key: string): SourceEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  const { entries } = node;
  if (entries.length <= FEW) {
    for (const entry of entries) if (entry.key === key) return entry;
    return undefined;
  }
  let index = indices.get(node);
  if (index === undefined) {
    index = new Map(node.entries.map((entry) => [entry.key, entry]));
    indices.set(node, index);
  }
  return index.get(key);
}

/** Of maps with more entries than these: each of 100,000 keys is asked for when each is wrong. */
const FEW = 16;
const indices = new WeakMap<SourceMap, ReadonlyMap<string, SourceEntry>>();

/** What was written, letter by letter: `1.0` for the number 1. */
export function lexemeOf(text: string, node: SourceNode): string {
  return text.slice(node.span.start, node.span.end);
}

/** Depth is bounded by the reader. An aliased node gives the same value twice. */
export function jsonOf(node: SourceNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(jsonOf);
    case 'map': {
      const members: Record<string, Json> = {};
      for (const { key, value } of node.entries) setOwn(members, key, jsonOf(value));
      return members;
    }
  }
}
