import type { Diagnostic } from '../../problems/index.ts';
import { coreValue } from './core-scalar.ts';
import { duplicateKey, type Lines } from './json.ts';
import type { ReadingLimits } from './limits.ts';
import { linesOf } from './lines.ts';
import {
  beginsPlain,
  COLON,
  DOUBLE_QUOTE,
  isBreak,
  keyEnd,
  plainEnd,
  quotedAt,
  QUOTE,
  SPACE,
  spacesAt,
  Unsure,
} from './quick-scalars.ts';
import type { ScalarStyle, SourceEntry, SourceNode, SourceScalar } from './source.ts';
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

/** Ends the reading: what was found so far is enough. Never leaves the quick reader. */
export class Stop extends Error {}

interface Anchored {
  readonly node: SourceNode;
  readonly nodes: number;
  readonly height: number;
}

/** Of a key, up to its colon. */
export interface QuickKey {
  /** Null where it is no text. */
  readonly name: string | null;
  readonly start: number;
  readonly end: number;
}

/** Where the reading of one text stands, and the parts of YAML that are the same in blocks and in brackets. A text may
 * hold a quarter of a million values: no object is made here that the tree does not keep. */
export class Cursor {
  readonly found: Diagnostic[] = [];
  /** Where the entry begins that is being read, or was read last, in each of the block collections around. */
  readonly entries: number[] = [];
  readonly text: string;
  readonly limits: ReadingLimits;
  at = 0;
  /** Values so far, an alias counted as all that it stands for. */
  nodes = 0;
  /** Those that aliases stand for. */
  private aliased = 0;
  /** Of the node that was read last: 0 for a scalar. */
  height = 0;
  private readonly lines: Lines;
  private readonly anchors = new Map<string, Anchored>();
  /** Keys come again and again: one string for each, however often it stands in the text. */
  private readonly keys: string[] = Array.from({ length: REMEMBERED }, () => '');

  constructor(text: string, limits: ReadingLimits) {
    this.text = text;
    this.limits = limits;
    this.lines = linesOf(text);
  }

  code(further = 0): number {
    return this.text.charCodeAt(this.at + further);
  }

  isSpaceAt(further: number): boolean {
    const code = this.code(further);
    return code === SPACE || isBreak(code) || Number.isNaN(code);
  }

  unsure(): Unsure {
    return new Unsure(this.at);
  }

  report(found: Diagnostic): void {
    this.found.push(found);
    if (this.found.length >= this.limits.mistakes) throw new Stop();
  }

  /** A quoted or plain scalar, not counted yet: it may turn out to be a key. */
  scalar(parent: number, inFlow: boolean): SourceScalar {
    const start = this.at;
    const code = this.code();
    if (code === QUOTE || code === DOUBLE_QUOTE) {
      const { value, end } = quotedAt(this.text, start, parent);
      this.at = end;
      return scalarOf(value, code === QUOTE ? 'single' : 'double', start, end);
    }
    if (!beginsPlain(this.text, start, inFlow)) throw this.unsure();
    const end = plainEnd(this.text, start, inFlow);
    this.at = end;
    const value = coreValue(this.text.slice(start, end));
    return scalarOf(typeof value === 'number' ? value + 0 : value, 'plain', start, end);
  }

  /** For a scalar that is a value. */
  counted(scalar: SourceScalar): SourceScalar {
    this.nodes++;
    this.height = 0;
    const { start, end } = scalar.span;
    // Without escapes there is nothing in a text that was not found sound as a whole.
    const wrong =
      typeof scalar.value === 'number'
        ? checkNumber(scalar, this.text.slice(start, end))
        : scalar.style === 'double'
          ? checkText(scalar)
          : null;
    if (wrong !== null) this.report(wrong);
    return scalar;
  }

  absent(at: number): SourceScalar {
    this.nodes++;
    this.height = 0;
    return scalarOf(null, 'plain', at, at);
  }

  /** A key, up to its colon. */
  key(inFlow: boolean): QuickKey {
    const start = this.at;
    const end = keyEnd(this.text, start);
    if (end !== -1) {
      this.at = end;
      return { name: this.remembered(start, end), start, end };
    }
    const key = this.scalar(-1, inFlow);
    const { span, style, value } = key;
    this.at += spacesAt(this.text, this.at);
    const written = this.text.slice(span.start, span.end);
    if (this.code() !== COLON || (style !== 'plain' && written.includes('\n'))) throw this.unsure();
    if (typeof value !== 'string') this.report(nonStringKey(written, span));
    else if (style === 'plain' && value === '<<') this.report(mergeKey(span));
    const isName = typeof value === 'string' && !(style === 'plain' && value === '<<');
    return { name: isName ? value : null, start: span.start, end: span.end };
  }

  private remembered(start: number, end: number): string {
    const { text } = this;
    const slot = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + end - start) % REMEMBERED;
    const known = this.keys[slot] ?? '';
    if (known.length === end - start && text.startsWith(known, start)) return known;
    const name = text.slice(start, end);
    this.keys[slot] = name;
    return name;
  }

  /** Adds an entry to a map. `starts` are those of its keys, and given back, once there are too many to look through. */
  keep(entries: SourceEntry[], starts: Starts, { name, start, end }: QuickKey, value: SourceNode): Starts {
    if (name === null) return starts;
    const first = starts === null ? startOf(entries, name) : starts.get(name);
    if (first !== undefined) {
      this.report(duplicateKey(this.lines, name, first, { start, end }));
      return starts;
    }
    entries.push({ key: name, keySpan: { start, end }, value });
    if (starts !== null) return starts.set(name, start);
    return entries.length < FEW ? null : new Map(entries.map(({ key, keySpan }) => [key, keySpan.start]));
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

  anchor(name: string, node: SourceNode, nodesBefore: number): SourceNode {
    this.anchors.set(name, { node, nodes: this.nodes - nodesBefore, height: this.height });
    return node;
  }

  alias(depth: number): SourceNode {
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
      return scalarOf(null, 'plain', start, this.at);
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

  /** Before the entry of a collection that comes behind so many. */
  widen(kind: 'list' | 'map', entries: number, start: number): void {
    const most = kind === 'list' ? this.limits.listEntries : this.limits.mapEntries;
    if (most !== undefined && entries >= most) throw this.stop(tooWide(kind, this.limits, { start, end: start }));
  }

  stop(found: Diagnostic): Stop {
    this.found.push(found);
    return new Stop();
  }
}

const REMEMBERED = 256;
const FEW = 12;

export type Starts = Map<string, number> | null;

function startOf(entries: readonly SourceEntry[], name: string): number | undefined {
  for (const { key, keySpan } of entries) if (key === name) return keySpan.start;
  return undefined;
}

export function scalarOf(value: SourceScalar['value'], style: ScalarStyle, start: number, end: number): SourceScalar {
  return { kind: 'scalar', value, style, span: { start, end } };
}
