import type { Diagnostic } from '../../problems/index.ts';
import { BoundedPlaces } from './bounded-places.ts';
import { codeUnitsOf, END, type CodeUnits } from './code-units.ts';
import { coreValue, isWord, numberAt, ZERO } from './core-scalar.ts';
import { duplicateKey, type Lines } from './json.ts';
import { startIn, startsWith, type Starts } from './key-starts.ts';
import type { Bounds, ReadingLimits } from './limits.ts';
import { linesOf } from './lines.ts';
import { isNode, OpenParts, PlacedScalar, type Held } from './nodes.ts';
import {
  beginsPlain,
  closingQuote,
  COLON,
  DOUBLE_QUOTE,
  isBreak,
  isFlowIndicator,
  keyEnd,
  numberEnd,
  plainEnd,
  quotedAt,
  QUOTE,
  SPACE,
  spacesAt,
  Unsure,
} from './quick-scalars.ts';
import type { ScalarStyle, SourceNode, SourceScalar } from './source.ts';
import {
  mergeKey,
  nonStringKey,
  tooDeep,
  tooManyAliased,
  tooManyNodes,
  tooWide,
  unknownAnchor,
} from './tree-mistakes.ts';
import { checkNumber, checkText } from './values.ts';
import { isLetter, isSameWord, NOT_ALWAYS, Words } from './words.ts';

/** Characters of null, true and false at most. */
const LIKE_OTHERS = 5;

type ScalarValue = SourceScalar['value'];

/** Ends the reading: what was found so far is enough. Never leaves the quick reader. */
export class Stop extends Error {}

interface Anchored {
  readonly node: SourceNode;
  readonly nodes: number;
  readonly height: number;
}

/** Where the reading of one text stands, and the parts of YAML that are the same in blocks and in brackets. A text may
 * hold a quarter of a million values: no object is made here that the tree does not keep. */
export class Cursor {
  readonly found: Diagnostic[] = [];
  /** Where the entry begins that is being read, or was read last, in each of the block collections around. */
  readonly entries: number[] = [];
  /** Of the collections around. */
  readonly parts = new OpenParts();
  readonly text: string;
  readonly units: CodeUnits;
  readonly limits: ReadingLimits;
  at = 0;
  /** Values so far, an alias counted as all that it stands for. */
  nodes = 0;
  /** Those that aliases stand for. */
  private aliased = 0;
  /** Of the node that was read last: 0 for a scalar. */
  height = 0;
  /** Of the key that was read last. */
  keyStart = 0;
  keyEnd = 0;
  /** Of the scalar that was read last. */
  style: ScalarStyle = 'plain';
  /** Whether escapes may stand in it. */
  private escaped = false;
  from = 0;
  to = 0;
  readonly places: BoundedPlaces;
  private readonly lines: Lines;
  private readonly anchors = new Map<string, Anchored>();
  private readonly words: Words;

  constructor(text: string, limits: ReadingLimits) {
    this.text = text;
    this.units = codeUnitsOf(text);
    this.limits = limits;
    this.places = new BoundedPlaces(limits.bounds);
    this.words = new Words(text, this.units);
    this.lines = linesOf(text);
  }

  code(further = 0): number {
    return this.units[this.at + further] ?? END;
  }

  isSpaceAt(further: number): boolean {
    const code = this.code(further);
    return code === SPACE || isBreak(code) || code === END;
  }

  unsure(): Unsure {
    return new Unsure(this.at);
  }

  report(found: Diagnostic): void {
    this.found.push(found);
    if (this.found.length >= this.limits.mistakes) throw new Stop();
  }

