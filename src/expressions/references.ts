import type { Expr } from './ast.ts';
import { partsOfExpression } from './dependencies.ts';

/** What an expression reads, each as far as it goes into it: of `steps.a.result.b == inputs.c` the two sides. In order
 * of writing; a secret is none, since nobody may be shown it. An own stack: nothing here recurses. */
export function referencesIn(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  const waiting: Expr[] = [expr];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const root = rootOf(each);
    waiting.push(...partsOf(each).toReversed());
    if (root.kind === 'name' || root.kind === 'steps') found.push(each);
    else if (root !== each) waiting.push(root);
  }
  return found;
}

/** What `a.b[c]` begins with. */
function rootOf(expr: Expr): Expr {
  let root = expr;
  while (root.kind === 'member' || root.kind === 'index') root = root.of;
  return root;
}

/** Without what a chain of members begins with: that is looked at as its root. */
function partsOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'member' || expr.kind === 'index' ? keysOf(expr) : partsOfExpression(expr);
}

function keysOf(expr: Expr): readonly Expr[] {
  const keys: Expr[] = [];
  for (let each = expr; each.kind === 'member' || each.kind === 'index'; each = each.of) {
    if (each.kind === 'index') keys.unshift(each.key);
  }
  return keys;
}
