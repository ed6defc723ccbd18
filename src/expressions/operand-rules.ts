import type { BinaryOperator, Expr } from './ast.ts';
import { shown } from './printer.ts';

/** What each operator takes, for messages before running and while running alike. */
const takes: Readonly<Record<Exclude<BinaryOperator, '==' | '!='>, string>> = {
  or: 'takes true or false on both sides',
  and: 'takes true or false on both sides',
  '<': 'compares two numbers or two strings',
  '>': 'compares two numbers or two strings',
  '<=': 'compares two numbers or two strings',
  '>=': 'compares two numbers or two strings',
  contains: 'looks for a string in a string, an element in a list, or a key in an object',
  starts_with: 'takes two strings',
  ends_with: 'takes two strings',
  in: 'looks for a string in a string, an element in a list, or a key in an object',
  '+': 'adds two numbers or joins two strings',
  '-': 'takes two numbers',
  '*': 'takes two numbers',
  '/': 'takes two numbers',
};

/** `left` and `right` as describeValue or describeType name them; both are said, since it is the pair that doesn't fit. */
export function operandMessage(expr: Expr & { kind: 'binary' }, left: string, right: string): string {
  const { operator } = expr;
  const rule = operator === '==' || operator === '!=' ? 'compares two values' : takes[operator];
  return `\`${operator}\` ${rule}; \`${shown(expr.left)}\` is ${left} and \`${shown(expr.right)}\` is ${right}`;
}

/** One line of advice where there is some. */
export function operandHint(expr: Expr & { kind: 'binary' }, left: string, right: string): string | undefined {
  const { operator } = expr;
  const arithmetic = operator === '+' || operator === '-' || operator === '*' || operator === '/';
  if (arithmetic && (left === 'null' || right === 'null')) {
    const missing = left === 'null' ? expr.left : expr.right;
    const other = left === 'null' ? right : left;
    return `write default(${shown(missing)}, ${operator === '+' && other === 'a string' ? "''" : '0'})`;
  }
  const pair = [left, right].sort().join();
  if (pair === 'a number,a string') {
    const [text, number] = left === 'a string' ? [expr.left, expr.right] : [expr.right, expr.left];
    if (operator === '+') return `write to_string(${shown(number)}) to join, or to_number(${shown(text)}) to add`;
    if (arithmetic || operator.startsWith('<') || operator.startsWith('>')) return `write to_number(${shown(text)})`;
    return `write to_string(${shown(number)})`;
  }
  if (operator === '+' && pair === 'an object,an object') return 'write merge(a, b)';
  if (operator === 'and' || operator === 'or')
    return 'there is no truthiness: compare, as in a != null or length(a) > 0';
  return undefined;
}