  /** A quoted or plain scalar, not counted yet: it may turn out to be a key. */
  scalar(parent: number, inFlow: boolean): ScalarValue {
    const start = this.at;
    const code = this.code();
    if (code === QUOTE || code === DOUBLE_QUOTE) return this.quoted(code === QUOTE ? 'single' : 'double', parent);
    if (isLetter(code)) {
      const behind = this.words.endOf(start);
      const next = this.units[behind] ?? END;
      if (inFlow ? isFlowIndicator(next) : isBreak(next)) {
        this.at = behind;
        return this.placed(this.words.last(start, behind), 'plain', start, behind);
      }
    }
    if (code >= ZERO && code <= ZERO + 9) {
      const behind = numberEnd(this.units, start, inFlow);
      if (behind !== -1) {
        this.at = behind;
        return this.placed(numberAt(this.units, start, behind), 'plain', start, behind);
      }
    }
    if (!beginsPlain(this.units, start, inFlow)) throw this.unsure();
    const end = plainEnd(this.units, start, inFlow);
    this.at = end;
    if (isWord(code)) return this.placed(this.words.from(start, end), 'plain', start, end);
    const value = coreValue(this.text.slice(start, end));
    return this.placed(typeof value === 'number' ? value + 0 : value, 'plain', start, end);
  }

  private quoted(style: 'single' | 'double', parent: number): string {
    const start = this.at;
    const closing = closingQuote(this.units, start);
    if (closing !== -1) {
      this.at = closing + 1;
      const inside = this.words.from(start + 1, closing);
      this.placed(inside, style, start, this.at);
      return inside;
    }
    const { value, end } = quotedAt(this.text, start, parent);
    this.at = end;
    this.placed(value, style, start, end);
    this.escaped = style === 'double';
    return value;
  }

  placed(value: ScalarValue, style: ScalarStyle, start: number, end: number): ScalarValue {
    this.escaped = false;
    this.style = style;
    this.from = start;
    this.to = end;
    return value;
  }

  /** Of what was read last. */
  nodeOf(held: Held): SourceNode {
    return isNode(held) ? held : new PlacedScalar(held, this.style, this.from, this.to);
  }

  /** Adds an entry to the list that is open, the one that was read last. */
  append(held: Held): void {
    this.parts.add(held, this.style, this.from, this.to);
  }

  /** For a scalar that is a value. */
  counted(value: ScalarValue): ScalarValue {
    this.nodes++;
    this.height = 0;
    const { style, from, to } = this;
    // Without escapes there is nothing in a text that was not found sound as a whole.
    const isSound = typeof value === 'number' ? Number.isSafeInteger(value) : !this.escaped;
    if (isSound) return value;
    const scalar = new PlacedScalar(value, style, from, to);
    const wrong = typeof value === 'number' ? checkNumber(scalar, this.text.slice(from, to)) : checkText(scalar);
    if (wrong !== null) this.report(wrong);
    return value;
  }

  absent(at: number): null {
    this.nodes++;
    this.height = 0;
    this.placed(null, 'plain', at, at);
    return null;
  }

  /** That key, up to its colon, where it stands here as the word it is: what stands at its place in a map before, which is
   * at `before` in the text, mostly does. Null where it does not. */
  keyLike(likely: string | undefined, before: number | undefined): string | null {
    if (likely === undefined || before === undefined) return null;
    const { units, at } = this;
    const end = at + likely.length;
    if (units[end] !== COLON || !isSameWord(units, before, at, likely.length)) return null;
    const behind = units[end + 1] ?? END;
    const isText = isLetter(units[at] ?? END) || (likely.length > LIKE_OTHERS && NOT_ALWAYS[units[at] ?? END] === 1);
    if (!isText || !(behind === SPACE || isBreak(behind))) return null;
    this.keyStart = at;
    this.keyEnd = this.at = end;
    return likely;
  }

  /** A key, up to its colon; null where it is no text. */
  key(inFlow: boolean): string | null {
    const start = this.at;
    this.keyStart = start;
    if (isLetter(this.code())) {
      const end = this.words.endOf(start);
      const behind = this.units[end + 1] ?? END;
      if (this.units[end] === COLON && (behind === SPACE || isBreak(behind))) {
        this.keyEnd = this.at = end;
        return this.words.last(start, end);
      }
    }
    const end = keyEnd(this.units, start);
    if (end !== -1) {
      this.keyEnd = this.at = end;
      return this.words.from(start, end);
    }
    const value = this.scalar(-1, inFlow);
    const { style, from, to } = this;
    this.at += spacesAt(this.units, this.at);
    const written = this.text.slice(from, to);
    if (this.code() !== COLON || (style !== 'plain' && written.includes('\n'))) throw this.unsure();
    this.keyEnd = to;
    if (typeof value !== 'string') {
      this.report(nonStringKey(written, { start: from, end: to }));
      return null;
    }
    if (style !== 'plain' || value !== '<<') return value;
    this.report(mergeKey({ start: from, end: to }));
    return null;
  }

