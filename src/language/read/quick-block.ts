import { END, type CodeUnits } from './code-units.ts';
import { flowAt } from './quick-flow.ts';
import { isNode, NO_KEYS, type Held } from './nodes.ts';
import type { Starts } from './key-starts.ts';
import type { Cursor } from './quick-cursor.ts';
import {
  beginsPlain,
  blanksAt,
  blockScalarAt,
  COLON,
  DASH,
  HASH,
  isBreak,
  isMarker,
  keyEnd,
  lineAfter,
  plainEnd,
  spacesAt,
  TAB,
  Unsure,
} from './quick-scalars.ts';
import type { ScalarStyle, SourceNode, SourceScalar } from './source.ts';

type ScalarValue = SourceScalar['value'];

/** Block collections by recursion, which the limit on nesting bounds. `parent` is the indentation of the collection that a
 * node stands in: whatever continues the node is indented by more. `depth` counts the collections around it. */
export class QuickBlocks {
  private readonly cursor: Cursor;
  private readonly text: string;
  private readonly units: CodeUnits;
  /** Where the node that was read last ends, with the rest of its line. */
  private end = 0;
  /** Whether that node ended with its line, as block scalars and absent values do not. */
  private endsInLine = false;
  /** Whether comments of their own stood before the content that was come to last. */
  private commented = false;
  /** Whether one of them was indented by less than that content. */
  private shallow = false;
  /** How far a comment is indented that stands deeper than the content below it. It belongs to the innermost collection
   * that is not deeper, and the collections around that one would end with it: there must be none that ends here too. */
  private hanging = -1;
  private mustContinue = false;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
    this.text = cursor.text;
    this.units = cursor.units;
  }

  readAll(): SourceNode | null {
    if (/^---\r?\n/.test(this.text)) this.cursor.at = lineAfter(this.text, 0);
    const indent = this.toContent();
    if (indent === -1 && !this.text.startsWith('---')) return null;
    // A single value is no definition: no need to be quick about it.
    if (indent !== 0) throw this.cursor.unsure();
    const root = this.blockNode(-1, 0, 'line');
    if (!isNode(root) || root.kind === 'scalar' || this.toContent() !== -1) throw this.cursor.unsure();
    return root;
  }

  /** To the next line that holds something, and how far that is indented; -1 at the end of the text. `column` is that of
   * the collection whose value has just ended. */
  private toContent(column = Number.POSITIVE_INFINITY): number {
    let comment = -1;
    let least = Number.POSITIVE_INFINITY;
    for (;;) {
      const indent = spacesAt(this.units, this.cursor.at);
      const code = this.cursor.code(indent);
      if (code === HASH) {
        least = Math.min(least, indent);
        if (indent > column && comment === -1 && this.endsInLine) {
          // Taken for a part of the value above.
          this.end = lineAfter(this.text, this.cursor.at);
        } else {
          comment = Math.max(comment, indent);
        }
      } else if (!isBreak(code)) {
        const found = code === END ? -1 : indent;
        if (comment > Math.max(found, 0) && this.cursor.nodes > 0) {
          if (found === -1 || column === Number.POSITIVE_INFINITY) throw this.cursor.unsure();
          this.hanging = comment;
        }
        if (found === 0 && isMarker(this.units, this.cursor.at)) throw this.cursor.unsure();
        if (comment !== -1) this.commented = true;
        this.shallow = least < found;
        if (found !== -1) this.cursor.at += indent;
        return found;
      }
      this.cursor.at = lineAfter(this.text, this.cursor.at);
    }
  }

  private column(): number {
    return this.cursor.at - (this.text.lastIndexOf('\n', this.cursor.at - 1) + 1);
  }

  /** A node whose first character is here. `after` is what stands before it in its line. */
  private blockNode(parent: number, depth: number, after: 'line' | 'dash' | 'key' | 'anchor'): Held {
    const { cursor } = this;
    const isInside = after === 'key' || after === 'anchor';
    if (this.isDash()) {
      if (isInside) throw cursor.unsure();
      return this.blockList(this.column(), depth);
    }
    switch (cursor.text.charAt(cursor.at)) {
      case '[':
      case '{':
        return this.endLine(flowAt(cursor, parent, depth));
      case '*':
        return this.endLine(cursor.alias(depth));
      case '&':
        if (after === 'line' || after === 'anchor') throw cursor.unsure();
        return this.anchored(parent, depth);
      case '|':
      case '>':
        return this.blockScalar(parent);
    }
    const start = cursor.at;
    let isKey = keyEnd(cursor.units, start) !== -1;
    if (!isKey) {
      const scalar = cursor.scalar(parent, false);
      isKey = cursor.code(spacesAt(cursor.units, cursor.at)) === COLON;
      if (!isKey) return this.endLine(cursor.counted(this.continued(scalar, parent)));
    }
    if (isInside) throw cursor.unsure();
    cursor.at = start;
    return this.blockMap(this.column(), depth);
  }

  /** With the further lines of a plain scalar: they are indented by more than `parent`, and folded. */
  private continued(first: ScalarValue, parent: number): ScalarValue {
    const { cursor, text, units } = this;
    if (cursor.style !== 'plain' || !isBreak(cursor.code(blanksAt(units, cursor.at)))) return first;
    const start = cursor.from;
    let end = cursor.to;
    let value = text.slice(start, end);
    for (let isOpen = true; isOpen;) {
      let line = lineAfter(text, end);
      let blank = 0;
      while (isBreak(units[line + spacesAt(units, line)] ?? END)) {
        line = lineAfter(text, line);
        blank++;
      }
      const begin = line + spacesAt(units, line);
      const code = units[begin] ?? END;
      if (begin - line <= parent || code === END || code === HASH || isMarker(units, line)) break;
      if (!beginsPlain(units, begin, false)) throw new Unsure(begin);
      end = plainEnd(units, begin, false);
      value += (blank === 0 ? ' ' : '\n'.repeat(blank)) + text.slice(begin, end);
      const behind = units[end + blanksAt(units, end)] ?? END;
      if (behind === COLON) throw new Unsure(begin);
      isOpen = isBreak(behind);
    }
    if (end === cursor.to) return first;
    cursor.at = end;
    return cursor.placed(value, 'plain', start, end);
  }

  private blockList(column: number, depth: number): SourceNode {
    const { cursor } = this;
    if (depth >= cursor.limits.nesting) throw cursor.unsure();
    const start = cursor.at;
    const { parts } = cursor;
    const bounds = cursor.places.next;
    const begin = parts.begin();
    const nodes = this.cursor.nodes++;
    let height = 0;
    let indent = column;
    while (indent === column && this.isDash()) {
      cursor.lengthen(bounds, parts.countFrom(begin), start);
      this.enterEntry(depth, cursor.at);
      const commented = this.commented;
      this.cursor.at++;
      const item = this.valueOf(column, depth, 'dash');
      // A comment above it moves the place of an absent value.
      if (commented && !isNode(item) && cursor.from === cursor.to) throw cursor.unsure();
      cursor.append(item);
      height = Math.max(height, this.cursor.height);
      indent = this.next(column);
    }
    this.leave(column, indent);
    return cursor.closed(parts.list(begin, start, this.end), nodes, height);
  }

  private blockMap(column: number, depth: number): SourceNode {
    const { cursor } = this;
    if (depth >= cursor.limits.nesting) throw cursor.unsure();
    const start = cursor.at;
    const { parts, places } = cursor;
    const bounds = places.next;
    const begin = parts.begin();
    let starts: Starts = null;
    let likely = parts.likelyKeys(depth);
    const likelyStarts = parts.likelyStarts(depth);
    const nodes = this.cursor.nodes++;
    let height = 0;
    let indent = column;
    while (indent === column) {
      if (this.isDash()) throw this.cursor.unsure();
      const count = parts.countFrom(begin);
      cursor.widen(count, start);
      let name = count < likely.length ? cursor.keyLike(likely[count], likelyStarts[count]) : null;
      if (name === null) {
        name = cursor.key(false);
        if (count >= likely.length || likely[count] !== name) likely = NO_KEYS;
      }
      const { keyStart: keyBegin, keyEnd: keyBehind } = cursor;
      if (cursor.at - keyBegin > 1000 || !(cursor.isSpaceAt(1) || cursor.code(1) === TAB)) throw cursor.unsure();
      this.enterEntry(depth, keyBegin);
      this.cursor.at++;
      places.behindKey(bounds, name);
      const value = this.valueOf(column, depth, 'key');
      height = Math.max(height, this.cursor.height);
      starts = cursor.keep(bounds, begin, starts, name, keyBegin, keyBehind, value, likely !== NO_KEYS);
      indent = this.next(column);
    }
    this.leave(column, indent);
    return cursor.closed(parts.map(begin, start, this.end, depth, likely), nodes, height);
  }

  /** To the next content, which no longer belongs to the value that was read last. */
  private next(column: number): number {
    const indent = this.toContent(column);
    if (indent > column || (this.mustContinue && indent !== column)) throw this.cursor.unsure();
    return indent;
  }

  /** For the collection around, which looks for its own next content. */
  private leave(column: number, indent: number): void {
    if (this.mustContinue) throw this.cursor.unsure();
    if (this.hanging >= column) {
      this.hanging = -1;
      this.mustContinue = true;
    }
    if (indent > 0) this.cursor.at -= indent;
  }

  /** What stands behind a dash or a key: in its line, or in the lines below. */
  private valueOf(column: number, depth: number, after: 'dash' | 'key'): Held {
    const sign = this.cursor.at;
    this.commented = this.mustContinue = false;
    this.cursor.at += after === 'key' ? blanksAt(this.units, sign) : spacesAt(this.units, sign);
    const isTabbed = after === 'key' && this.hasTab(sign);
    const code = this.cursor.code();
    if (!isBreak(code) && code !== HASH && code !== END) return this.blockNode(column, depth + 1, after);
    if (isTabbed) throw this.cursor.unsure();
    const empty = this.cursor.at;
    const hasComment = code === HASH;
    if (hasComment && empty === sign) throw this.cursor.unsure();
    this.cursor.at = lineAfter(this.text, this.cursor.at);
    const below = this.below(column, depth, after, empty > sign);
    if (below !== undefined) return below;
    if (hasComment || this.commented) throw this.cursor.unsure();
    this.cursor.at = this.end = empty;
    this.endsInLine = false;
    return this.cursor.absent(empty);
  }

  /** Between that place and where the cursor is. */
  private hasTab(from: number): boolean {
    for (let at = from; at < this.cursor.at; at++) if (this.units[at] === TAB) return true;
    return false;
  }

  /** Undefined where the next content does not belong to the key or dash above it. */
  private below(column: number, depth: number, after: 'dash' | 'key', isSpaced: boolean): Held | undefined {
    const indent = this.toContent();
    // To the library such a comment may end the collection, where spaces stand behind the sign.
    if (isSpaced && this.shallow) throw this.cursor.unsure();
    if (indent > column) return this.blockNode(column, depth + 1, 'line');
    const isList = after === 'key' && indent === column && this.isDash();
    return isList ? this.blockList(column, depth + 1) : undefined;
  }

  private anchored(parent: number, depth: number): SourceNode {
    const { cursor } = this;
    const name = cursor.name();
    const { nodes } = cursor;
    cursor.at += spacesAt(cursor.units, cursor.at);
    const isBelow = isBreak(cursor.code());
    if (isBelow) cursor.at = lineAfter(cursor.text, cursor.at);
    if ((isBelow && this.toContent() <= parent) || cursor.text.charAt(cursor.at) === '*') throw cursor.unsure();
    return cursor.anchor(name, this.blockNode(parent, depth, isBelow ? 'line' : 'anchor'), nodes);
  }

  private blockScalar(parent: number): ScalarValue {
    const { cursor } = this;
    const start = cursor.at;
    const style: ScalarStyle = cursor.text.charAt(start) === '|' ? 'literal' : 'folded';
    const { value, end } = blockScalarAt(cursor.text, cursor.units, start, parent);
    cursor.at = this.end = end;
    this.endsInLine = false;
    return cursor.counted(cursor.placed(value, style, start, end));
  }

  /** The rest of the line behind a value holds nothing. */
  private endLine(held: Held): Held {
    const { cursor } = this;
    const spaces = blanksAt(cursor.units, cursor.at);
    cursor.at += spaces;
    const code = cursor.code();
    if (isBreak(code) || (code === HASH && spaces > 0)) cursor.at = lineAfter(cursor.text, cursor.at);
    else if (code !== END) throw cursor.unsure();
    this.end = cursor.at;
    this.endsInLine = true;
    return held;
  }

  private enterEntry(depth: number, start: number): void {
    const { entries } = this.cursor;
    entries[depth] = start;
    if (entries.length > depth + 1) entries.length = depth + 1;
  }

  /** Whether a list's entry begins here. */
  private isDash(): boolean {
    return this.cursor.code() === DASH && this.cursor.isSpaceAt(1);
  }
}
