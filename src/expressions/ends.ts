import type { Span } from '../problems/index.ts';
import type { Expr } from './ast.ts';

// Beside the tree rather than in it: only a message before running underlines a whole expression, while the tree
// itself travels in every plan.
const ends = new WeakMap<Expr, number>();

/** Remembers where a node's text ends. */
export function ending<Node extends Expr>(node: Node, end: number): Node {
  ends.set(node, end);
  return node;
}

/** The text an expression was read from; of one that was not read from text (a plan's), its one offset. */
export function spanOf(expr: Expr): Span {
  let first = expr;
  for (;;) {
    if (first.kind === 'member' || first.kind === 'index') first = first.of;
    else if (first.kind === 'binary') first = first.left;
    else break;
  }
  return { start: first.at, end: ends.get(expr) ?? expr.at + 1 };
}
