import type { Span } from '../problems/index.ts';
import type { Expr } from './ast.ts';
import { endKey, readEnds } from './parser.ts';

export type Spans = (expr: Expr) => Span;

/** Where each node of a tree stands in the text it was read from. The tree itself keeps one offset a node, since it
 * travels in every plan; only a message needs more, so the text is read once more where there is one to write. Of a
 * tree that was not read from text (a plan's, a dialect's) each node is its one offset. */
export function spansOf(root: Expr): Spans {
  let ends: ReadonlyMap<string, number> | null = null;
  return (expr) => {
    ends ??= readEnds(root);
    const start = firstOf(expr).at;
    return { start, end: ends.get(endKey(expr)) ?? Math.max(start, expr.at) + 1 };
  };
}

function firstOf(expr: Expr): Expr {
  let first = expr;
  for (;;) {
    if (first.kind === 'member' || first.kind === 'index') first = first.of;
    else if (first.kind === 'binary') first = first.left;
    else return first;
  }
}
