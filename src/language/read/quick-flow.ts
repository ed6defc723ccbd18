import { HASH, isBreak, isMarker, lineAfter, spacesAt } from './quick-scalars.ts';
import type { Cursor, Starts } from './quick-cursor.ts';
import type { SourceEntry, SourceNode } from './source.ts';
import { tooDeep } from './tree-mistakes.ts';

const BRACKET = 91;
const BRACE = 123;

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
  const items: SourceNode[] = [];
  let height = 0;
  skip(cursor, parent);
  while (cursor.text.charAt(cursor.at) !== ']') {
    cursor.widen('list', items.length, start);
    items.push(flowNode(cursor, parent, depth + 1));
    height = Math.max(height, cursor.height);
    endItem(cursor, parent, ']');
  }
  return cursor.closed({ kind: 'list', items, span: { start, end: ++cursor.at } }, nodes, height);
}

function flowMap(cursor: Cursor, parent: number, depth: number): SourceNode {
  const nodes = cursor.nodes++;
  const start = cursor.at++;
  const entries: SourceEntry[] = [];
  let starts: Starts = null;
  let height = 0;
  skip(cursor, parent);
  while (cursor.text.charAt(cursor.at) !== '}') {
    cursor.widen('map', entries.length, start);
    const key = cursor.key(true);
    cursor.at++;
    skip(cursor, parent);
    const value = flowNode(cursor, parent, depth + 1);
    height = Math.max(height, cursor.height);
    starts = cursor.keep(entries, starts, key, value);
    endItem(cursor, parent, '}');
  }
  return cursor.closed({ kind: 'map', entries, span: { start, end: ++cursor.at } }, nodes, height);
}

function endItem(cursor: Cursor, parent: number, close: ']' | '}'): void {
  skip(cursor, parent);
  const char = cursor.text.charAt(cursor.at);
  if (char === close) return;
  if (char !== ',') throw cursor.unsure();
  cursor.at++;
  skip(cursor, parent);
}

function flowNode(cursor: Cursor, parent: number, depth: number): SourceNode {
  const code = cursor.code();
  if (code === BRACKET || code === BRACE) return flowAt(cursor, parent, depth);
  const char = cursor.text.charAt(cursor.at);
  if (char === '*') return cursor.alias(depth);
  if (char === '&') {
    const name = cursor.name();
    const nodes = cursor.nodes;
    cursor.at += spacesAt(cursor.text, cursor.at);
    if ('&*'.includes(cursor.text.charAt(cursor.at))) throw cursor.unsure();
    return cursor.anchor(name, flowNode(cursor, parent, depth), nodes);
  }
  return cursor.counted(cursor.scalar(parent, true));
}

/** White space, comments and line breaks inside brackets. */
function skip(cursor: Cursor, parent: number): void {
  const { text } = cursor;
  for (;;) {
    cursor.at += spacesAt(text, cursor.at);
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
    const indent = spacesAt(text, cursor.at);
    const first = cursor.code(indent);
    if (isBreak(first) || first === HASH) continue;
    if (indent <= parent || (indent === 0 && isMarker(text, cursor.at))) throw cursor.unsure();
  }
}
