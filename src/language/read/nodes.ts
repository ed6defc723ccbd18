import type { Span } from '../../problems/index.ts';
import type { ScalarStyle, SourceEntry, SourceList, SourceMap, SourceNode, SourceScalar } from './source.ts';

// The nodes that readers make. A text may hold half a million values, and to keep a node of each costs more than to read
// them: scalars are kept as they are, beside numbers that say where they stand, and a node is made of one once somebody
// asks for it. Thousands of lists and maps share one room, since an array of its own for each would cost as much again.
// Whoever copies a node says where the copy stands, since a span is no member of its own.

type ScalarValue = SourceScalar['value'];

/** A scalar's value, or the node of a list or map, or of what an alias stands for. */
export type Held = ScalarValue | SourceNode;

const styles = ['plain', 'single', 'double', 'literal', 'folded'] as const satisfies readonly ScalarStyle[];

/** Its place among them. */
function codeOf(style: ScalarStyle): number {
  if (style === 'plain') return 0;
  return style === 'double' ? 2 : styles.indexOf(style);
}

/** Bits that say a style. */
const STYLE = 3;

export function isNode(held: Held): held is SourceNode {
  return typeof held === 'object' && held !== null;
}

export class PlacedScalar implements SourceScalar {
  readonly kind = 'scalar';
  readonly value: ScalarValue;
  readonly style: ScalarStyle;
  readonly start: number;
  readonly end: number;