  /** Adds an entry, the value that was read last, to the map whose entries begin at `begin`; the key stands from `start`
   * to `end`. It `isNew` where all so far are as in another map. `starts` are those of its keys, and given back, once there are too many to look through. */
  // oxlint-disable-next-line max-params -- an object for them would be made for every entry
  keep(
    bounds: Bounds | null,
    begin: number,
    starts: Starts,
    name: string | null,
    start: number,
    end: number,
    held: Held,
    isNew: boolean,
  ): Starts {
    const { parts } = this;
    if (name === null) return starts;
    const first = isNew ? undefined : starts === null ? startIn(parts, begin, name) : starts.get(name);
    if (first !== undefined) {
      this.report(duplicateKey(this.lines, name, first, { start, end }));
      return starts;
    }
    const full = bounds === null ? null : this.places.inMap(bounds, parts.countFrom(begin), start, end);
    if (full !== null) throw this.stop(full);
    parts.addKey(name, start, end);
    this.append(held);
    return isNew ? null : startsWith(parts, begin, starts);
  }

  /** The name behind `&` or `*`. */
  name(): string {
    const pattern = /[&*][^ ,[\]{}\n\r\t]*/y;
    pattern.lastIndex = this.at;
    const name = pattern.exec(this.text)?.[0].slice(1) ?? '';
    if (name === '' || name.endsWith(':')) throw this.unsure();
    this.at += name.length + 1;
    return name;
  }

  anchor(name: string, held: Held, nodesBefore: number): SourceNode {
    const node = this.nodeOf(held);
    this.anchors.set(name, { node, nodes: this.nodes - nodesBefore, height: this.height });
    return node;
  }

  alias(depth: number): Held {
    const start = this.at;
    const name = this.name();
    const meant = this.anchors.get(name);
    this.height = meant?.height ?? 0;
    this.nodes += meant?.nodes ?? 1;
    this.aliased += meant?.nodes ?? 0;
    if (this.aliased > (this.limits.aliased ?? Infinity)) {
      throw this.stop(tooManyAliased(this.limits, { start, end: this.at }));
    }
    if (meant === undefined) {
      this.report(unknownAnchor(name, { start, end: this.at }));
      return this.placed(null, 'plain', start, this.at);
    }
    if (depth + meant.height > this.limits.nesting) throw this.stop(tooDeep(this.limits, { start, end: this.at }));
    return meant.node;
  }

  /** For a collection that has been read to its end. */
  closed(node: SourceNode, before: number, height: number): SourceNode {
    if (this.nodes - before > this.limits.nodes) throw this.stop(tooManyNodes(this.limits, node.span));
    this.height = height + 1;
    return node;
  }

  /** Before the next entry of a list, which begins at `start`. */
  lengthen(bounds: Bounds | null, entries: number, start: number): void {
    const { listEntries } = this.limits;
    const full = this.places.inList(bounds, entries, start);
    if (full !== null) throw this.stop(full);
    if (listEntries !== undefined && entries >= listEntries) {
      throw this.stop(tooWide('list', this.limits, { start, end: start }));
    }
  }

  /** Before the next entry of a map, which begins at `start`. */
  widen(entries: number, start: number): void {
    const { mapEntries } = this.limits;
    if (mapEntries !== undefined && entries >= mapEntries) {
      throw this.stop(tooWide('map', this.limits, { start, end: start }));
    }
  }

  stop(found: Diagnostic): Stop {
    this.found.push(found);
    return new Stop();
  }
}
