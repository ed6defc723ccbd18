import { isAlias, isMap, isScalar, isSeq, type Document, type ParsedNode } from 'yaml';
import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import { duplicateKey, type Lines, type ReadTree } from './json.ts';
import type { ReadingLimits } from './limits.ts';
import { linesOf } from './lines.ts';
import { NO_KEYS, OpenParts, PlacedScalar } from './nodes.ts';
import type { ScalarStyle, SourceNode } from './source.ts';
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
import { BRACES_AS_MAP, EXPRESSION_IN_QUOTES } from './yaml-syntax.ts';

/** From the library's nodes to ours. */
export function treeOf(document: Document.Parsed, text: string, limits: ReadingLimits): ReadTree {
  return new Converter(text, limits).convertAll(document);
}

interface Converted {
  readonly node: SourceNode;
  /** Scalars, lists and maps in it, itself included. */
  readonly nodes: number;
  readonly height: number;
}

const styles: ReadonlyMap<string, ScalarStyle> = new Map([
  ['QUOTE_SINGLE', 'single'],
  ['QUOTE_DOUBLE', 'double'],
  ['BLOCK_LITERAL', 'literal'],
  ['BLOCK_FOLDED', 'folded'],
]);

class Stop extends Error {}

/** From the library's nodes to ours. Recursion is bounded by the nesting that the parser's stack was held to. */
class Converter {
  readonly #text: string;
  readonly #limits: ReadingLimits;
  readonly #lines: Lines;
  readonly #found: Diagnostic[] = [];
  readonly #parts = new OpenParts();
  readonly #anchors = new Map<string, Converted>();
  #aliased = 0;

  constructor(text: string, limits: ReadingLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#lines = linesOf(text);
  }