  constructor(value: ScalarValue, style: ScalarStyle, start: number, end: number) {
    this.value = value;
    this.style = style;
    this.start = start;
    this.end = end;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

/** Numbers for each part of a map: where its key begins and ends, and its value. */
const IN_MAP = 4;
/** For each part of a list: where its value begins and ends. */
const IN_LIST = 2;

/** Where the parts are kept of lists or maps that have been read. */
class Room {
  /** Written once: what was asked for as a node stands in `nodes`. */
  readonly values: Held[];
  /** Outside the heap. The last two numbers of a part are those of its value: its style is in the lowest bits of the end. */
  readonly places: Int32Array;
  readonly each: typeof IN_MAP | typeof IN_LIST;
  /** Parts so far. */
  used = 0;
  private nodes: (SourceNode | undefined)[] | null = null;

  constructor(values: Held[], places: Int32Array, each: typeof IN_MAP | typeof IN_LIST) {
    this.values = values;
    this.places = places;
    this.each = each;
  }

  /** The same node each time. */
  nodeAt(at: number): SourceNode {
    const held = this.values[at] ?? null;
    if (isNode(held)) return held;
    this.nodes ??= Array<SourceNode | undefined>(this.values.length);
    const known = this.nodes[at];
    if (known !== undefined) return known;
    const behind = this.each * (at + 1);
    const end = this.places[behind - 1] ?? 0;
    const style = styles[end & ((1 << STYLE) - 1)] ?? 'plain';
    const node = new PlacedScalar(held, style, this.places[behind - 2] ?? 0, end >> STYLE);
    this.nodes[at] = node;
    return node;
  }
}

/** Parts of a room from there on. */
function nodesOf(room: Room, begin: number, count: number): readonly SourceNode[] {
  return Array.from({ length: count }, (_, at) => room.nodeAt(begin + at));
}

/** Not a copy where they fill the room. */
function heldIn({ values }: Room, begin: number, count: number): readonly Held[] {
  return values.length === count ? values : values.slice(begin, begin + count);
}

export class PlacedList implements SourceList {
  readonly kind = 'list';
  readonly start: number;
  readonly end: number;
  readonly size: number;
  private readonly room: Room;
  private readonly begin: number;
  private nodes: readonly SourceNode[] | null = null;

  // oxlint-disable-next-line max-params -- an object for them would be made as often as the list itself
  constructor(room: Room, begin: number, size: number, start: number, end: number) {
    this.room = room;
    this.begin = begin;
    this.size = size;
    this.start = start;
    this.end = end;
  }

  get items(): readonly SourceNode[] {
    this.nodes ??= nodesOf(this.room, this.begin, this.size);
    return this.nodes;
  }

  /** Undefined behind the last. */
  item(at: number): SourceNode | undefined {
    return at < this.size ? this.room.nodeAt(this.begin + at) : undefined;
  }

  held(): readonly Held[] {
    return heldIn(this.room, this.begin, this.size);
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

export class PlacedMap implements SourceMap {
  readonly kind = 'map';
  readonly keys: readonly string[];
  readonly start: number;
  readonly end: number;
  private readonly room: Room;
  private readonly begin: number;
  private parts: readonly SourceEntry[] | null = null;

  // oxlint-disable-next-line max-params -- an object for them would be made as often as the map itself
  constructor(keys: readonly string[], room: Room, begin: number, start: number, end: number) {
    this.keys = keys;
    this.room = room;
    this.begin = begin;
    this.start = start;
    this.end = end;
  }

  get entries(): readonly SourceEntry[] {
    this.parts ??= this.keys.map((key, at) => {
      const places = IN_MAP * (this.begin + at);
      return {
        key,
        keySpan: { start: this.room.places[places] ?? 0, end: this.room.places[places + 1] ?? 0 },
        value: this.room.nodeAt(this.begin + at),
      };
    });
    return this.parts;
  }

  /** Of the key at that place. */
  heldAt(at: number): Held {
    return this.room.values[this.begin + at] ?? null;
  }

  /** Undefined where it has no such key. */
  valueOf(key: string): SourceNode | undefined {
    const at = this.keys.indexOf(key);
    return at < 0 ? undefined : this.room.nodeAt(this.begin + at);
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

/** Of a map that begins as no other. */
export const NO_KEYS: readonly string[] = [];
const NO_STARTS = new Int32Array(0);

/** For any values: an array that begins with numbers, or with nothing, is made into another once a text comes, and what was
 * compiled for the one kind is compiled anew for both. */
function placesFor(size: number): Held[] {
  return Array<Held>(size).fill(null);
}

const SMALLEST_ROOM = 32;
const LARGEST_ROOM = 2048;

/** Parts of the collections that are being read, each behind those around it: lists of its own for each would be grown,
 * with room to spare that is never used. */
export class OpenParts {
  private readonly values = placesFor(1);
  private readonly keys: string[] = [''];
  /** For each part four: where its key begins and ends, and its value. */
  private places = new Int32Array(IN_MAP * 256);
  private count = 0;
  /** Those of the map that was closed last at each depth: of ten thousand maps nearly all have the same ones. */
  private readonly lastKeys: (readonly string[])[] = [];
  /** Where those begin. */
  private readonly lastStarts: Int32Array[] = [];
  private ofMaps: Room | null = null;
  private ofLists: Room | null = null;

  /** Where a collection's parts begin that is about to be read. */
  begin(): number {
    return this.count;
  }

  /** How many the collection that began there has so far. */
  countFrom(begin: number): number {
    return this.count - begin;
  }

  /** Where it stands is asked of a scalar only. */
  add(value: Held, style: ScalarStyle, start: number, end: number): void {
    const at = this.count++;
    this.values[at] = value;
    this.places[IN_MAP * at + 2] = start;
    this.places[IN_MAP * at + 3] = (end << STYLE) + codeOf(style);
    if (IN_MAP * this.count >= this.places.length) this.grow();
  }

  /** Of the part that is added next. */
  addKey(key: string, start: number, end: number): void {
    const at = this.count;
    // What is no key has none: without these the array would have gaps, and be kept as a table of its own.
    while (this.keys.length < at) this.keys.push('');
    this.keys[at] = key;
    this.places[IN_MAP * at] = start;
    this.places[IN_MAP * at + 1] = end;
  }

  /** Undefined behind the last. */
  keyAt(at: number): string | undefined {
    return at < this.count ? this.keys[at] : undefined;
  }

  keyStart(at: number): number {
    return this.places[IN_MAP * at] ?? 0;
  }

  /** Closes the list that began there. */
  list(begin: number, start: number, end: number): PlacedList {
    const count = this.count - begin;
    this.count = begin;
    this.ofLists = this.keep(this.ofLists, IN_LIST, begin, count);
    const room = this.ofLists;
    return new PlacedList(room, room.used - count, count, start, end);
  }

  /** The keys that the next map so deep may be of. */
  likelyKeys(depth: number): readonly string[] {
    return this.lastKeys[depth] ?? NO_KEYS;
  }

  /** Where those begin in the text, in a map before. */
  likelyStarts(depth: number): Int32Array {
    return this.lastStarts[depth] ?? NO_STARTS;
  }

  /** Closes the map that began there, so deep. `likely` are its keys where they begin it and there are as many. */
  // oxlint-disable-next-line max-params -- an object for them would be made as often as the map itself
  map(begin: number, start: number, end: number, depth: number, likely: readonly string[]): PlacedMap {
    const count = this.count - begin;
    const keys = likely.length === count ? likely : this.keysFrom(begin, depth);
    this.count = begin;
    this.ofMaps = this.keep(this.ofMaps, IN_MAP, begin, count);
    const room = this.ofMaps;
    return new PlacedMap(keys, room, room.used - count, start, end);
  }

  /** Those of the map before where they are the same: one list of them for all such maps. */
  private keysFrom(begin: number, depth: number): readonly string[] {
    const last = this.likelyKeys(depth);
    const count = this.count - begin;
    if (last.length === count && last.every((key, at) => key === this.keys[begin + at])) return last;
    const keys = this.keys.slice(begin, this.count);
    const starts = new Int32Array(count);
    for (let at = 0; at < count; at++) starts[at] = this.keyStart(begin + at);
    while (this.lastKeys.length < depth) {
      this.lastKeys.push(NO_KEYS);
      this.lastStarts.push(NO_STARTS);
    }
    this.lastKeys[depth] = keys;
    this.lastStarts[depth] = starts;
    return keys;
  }

  private grow(): void {
    const larger = new Int32Array(2 * this.places.length);
    larger.set(this.places);
    this.places = larger;
  }

  /** In the room that was used last, or in a new one: the parts are the last ones there. */
  private keep(last: Room | null, each: typeof IN_MAP | typeof IN_LIST, begin: number, count: number): Room {
    const room = this.roomFor(last, each, begin, count);
    const { values, places, used } = room;
    if (values.length > count) for (let at = 0; at < count; at++) values[used + at] = this.values[begin + at] ?? null;
    let to = each * used;
    for (let at = IN_MAP * begin; at < IN_MAP * (begin + count); at += IN_MAP) {
      if (each === IN_MAP) {
        places[to++] = this.places[at] ?? 0;
        places[to++] = this.places[at + 1] ?? 0;
      }
      places[to++] = this.places[at + 2] ?? 0;
      places[to++] = this.places[at + 3] ?? 0;
    }
    room.used += count;
    return room;
  }

  private roomFor(last: Room | null, each: typeof IN_MAP | typeof IN_LIST, begin: number, count: number): Room {
    if (last !== null && last.values.length - last.used >= count) return last;
    // One of its own for many, which then need not be copied by who asks for them.
    if (count >= LARGEST_ROOM / 2) {
      return new Room(this.values.slice(begin, begin + count), new Int32Array(each * count), each);
    }
    const size = Math.min(LARGEST_ROOM, 2 * Math.max(count, last?.values.length ?? SMALLEST_ROOM / 2));
    return new Room(placesFor(size), new Int32Array(each * size), each);
  }
}
