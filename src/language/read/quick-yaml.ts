import type { Diagnostic } from '../../problems/index.ts';
import { coreValue } from './core-scalar.ts';
import { duplicateKey, type Lines, type ReadTree } from './json.ts';
import type { ReadingLimits } from './limits.ts';
import { linesOf } from './lines.ts';
import {
  beginsPlain,
  blockScalarAt,
  COLON,
  HASH,
  LINE_FEED,
  lineAfter,
  plainEnd,
  quotedAt,
  QUOTE,
  SPACE,
  spacesAt,
  Unsure,
} from './quick-scalars.ts';
import type { ScalarStyle, SourceEntry, SourceNode, SourceScalar } from './source.ts';
import { mergeKey, nonStringKey, tooDeep, tooManyNodes, unknownAnchor } from './tree-mistakes.ts';
import { checkNumber, checkText } from './values.ts';

export type QuickReading =
  | { readonly kind: 'read'; readonly tree: ReadTree }
  /** The text may be right, wrong, or only unusual: whoever reads all of YAML has to say. */
  | { readonly kind: 'unsure'; readonly at: number; readonly entries: readonly number[] };

/** Reads what nearly all definitions are written in, twenty times as fast as the library, which keeps every space for
 * those who write a text back. Whatever it is not sure of, it leaves alone: it never refuses a text for its syntax. */
export function readQuickly(text: string, limits: ReadingLimits): QuickReading {
  if (/[\r\uFEFF]/.test(text)) return { kind: 'unsure', at: 0, entries: [] };
  const reader = new QuickReader(text, limits);
  try {
    return { kind: 'read', tree: { root: reader.readAll(), diagnostics: reader.found } };
  } catch (thrown) {
    if (thrown instanceof Unsure) return { kind: 'unsure', at: thrown.at, entries: reader.entries };
    // Of a short text the syntax is looked at first, to its end.
    if (thrown instanceof Stop && text.length <= SHORT) return { kind: 'unsure', at: 0, entries: [] };
    if (thrown instanceof Stop) return { kind: 'read', tree: { root: null, diagnostics: reader.found } };
    throw thrown;
  }
}

const SHORT = 8192;

class Stop extends Error {}

interface Anchored {
  readonly node: SourceNode;
  readonly nodes: number;
  readonly height: number;
}

const BRACKET = 91;
const BRACE = 123;
const DASH = 45;
const DOUBLE_QUOTE = 34;

/** `---` or `...`, which end a document or begin one. */
const isMarker = (text: string, at: number): boolean => text.startsWith('---', at) || text.startsWith('...', at);

/** Block collections by recursion, which the limit on nesting bounds. `parent` is the indentation of the collection that a
 * node stands in: whatever continues the node is indented by more. `depth` counts the collections around it. */
class QuickReader {
  readonly found: Diagnostic[] = [];
  /** Where the entry begins that is being read, or was read last, in each of the block collections around. */
  readonly entries: number[] = [];
  readonly #text: string;
  readonly #limits: ReadingLimits;
  readonly #lines: Lines;
  readonly #anchors = new Map<string, Anchored>();
  #at = 0;
  /** Values so far, an alias counted as all that it stands for. */
  #nodes = 0;
  /** Of the node that was read last: 0 for a scalar. */
  #height = 0;
  /** Where the node that was read last ends, with the rest of its line. */
  #end = 0;
  /** Whether that node ended with its line, as block scalars and absent values do not. */
  #endsInLine = false;
  /** Whether comments of their own stood before the content that was come to last. */
  #commented = false;
  /** How far a comment is indented that stands deeper than the content below it. It belongs to the innermost collection
   * that is not deeper, and the collections around that one would end with it: there must be none that ends here too. */
  #hanging = -1;
  #mustContinue = false;

  constructor(text: string, limits: ReadingLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#lines = linesOf(text);
  }

