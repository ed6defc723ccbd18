import { unreachable } from '../std/index.ts';
import type { Expr } from './ast.ts';
import { isWordCharacter, short } from './lexer.ts';
import { bindingOf, COMPARISON_BINDING, NEGATION_BINDING, NOT_BINDING, TIGHTEST_BINDING } from './operators.ts';

/** The inverse of parseExpression, for messages and for dialects that rewrite names. */
export function printExpression(expr: Expr): string {
  switch (expr.kind) {
    case 'literal':
      return typeof expr.value === 'string' ? quote(expr.value) : JSON.stringify(expr.value);
    case 'list':
      return `[${expr.items.map(printExpression).join(', ')}]`;
    case 'object':
      return `{${expr.members.map(([name, value]) => `${key(name)}: ${printExpression(value)}`).join(', ')}}`;
    case 'name':
      return expr.name;
    case 'steps':
      return `steps${behind(expr.id)}`;
    case 'secret':
      return `secrets${behind(expr.name)}`;
    case 'member':
      return within(expr.of, TIGHTEST_BINDING) + behind(expr.name);
    case 'index':
      return `${within(expr.of, TIGHTEST_BINDING)}[${printExpression(expr.key)}]`;
    case 'unary':
      return expr.operator === 'not'
        ? `not ${within(expr.operand, NOT_BINDING)}`
        : `-${within(expr.operand, expr.operand.kind === 'unary' ? TIGHTEST_BINDING : NEGATION_BINDING)}`;
    case 'binary': {
      const binding = bindingOf(expr.operator);
      // Comparisons don't chain, so theirs need parentheses on both sides; the others group to the left.
      const left = within(expr.left, binding === COMPARISON_BINDING ? binding + 1 : binding);
      return `${left} ${expr.operator} ${within(expr.right, binding + 1)}`;
    }
    case 'call':
      return `${expr.name}(${expr.args.map(printExpression).join(', ')})`;
    default:
      return unreachable(expr);
  }
}

/** For a message: cut where it is long. */
export function shown(expr: Expr): string {
  return short(printExpression(expr));
}

function within(expr: Expr, binding: number): string {
  const text = printExpression(expr);
  return bindingBy(expr) < binding ? `(${text})` : text;
}

function bindingBy(expr: Expr): number {
  if (expr.kind === 'binary') return bindingOf(expr.operator);
  if (expr.kind === 'unary') return expr.operator === 'not' ? NOT_BINDING : NEGATION_BINDING;
  // A number wants parentheses before `.name`, which would read as its digits, and a negative one as its minus.
  const number = expr.kind === 'literal' && typeof expr.value === 'number';
  return number ? NEGATION_BINDING : TIGHTEST_BINDING;
}

function behind(name: string): string {
  return isWord(name) ? `.${name}` : `[${quote(name)}]`;
}

function key(name: string): string {
  return isWord(name) && !/^\d/.test(name) ? name : quote(name);
}

function isWord(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (!isWordCharacter(name.charCodeAt(i))) return false;
  return name !== '';
}

function quote(text: string): string {
  // JSON's own writing of the inside, so that every escape reads back.
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside}'`;
}
