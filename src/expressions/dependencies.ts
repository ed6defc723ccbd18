import { unreachable } from '../std/index.ts';
import type { Expr } from './ast.ts';
import type { Template } from './template.ts';

/** The ids behind `steps`, in order of appearance, each once: what must have ended before this can be evaluated. */
export function stepsReadBy(from: Expr | Template): readonly string[] {
  const ids = new Set<string>();
  for (const expr of expressionsOf(from)) if (expr.kind === 'steps') ids.add(expr.id);
  return [...ids];
}

/** Every node, a node before its children and those in order of writing. An own stack: nothing here recurses. */
export function* expressionsOf(from: Expr | Template): Generator<Expr> {
  const waiting: (Expr | Template)[] = [from];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if ('at' in each) yield each;
    waiting.push(...childrenOf(each).toReversed());
  }
}

function childrenOf(from: Expr | Template): readonly (Expr | Template)[] {
  if ('at' in from) return partsOfExpression(from);
  switch (from.kind) {
    case 'value':
      return [];
    case 'list':
      return from.items;
    case 'object':
      return from.members.map(([, value]) => value);
    case 'expression':
      return [from.expr];
    case 'text':
      return from.parts.filter((part) => typeof part === 'object');
    default:
      return unreachable(from);
  }
}

/** What it is made of, in order of writing. */
export function partsOfExpression(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'name':
    case 'steps':
    case 'secret':
      return [];
    case 'list':
      return expr.items;
    case 'object':
      return expr.members.map(([, value]) => value);
    case 'member':
      return [expr.of];
    case 'index':
      return [expr.of, expr.key];
    case 'unary':
      return [expr.operand];
    case 'binary':
      return [expr.left, expr.right];
    case 'call':
      return expr.args;
    default:
      return unreachable(expr);
  }
}