  convertAll(document: Document.Parsed): ReadTree {
    try {
      const root = document.contents === null ? null : this.#convert(document.contents, 0).node;
      return { root, diagnostics: this.#found };
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return { root: null, diagnostics: this.#found };
    }
  }

  #convert(node: ParsedNode | null, depth: number, empty: Span = { start: 0, end: 0 }): Converted {
    if (node === null) return { node: new PlacedScalar(null, 'plain', empty.start, empty.end), nodes: 1, height: 0 };
    if (isAlias(node)) return this.#resolve(node.source, spanOf(node), depth);
    const converted = this.#build(node, depth);
    if (converted.nodes > this.#limits.nodes) throw this.#stop(tooManyNodes(this.#limits, spanOf(node)));
    if ('anchor' in node && node.anchor !== undefined) this.#anchors.set(node.anchor, converted);
    return converted;
  }

  #resolve(name: string, span: Span, depth: number): Converted {
    const meant = this.#anchors.get(name);
    if (meant === undefined) {
      this.#report(unknownAnchor(name, span));
      return { node: new PlacedScalar(null, 'plain', span.start, span.end), nodes: 1, height: 0 };
    }
    this.#aliased += meant.nodes;
    if (this.#aliased > (this.#limits.aliased ?? Infinity)) throw this.#stop(tooManyAliased(this.#limits, span));
    if (depth + meant.height > this.#limits.nesting) throw this.#stop(tooDeep(this.#limits, span));
    return meant;
  }

  #build(node: ParsedNode, depth: number): Converted {
    const span = spanOf(node);
    if (isScalar(node)) return { node: this.#scalar(node, span), nodes: 1, height: 0 };
    let nodes = 1;
    let height = 0;
    const take = (part: Converted): SourceNode => {
      nodes += part.nodes;
      height = Math.max(height, part.height);
      return part.node;
    };
    if (isSeq(node)) {
      const begin = this.#parts.begin();
      for (const [i, item] of node.items.entries()) {
        if (i >= (this.#limits.listEntries ?? Infinity)) throw this.#stop(tooWide('list', this.#limits, span));
        this.#parts.add(take(this.#convert(item, depth + 1, span)), 'plain', 0, 0);
      }
      return { node: this.#parts.list(begin, span.start, span.end), nodes, height: height + 1 };
    }
    const bare = this.#expressionWithoutQuotes(node, span);
    if (bare !== null) return { node: bare, nodes: 1, height: 0 };
    const begin = this.#parts.begin();
    const seen = new Map<string, number>();
    for (const pair of isMap(node) ? node.items : []) {
      if (this.#parts.countFrom(begin) >= (this.#limits.mapEntries ?? Infinity))
        throw this.#stop(tooWide('map', this.#limits, span));
      const key = this.#key(pair.key);
      const value = take(this.#convert(pair.value, depth + 1, { start: key.span.end, end: key.span.end }));
      if (key.name === null) continue;
      const first = seen.get(key.name);
      if (first === undefined) {
        seen.set(key.name, key.span.start);
        this.#parts.addKey(key.name, key.span.start, key.span.end);
        this.#parts.add(value, 'plain', 0, 0);
      } else {
        this.#report(duplicateKey(this.#lines, key.name, first, key.span));
      }
    }
    return { node: this.#parts.map(begin, span.start, span.end, depth, NO_KEYS), nodes, height: height + 1 };
  }

  /** `{{ x }}` reads as a map in a map's key. Kept as the text that was meant, so that only the quotes are found missing. */
  #expressionWithoutQuotes(node: ParsedNode, span: Span): PlacedScalar | null {
    if (!isMap(node) || node.items.length !== 1) return null;
    const key = node.items[0]?.key;
    const value = this.#text.slice(span.start, span.end);
    if (!isMap(key) || !value.startsWith('{{') || !value.endsWith('}}')) return null;
    this.#report(
      diagnostic('non-string-key', BRACES_AS_MAP, {
        span,
        hint: EXPRESSION_IN_QUOTES,
      }),
    );
    return new PlacedScalar(value, 'plain', span.start, span.end);
  }

  #scalar(node: ParsedNode & { value: unknown; type?: string }, span: Span): PlacedScalar {
    const style = styles.get(node.type ?? '') ?? 'plain';
    const { value } = node;
    if (typeof value === 'string') {
      const scalar = new PlacedScalar(value, style, span.start, span.end);
      const wrong = checkText(scalar);
      if (wrong !== null) this.#report(wrong);
      return scalar;
    }
    if (typeof value === 'number') {
      // -0 has no place in JSON data: it would be written back as 0.
      const scalar = new PlacedScalar(value + 0, style, span.start, span.end);
      const wrong = checkNumber(scalar, this.#text.slice(span.start, span.end));
      if (wrong !== null) this.#report(wrong);
      return scalar;
    }
    const known = value === true || value === false ? value : null;
    return new PlacedScalar(known, style, span.start, span.end);
  }

  #key(key: ParsedNode | null): { readonly name: string | null; readonly span: Span } {
    if (key === null) return { name: null, span: { start: 0, end: 0 } };
    const span = spanOf(key);
    const meant = isAlias(key) ? this.#anchors.get(key.source)?.node : undefined;
    const value = isScalar(key) ? key.value : meant?.kind === 'scalar' ? meant.value : undefined;
    const written = this.#text.slice(span.start, span.end);
    if (isScalar(key) && value === '<<' && written === '<<') {
      this.#report(mergeKey(span));
      return { name: null, span };
    }
    if (typeof value === 'string') {
      if ('anchor' in key && key.anchor !== undefined && isScalar(key)) {
        this.#anchors.set(key.anchor, { node: this.#scalar(key, span), nodes: 1, height: 0 });
      }
      return { name: value, span };
    }
    this.#report(nonStringKey(written, span));
    return { name: null, span };
  }

  #stop(found: Diagnostic): Stop {
    this.#found.push(found);
    return new Stop();
  }

  #report(found: Diagnostic): void {
    this.#found.push(found);
    if (this.#found.length >= this.#limits.mistakes) throw new Stop();
  }
}

function spanOf(node: ParsedNode): Span {
  return { start: node.range[0], end: node.range[1] };
}
