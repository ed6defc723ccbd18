import { HASH, isBreak, isMarker, lineAfter, SPACE, spacesAt } from './quick-scalars.ts';
import type { Starts } from './key-starts.ts';
import type { Cursor } from './quick-cursor.ts';
import { NO_KEYS, type Held } from './nodes.ts';
import type { SourceNode } from './source.ts';
import { tooDeep } from './tree-mistakes.ts';

const BRACKET = 91;
const BRACE = 123;
const CLOSING_BRACKET = 93;
const CLOSING_BRACE = 125;
const COMMA = 44;
const STAR = 42;
const AMPERSAND = 38;

/** A list or a map in brackets, at whose bracket the cursor stands. `parent` is the indentation of the block collection
 * around it: further lines are indented by more. By recursion, which the limit on nesting bounds. */
export function flowAt(cursor: Cursor, parent: number, depth: number): SourceNode {
  const start = cursor.at;
  if (depth >= cursor.limits.nesting) throw cursor.stop(tooDeep(cursor.limits, { start, end: start + 1 }));
  return cursor.code() === BRACKET ? flowList(cursor, parent, depth) : flowMap(cursor, parent, depth);
}

function flowList(cursor: Cursor, parent: number, depth: number): SourceNode {
  const nodes = cursor.nodes++;
  const start = cursor.at++;
  const { parts } = cursor;
  const bounds = cursor.places.next;
  const begin = parts.begin();
  let height = 0;
  skip(cursor, parent);
  while (cursor.code() !== CLOSING_BRACKET) {
    cursor.lengthen(bounds, parts.countFrom(begin), start);
    cursor.append(flowNode(cursor, parent, depth + 1));
    height = Math.max(height, cursor.height);
    endItem(cursor, parent, CLOSING_BRACKET);
  }
  return cursor.closed(parts.list(begin, start, ++cursor.at), nodes, height);
}

function flowMap(cursor: Cursor, parent: number, depth: number): SourceNode {
  const nodes = cursor.nodes++;
  const start = cursor.at++;
  const { parts, places } = cursor;
  const bounds = places.next;
  const begin = parts.begin();
  let starts: Starts = null;
  let likely = parts.likelyKeys(depth);
  const likelyStarts = parts.likelyStarts(depth);
  let height = 0;
  skip(cursor, parent);
  while (cursor.code() !== CLOSING_BRACE) {
    const count = parts.countFrom(begin);
    cursor.widen(count, start);
    let name = count < likely.length ? cursor.keyLike(likely[count], likelyStarts[count]) : null;
    if (name === null) {
      name = cursor.key(true);
      if (count >= likely.length || likely[count] !== name) likely = NO_KEYS;
    }
    const { keyStart, keyEnd } = cursor;
    cursor.at++;
    places.behindKey(bounds, name);
    if (cursor.code() === SPACE) cursor.at++;
    skip(cursor, parent);
    const value = flowNode(cursor, parent, depth + 1);
    height = Math.max(height, cursor.height);
    starts = cursor.keep(bounds, begin, starts, name, keyStart, keyEnd, value, likely !== NO_KEYS);
    endItem(cursor, parent, CLOSING_BRACE);
  }
  return cursor.closed(parts.map(begin, start, ++cursor.at, depth, likely), nodes, height);
}

function endItem(cursor: Cursor, parent: number, close: number): void {
  let code = cursor.code();
  if (code !== COMMA && code !== close) {
    skip(cursor, parent);
    code = cursor.code();
  }
  if (code === close) return;
  if (code !== COMMA) throw cursor.unsure();
  cursor.at++;
  if (cursor.code() === SPACE) cursor.at++;
  skip(cursor, parent);
}

function flowNode(cursor: Cursor, parent: number, depth: number): Held {
  const code = cursor.code();
  if (code === BRACKET || code === BRACE) return flowAt(cursor, parent, depth);
  if (code === STAR) return cursor.alias(depth);
  if (code === AMPERSAND) {
    const name = cursor.name();
    const nodes = cursor.nodes;
    cursor.at += spacesAt(cursor.units, cursor.at);
    if ('&*'.includes(cursor.text.charAt(cursor.at))) throw cursor.unsure();
    return cursor.anchor(name, flowNode(cursor, parent, depth), nodes);
  }
  return cursor.counted(cursor.scalar(parent, true));
}

/** White space, comments and line breaks inside brackets. */
function skip(cursor: Cursor, parent: number): void {
  const { text, units } = cursor;
  const next = cursor.code();
  if (next > SPACE && next !== HASH) return;
  for (;;) {
    cursor.at += spacesAt(units, cursor.at);
    const code = cursor.code();
    if (code === HASH) {
      if (!cursor.isSpaceAt(-1)) throw cursor.unsure();
      cursor.at = lineAfter(text, cursor.at);
      if (text.charAt(cursor.at - 1) !== '\n') throw cursor.unsure();
    } else if (isBreak(code)) {
      cursor.at = lineAfter(text, cursor.at);
    } else {
      return;
    }
    const indent = spacesAt(units, cursor.at);
    const first = cursor.code(indent);
    if (isBreak(first) || first === HASH) continue;
    if (indent <= parent || (indent === 0 && isMarker(units, cursor.at))) throw cursor.unsure();
  }
}
