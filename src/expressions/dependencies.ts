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
  switch (from.kind) {
    case 'literal':
    case 'name':
    case 'steps':
    case 'secret':
    case 'value':
      return [];
    case 'list':
      return from.items;
    case 'object':
      return from.members.map(([, value]: readonly [string, Expr | Template]) => value);
    case 'member':
      return [from.of];
    case 'index':
      return [from.of, from.key];
    case 'unary':
      return [from.operand];
    case 'binary':
      return [from.left, from.right];
    case 'call':
      return from.args;
    case 'expression':
      return [from.expr];
    case 'text':
      return from.parts.filter((part) => typeof part === 'object');
    default:
      return unreachable(from);
  }
}