  readAll(): SourceNode | null {
    if (this.#text.startsWith('---\n')) this.#at = 4;
    const indent = this.#toContent();
    if (indent === -1 && !this.#text.startsWith('---')) return null;
    // A single value is no definition: no need to be quick about it.
    if (indent !== 0) throw this.#unsure();
    const root = this.#blockNode(-1, 0, 'line');
    if (root.kind === 'scalar' || this.#toContent() !== -1) throw this.#unsure();
    return root;
  }

  /** To the next line that holds something, and how far that is indented; -1 at the end of the text. `column` is that of
   * the collection whose value has just ended. */
  #toContent(column = Number.POSITIVE_INFINITY): number {
    let comment = -1;
    for (;;) {
      const indent = spacesAt(this.#text, this.#at);
      const code = this.#text.charCodeAt(this.#at + indent);
      if (code === HASH) {
        if (indent > column && comment === -1 && this.#endsInLine) {
          // Taken for a part of the value above.
          this.#end = lineAfter(this.#text, this.#at);
        } else {
          comment = Math.max(comment, indent);
        }
      } else if (code !== LINE_FEED) {
        const found = Number.isNaN(code) ? -1 : indent;
        if (comment > Math.max(found, 0) && this.#nodes > 0) {
          if (found === -1 || column === Number.POSITIVE_INFINITY) throw this.#unsure();
          this.#hanging = comment;
        }
        if (found === 0 && isMarker(this.#text, this.#at)) throw this.#unsure();
        if (comment !== -1) this.#commented = true;
        if (found !== -1) this.#at += indent;
        return found;
      }
      this.#at = lineAfter(this.#text, this.#at);
    }
  }

  #column(): number {
    return this.#at - (this.#text.lastIndexOf('\n', this.#at - 1) + 1);
  }

  /** A node whose first character is here. `after` is what stands before it in its line. */
  #blockNode(parent: number, depth: number, after: 'line' | 'dash' | 'key' | 'anchor'): SourceNode {
    if (this.#isDash()) {
      if (after === 'key' || after === 'anchor') throw this.#unsure();
      return this.#blockList(this.#column(), depth);
    }
    switch (this.#text.charAt(this.#at)) {
      case '[':
      case '{': {
        const node = this.#flow(parent, depth);
        this.#endLine();
        return node;
      }
      case '*': {
        const node = this.#alias(depth);
        this.#endLine();
        return node;
      }
      case '&':
        if (after === 'line' || after === 'anchor') throw this.#unsure();
        return this.#anchored(parent, depth);
      case '|':
      case '>':
        return this.#blockScalar(parent);
    }
    const start = this.#at;
    const scalar = this.#scalar(parent, false);
    if (this.#code(spacesAt(this.#text, this.#at)) === COLON) {
      if (after === 'key' || after === 'anchor') throw this.#unsure();
      this.#at = start;
      return this.#blockMap(this.#column(), depth);
    }
    this.#check(scalar);
    this.#nodes++;
    this.#height = 0;
    this.#endLine();
    return scalar;
  }

  #blockList(column: number, depth: number): SourceNode {
    this.#enterBlock(depth);
    const start = this.#at;
    const items: SourceNode[] = [];
    const nodes = this.#nodes++;
    let height = 0;
    let indent = column;
    while (indent === column && this.#isDash()) {
      this.#enterEntry(depth, this.#at);
      const commented = this.#commented;
      this.#at++;
      const item = this.#valueOf(column, depth, 'dash');
      // A comment above it moves the place of an absent value.
      if (commented && item.span.start === item.span.end) throw this.#unsure();
      items.push(item);
      height = Math.max(height, this.#height);
      indent = this.#next(column);
    }
    this.#leave(column, indent);
    return this.#closed({ kind: 'list', items, span: { start, end: this.#end } }, nodes, height);
  }

  #blockMap(column: number, depth: number): SourceNode {
    this.#enterBlock(depth);
    const start = this.#at;
    const entries: SourceEntry[] = [];
    const seen = new Map<string, number>();
    const nodes = this.#nodes++;
    let height = 0;
    let indent = column;
    while (indent === column) {
      if (this.#isDash()) throw this.#unsure();
      const key = this.#key(false);
      if (this.#at - key.span.start > 1000 || !this.#isSpaceAt(1)) throw this.#unsure();
      this.#enterEntry(depth, key.span.start);
      this.#at++;
      const value = this.#valueOf(column, depth, 'key');
      height = Math.max(height, this.#height);
      this.#keep(entries, seen, key, value);
      indent = this.#next(column);
    }
    this.#leave(column, indent);
    return this.#closed({ kind: 'map', entries, span: { start, end: this.#end } }, nodes, height);
  }

  /** To the next content, which no longer belongs to the value that was read last. */
  #next(column: number): number {
    const indent = this.#toContent(column);
    if (indent > column || (this.#mustContinue && indent !== column)) throw this.#unsure();
    return indent;
  }

  /** For the collection around, which looks for its own next content. */
  #leave(column: number, indent: number): void {
    if (this.#mustContinue) throw this.#unsure();
    if (this.#hanging >= column) {
      this.#hanging = -1;
      this.#mustContinue = true;
    }
    if (indent > 0) this.#at -= indent;
  }

  /** What stands behind a dash or a key: in its line, or in the lines below. */
  #valueOf(column: number, depth: number, after: 'dash' | 'key'): SourceNode {
    const sign = this.#at;
    this.#commented = this.#mustContinue = false;
    this.#at += spacesAt(this.#text, this.#at);
    const code = this.#code();
    if (code !== LINE_FEED && code !== HASH && !Number.isNaN(code)) return this.#blockNode(column, depth + 1, after);
    const empty = this.#at;
    const hasComment = code === HASH;
    if (hasComment && empty === sign) throw this.#unsure();
    this.#at = lineAfter(this.#text, this.#at);
    const below = this.#below(column, depth, after);
    if (below !== null) return below;
    if (hasComment || this.#commented) throw this.#unsure();
    this.#nodes++;
    this.#height = 0;
    this.#at = this.#end = empty;
    this.#endsInLine = false;
    return { kind: 'scalar', value: null, style: 'plain', span: { start: empty, end: empty } };
  }

  /** Null where the next content does not belong to the key or dash above it. */
  #below(column: number, depth: number, after: 'dash' | 'key'): SourceNode | null {
    const indent = this.#toContent();
    if (indent > column) return this.#blockNode(column, depth + 1, 'line');
    const isList = after === 'key' && indent === column && this.#isDash();
    return isList ? this.#blockList(column, depth + 1) : null;
  }

  #anchored(parent: number, depth: number): SourceNode {
    const name = this.#name();
    const nodes = this.#nodes;
    this.#at += spacesAt(this.#text, this.#at);
    let node: SourceNode;
    if (this.#code() === LINE_FEED) {
      this.#at++;
      if (this.#toContent() <= parent || this.#text.charAt(this.#at) === '*') throw this.#unsure();
      node = this.#blockNode(parent, depth, 'line');
    } else {
      if (this.#text.charAt(this.#at) === '*') throw this.#unsure();
      node = this.#blockNode(parent, depth, 'anchor');
    }
    this.#anchors.set(name, { node, nodes: this.#nodes - nodes, height: this.#height });
    return node;
  }

  /** The name behind `&` or `*`. */
  #name(): string {
    const pattern = /[&*][^ ,[\]{}\n\t]*/y;
    pattern.lastIndex = this.#at;
    const name = pattern.exec(this.#text)?.[0].slice(1) ?? '';
    if (name === '' || name.endsWith(':')) throw this.#unsure();
    this.#at += name.length + 1;
    return name;
  }

  #alias(depth: number): SourceNode {
    const start = this.#at;
    const name = this.#name();
    const span = { start, end: this.#at };
    const meant = this.#anchors.get(name);
    this.#height = meant?.height ?? 0;
    this.#nodes += meant?.nodes ?? 1;
    if (meant === undefined) {
      this.#report(unknownAnchor(name, span));
      return { kind: 'scalar', value: null, style: 'plain', span };
    }
    if (depth + meant.height > this.#limits.nesting) throw this.#stop(tooDeep(this.#limits, span));
    return meant.node;
  }

  #blockScalar(parent: number): SourceScalar {
    const start = this.#at;
    const style: ScalarStyle = this.#text.charAt(start) === '|' ? 'literal' : 'folded';
    const { value, end } = blockScalarAt(this.#text, start, parent);
    this.#at = this.#end = end;
    this.#endsInLine = false;
    const scalar: SourceScalar = { kind: 'scalar', value, style, span: { start, end } };
    this.#check(scalar);
    this.#nodes++;
    this.#height = 0;
    return scalar;
  }

  /** A quoted or plain scalar, not looked at yet: it may turn out to be a key. */
  #scalar(parent: number, inFlow: boolean): SourceScalar {
    const start = this.#at;
    const code = this.#code();
    if (code === QUOTE || code === DOUBLE_QUOTE) {
      const { value, end } = quotedAt(this.#text, start, parent);
      this.#at = end;
      return { kind: 'scalar', value, style: code === QUOTE ? 'single' : 'double', span: { start, end } };
    }
    if (!beginsPlain(this.#text, start, inFlow)) throw this.#unsure();
    this.#at = plainEnd(this.#text, start, inFlow);
    const value = coreValue(this.#text.slice(start, this.#at));
    const span = { start, end: this.#at };
    return { kind: 'scalar', value: typeof value === 'number' ? value + 0 : value, style: 'plain', span };
  }

  /** A key, up to its colon. */
  #key(inFlow: boolean): SourceScalar {
    const key = this.#scalar(-1, inFlow);
    this.#at += spacesAt(this.#text, this.#at);
    const { start, end } = key.span;
    if (this.#code() !== COLON || (key.style !== 'plain' && this.#text.slice(start, end).includes('\n')))
      throw this.#unsure();
    if (typeof key.value !== 'string') this.#report(nonStringKey(this.#text.slice(start, end), key.span));
    else if (key.style === 'plain' && key.value === '<<') this.#report(mergeKey(key.span));
    return key;
  }

  #keep(entries: SourceEntry[], seen: Map<string, number>, key: SourceScalar, value: SourceNode): void {
    if (typeof key.value !== 'string' || (key.style === 'plain' && key.value === '<<')) return;
    const first = seen.get(key.value);
    if (first === undefined) {
      seen.set(key.value, key.span.start);
      entries.push({ key: key.value, keySpan: key.span, value });
    } else {
      this.#report(duplicateKey(this.#lines, key.value, first, key.span));
    }
  }

  #flow(parent: number, depth: number): SourceNode {
    const start = this.#at;
    if (depth >= this.#limits.nesting) throw this.#stop(tooDeep(this.#limits, { start, end: start + 1 }));
    const nodes = this.#nodes++;
    return this.#text.charCodeAt(start) === BRACKET
      ? this.#flowList(parent, depth, nodes)
      : this.#flowMap(parent, depth, nodes);
  }

  #flowList(parent: number, depth: number, nodes: number): SourceNode {
    const start = this.#at++;
    const items: SourceNode[] = [];
    let height = 0;
    this.#skip(parent);
    while (this.#text.charAt(this.#at) !== ']') {
      items.push(this.#flowNode(parent, depth + 1));
      height = Math.max(height, this.#height);
      this.#endItem(parent, ']');
    }
    return this.#closed({ kind: 'list', items, span: { start, end: ++this.#at } }, nodes, height);
  }

  #flowMap(parent: number, depth: number, nodes: number): SourceNode {
    const start = this.#at++;
    const entries: SourceEntry[] = [];
    const seen = new Map<string, number>();
    let height = 0;
    this.#skip(parent);
    while (this.#text.charAt(this.#at) !== '}') {
      const key = this.#key(true);
      this.#at++;
      this.#skip(parent);
      const value = this.#flowNode(parent, depth + 1);
      height = Math.max(height, this.#height);
      this.#keep(entries, seen, key, value);
      this.#endItem(parent, '}');
    }
    return this.#closed({ kind: 'map', entries, span: { start, end: ++this.#at } }, nodes, height);
  }

  #endItem(parent: number, close: ']' | '}'): void {
    this.#skip(parent);
    const char = this.#text.charAt(this.#at);
    if (char === close) return;
    if (char !== ',') throw this.#unsure();
    this.#at++;
    this.#skip(parent);
  }

  #flowNode(parent: number, depth: number): SourceNode {
    const code = this.#code();
    if (code === BRACKET || code === BRACE) return this.#flow(parent, depth);
    const char = this.#text.charAt(this.#at);
    if (char === '*') return this.#alias(depth);
    if (char === '&') {
      const name = this.#name();
      const nodes = this.#nodes;
      this.#at += spacesAt(this.#text, this.#at);
      if ('&*'.includes(this.#text.charAt(this.#at))) throw this.#unsure();
      const node = this.#flowNode(parent, depth);
      this.#anchors.set(name, { node, nodes: this.#nodes - nodes, height: this.#height });
      return node;
    }
    const scalar = this.#scalar(parent, true);
    this.#check(scalar);
    this.#nodes++;
    this.#height = 0;
    return scalar;
  }

  /** White space, comments and line breaks inside brackets. */
  #skip(parent: number): void {
    for (;;) {
      this.#at += spacesAt(this.#text, this.#at);
      const code = this.#code();
      if (code === HASH) {
        if (!this.#isSpaceAt(-1)) throw this.#unsure();
        this.#at = lineAfter(this.#text, this.#at) - 1;
        if (this.#code() !== LINE_FEED) throw this.#unsure();
      } else if (code !== LINE_FEED) {
        return;
      }
      this.#at++;
      const indent = spacesAt(this.#text, this.#at);
      const first = this.#code(indent);
      if (first === LINE_FEED || first === HASH) continue;
      if (indent <= parent || (indent === 0 && isMarker(this.#text, this.#at))) throw this.#unsure();
    }
  }

  /** The rest of the line behind a value holds nothing. */
  #endLine(): void {
    const spaces = spacesAt(this.#text, this.#at);
    this.#at += spaces;
    const code = this.#code();
    if (code === HASH && spaces > 0) this.#at = lineAfter(this.#text, this.#at);
    else if (code === LINE_FEED) this.#at++;
    else if (!Number.isNaN(code)) throw this.#unsure();
    this.#end = this.#at;
    this.#endsInLine = true;
  }

  #closed(node: SourceNode, before: number, height: number): SourceNode {
    if (this.#nodes - before > this.#limits.nodes) throw this.#stop(tooManyNodes(this.#limits, node.span));
    this.#height = height + 1;
    return node;
  }

  #enterBlock(depth: number): void {
    if (depth >= this.#limits.nesting) throw this.#unsure();
  }

  #enterEntry(depth: number, start: number): void {
    this.entries.length = depth;
    this.entries.push(start);
  }

  #check(scalar: SourceScalar): void {
    const { start, end } = scalar.span;
    const wrong =
      typeof scalar.value === 'number' ? checkNumber(scalar, this.#text.slice(start, end)) : checkText(scalar);
    if (wrong !== null) this.#report(wrong);
  }

  #report(found: Diagnostic): void {
    this.found.push(found);
    if (this.found.length >= this.#limits.mistakes) throw new Stop();
  }

  #stop(found: Diagnostic): Stop {
    this.found.push(found);
    return new Stop();
  }

  /** Whether a list's entry begins here. */
  #isDash(): boolean {
    return this.#code() === DASH && this.#isSpaceAt(1);
  }

  #isSpaceAt(further: number): boolean {
    const code = this.#code(further);
    return code === SPACE || code === LINE_FEED || Number.isNaN(code);
  }

  #code(further = 0): number {
    return this.#text.charCodeAt(this.#at + further);
  }

  #unsure(): Unsure {
    return new Unsure(this.#at);
  }
}
