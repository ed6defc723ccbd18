import type { Span } from '../../problems/index.ts';
import { setOwn, type Json } from '../../std/index.ts';
import { isNode, PlacedList, PlacedMap, type Held } from './nodes.ts';

/** One tree for both notations. Every node knows where it stands in the text. */
export type SourceNode = SourceScalar | SourceList | SourceMap;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
  /** Quotes and a block scalar's header included. */
  readonly span: Span;
  /** Where a front end put words of its own into the author's: what the text says, and what was put where. */
  readonly edited?: { readonly of: SourceScalar; readonly edits: readonly Edit[] };
}

/** A piece of a scalar's value and what stands in its place. The edits of one scalar are in order and apart. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
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
  if (node instanceof PlacedMap && node.keys.length <= FEW && !node.keys.includes(key)) return undefined;
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

/** What stands behind a key, without a word on where the key stands. */
export function valueOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  if (node instanceof PlacedMap && node.keys.length <= FEW) return node.valueOf(key);
  return entryOf(node, key)?.value;
}

/** The scalar behind a key, no node of which need be made; undefined where there is none. */
export function scalarBehind(node: SourceNode | undefined, key: string): SourceScalar['value'] | undefined {
  const at = node instanceof PlacedMap ? node.keys.indexOf(key) : -1;
  const held = node instanceof PlacedMap && at >= 0 ? node.heldAt(at) : valueOf(node, key);
  if (held === undefined || !isNode(held)) return held;
  return held.kind === 'scalar' ? held.value : undefined;
}

/** Each once, in the order of writing. */
export function keysOf(node: SourceMap): readonly string[] {
  return node instanceof PlacedMap ? node.keys : node.entries.map(({ key }) => key);
}

/** Entries of a list or a map. */
export function sizeOf(node: SourceList | SourceMap): number {
  if (node.kind === 'map') return node instanceof PlacedMap ? node.keys.length : node.entries.length;
  return node instanceof PlacedList ? node.size : node.items.length;
}

/** An entry of a list; undefined behind the last. */
export function itemOf(node: SourceList, at: number): SourceNode | undefined {
  return node instanceof PlacedList ? node.item(at) : node.items[at];
}

/** The values of a list of nothing but scalars, no node of which need be made; null of any other. */
export function scalarsOf(node: SourceList): readonly SourceScalar['value'][] | null {
  const held = node instanceof PlacedList ? node.held() : node.items;
  return withoutNodes(held) ? held : withoutNode(held);
}

function withoutNodes(held: readonly Held[]): held is readonly SourceScalar['value'][] {
  for (let at = 0; at < held.length; at++) if (isNode(held[at] ?? null)) return false;
  return true;
}

function withoutNode(held: readonly Held[]): readonly SourceScalar['value'][] | null {
  const values: SourceScalar['value'][] = [];
  for (const each of held) {
    if (isNode(each) && each.kind !== 'scalar') return null;
    values.push(isNode(each) ? each.value : each);
  }
  return values;
}

/** The same scalar in other words: whatever is found in it is shown where the author wrote what it stands for. */
export function edited(scalar: SourceScalar, edits: readonly Edit[]): SourceScalar {
  if (edits.length === 0) return scalar;
  const value = String(scalar.value ?? '');
  let made = '';
  let from = 0;
  for (const { start, end, text } of edits) {
    made += value.slice(from, start) + text;
    from = end;
  }
  const { style, span } = scalar;
  return { kind: 'scalar', value: made + value.slice(from), style, span, edited: { of: scalar, edits } };
}

/** A text that stands for all of what the author wrote there. */
export function insteadOf(node: SourceNode, text: string): SourceScalar {
  if (node.kind === 'scalar') return edited(node, [{ start: 0, end: String(node.value ?? '').length, text }]);
  const of: SourceScalar = { kind: 'scalar', value: null, style: 'plain', span: node.span };
  return { ...of, value: text, edited: { of, edits: [{ start: 0, end: 0, text }] } };
}

/** What was written, letter by letter: `1.0` for the number 1. */
export function lexemeOf(text: string, node: SourceNode): string {
  return text.slice(node.span.start, node.span.end);
}

/** Depth is bounded by the reader. An aliased node gives the same value twice. */
export function jsonOf(node: SourceNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') {
    const held: readonly (Held | Json)[] = node instanceof PlacedList ? node.held() : node.items;
    if (withoutNodes(held as readonly Held[])) return held as readonly Json[];
    // A copy that is as long at once: one that grows to 100,000 entries takes five times as much.
    const values = held.slice();
    for (let at = 0; at < values.length; at++) {
      const each = (values[at] ?? null) as Held;
      if (isNode(each)) values[at] = jsonOf(each);
    }
    return values as Json[];
  }
  const members: Record<string, Json> = {};
  if (!(node instanceof PlacedMap)) {
    for (const { key, value } of node.entries) setOwn(members, key, jsonOf(value));
    return members;
  }
  const { keys } = node;
  for (let at = 0; at < keys.length; at++) {
    const each = node.heldAt(at);
    setOwn(members, keys[at] ?? '', isNode(each) ? jsonOf(each) : each);
  }
  return members;
}
