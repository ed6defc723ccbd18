import { unreachable } from '../std/index.ts';
import type { Expr } from './ast.ts';
import { callType } from './check-call.ts';
import { memberType, nameType, stepType } from './check-names.ts';
import { MOST_PROBLEMS } from './limits.ts';
import { short } from './lexer.ts';
import { operandHint, operandMessage } from './operand-rules.ts';
import { shown } from './printer.ts';
import type { ExpressionProblem, ScopeTypes } from './problem.ts';
import { isSecretName, SECRET_NAME_FORM } from './secret-places.ts';
import { spansOf, type Spans } from './spans.ts';
import {
  anyType,
  booleanType,
  describeType,
  listOf,
  mayBe,
  nullable,
  numberType,
  objectOf,
  stringType,
  typeOfValue,
  unionOf,
  type Type,
} from './static-type.ts';

/** All that is known to be wrong with an expression before it runs, in order of writing. Offsets are the expression's own. */
export function checkExpression(expr: Expr, types: ScopeTypes): readonly ExpressionProblem[] {
  return checked(expr, types).problems;
}

/** The same for a place where `{{secrets.NAME}}` may stand: alone between its braces. */
export function checkParameterExpression(expr: Expr, types: ScopeTypes): readonly ExpressionProblem[] {
  if (expr.kind !== 'secret') return checkExpression(expr, types);
  if (isSecretName(expr.name)) return [];
  const message = `the name of a secret is ${SECRET_NAME_FORM}, not \`${short(expr.name)}\``;
  return [{ code: 'invalid-name', message, ...spansOf(expr)(expr) }];
}

/** The same for when, until and condition, which must be able to give true or false. */
export function checkCondition(expr: Expr, types: ScopeTypes): readonly ExpressionProblem[] {
  const { problems, type } = checked(expr, types);
  if (mayBe(type, 'boolean') || mayBe(type, 'null')) return problems;
  const message = `a condition gives true or false; \`${shown(expr)}\` is ${describeType(type)}`;
  const hint = type.kind === 'number' ? `compare it: ${shown(expr)} > 0` : `compare it: ${shown(expr)} != null`;
  return [...problems, { code: 'condition-never-boolean', message, ...spansOf(expr)(expr), hint }];
}

/** The same for a place that takes only values of certain kinds; `takes` says so in words. */
export function checkGiving(
  expr: Expr,
  types: ScopeTypes,
  kinds: readonly Type['kind'][],
  takes: string,
): readonly ExpressionProblem[] {
  const { problems, type } = checked(expr, types);
  if (kinds.some((kind) => mayBe(type, kind))) return problems;
  const message = `${takes}; \`${shown(expr)}\` is ${describeType(type)}`;
  return [...problems, { code: 'wrong-type', message, ...spansOf(expr)(expr) }];
}

export function typeOf(expr: Expr, types: ScopeTypes): Type {
  return checked(expr, types).type;
}

function checked(
  expr: Expr,
  types: ScopeTypes,
): { readonly type: Type; readonly problems: readonly ExpressionProblem[] } {
  const checker = new Checker(types, spansOf(expr));
  const type = checker.typeOf(expr);
  return { type, problems: checker.problems.toSorted((a, b) => a.start - b.start) };
}

export class Checker {
  readonly types: ScopeTypes;
  readonly problems: ExpressionProblem[] = [];
  private readonly spans: Spans;

  constructor(types: ScopeTypes, spans: Spans) {
    this.types = types;
    this.spans = spans;
  }

  report(code: ExpressionProblem['code'], message: string, expr: Expr, hint?: string): void {
    this.problems.push({ code, message, ...this.spans(expr), ...(hint !== undefined && { hint }) });
  }

  /** Recursion is as deep as the tree, which the parser bounds. */
  typeOf(expr: Expr): Type {
    // More than are ever listed.
    if (this.problems.length >= MOST_PROBLEMS) return anyType;
    switch (expr.kind) {
      case 'literal':
        return typeOfValue(expr.value);
      case 'list': {
        const items = expr.items.map((item) => this.typeOf(item));
        return listOf(items.length === 0 ? anyType : unionOf(...items));
      }
      case 'object':
        return objectOf(
          expr.members.map(([name, value]) => [name, this.typeOf(value)] as const),
          false,
        );
      case 'name':
        return nameType(expr, this);
      case 'steps':
        return stepType(expr, this);
      case 'secret':
        this.report(
          'secret-not-allowed-here',
          `\`${shown(expr)}\`: a secret is a piece of what a service is sent, and known nowhere else`,
          expr,
          'write {{secrets.NAME}} by itself, in `parameters` of a call',
        );
        return anyType;
      case 'member':
        return memberType(expr, this.typeOf(expr.of), this);
      case 'index':
        return this.index(expr);
      case 'unary':
        return this.unary(expr);
      case 'binary':
        return this.binary(expr);
      case 'call':
        return callType(expr, this);
      default:
        return unreachable(expr);
    }
  }

  private index(expr: Expr & { kind: 'index' }): Type {
    const of = this.typeOf(expr.of);
    const key = this.typeOf(expr.key);
    if (!mayBe(key, 'number') && !mayBe(key, 'string') && !mayBe(key, 'null')) {
      const message = `a member is named by a string or a number; \`${shown(expr.key)}\` is ${describeType(key)}`;
      this.report('wrong-type', message, expr.key);
    }
    if (!['any', 'list', 'object', 'null'].some((kind) => mayBe(of, kind as Type['kind']))) {
      this.report(
        'always-null',
        `\`${shown(expr.of)}\` is ${describeType(of)}, which has no members: always null`,
        expr,
      );
    }
    return key.kind === 'number' ? elementOf(of) : anyType;
  }

  private unary(expr: Expr & { kind: 'unary' }): Type {
    const type = this.typeOf(expr.operand);
    if (expr.operator === 'not') {
      if (!mayBe(type, 'boolean') && !mayBe(type, 'null')) {
        const message = `\`not\` takes true or false; \`${shown(expr.operand)}\` is ${describeType(type)}`;
        this.report('wrong-type', message, expr, 'compare it: there is no truthiness');
      }
      return booleanType;
    }
    if (!mayBe(type, 'number')) {
      this.report('wrong-type', `\`-\` takes a number; \`${shown(expr.operand)}\` is ${describeType(type)}`, expr);
    }
    return numberType;
  }

  private binary(expr: Expr & { kind: 'binary' }): Type {
    const left = this.typeOf(expr.left);
    const right = this.typeOf(expr.right);
    if (expr.operator === '==' || expr.operator === '!=') this.comparison(expr, left, right);
    else if (!operandsFit(expr.operator, left, right)) {
      const [a, b] = [describeType(left), describeType(right)];
      this.report('wrong-type', operandMessage(expr, a, b), expr, operandHint(expr, a, b));
    }
    if (expr.operator === '-' || expr.operator === '*' || expr.operator === '/') return numberType;
    if (expr.operator !== '+') return booleanType;
    const numbers = mayBe(left, 'number') && mayBe(right, 'number');
    const strings = mayBe(left, 'string') && mayBe(right, 'string');
    if (numbers && strings) return unionOf(numberType, stringType);
    return numbers ? numberType : strings ? stringType : anyType;
  }

  /** Legal, but never true: nothing is converted. A comparison with what may be null is a guard, and left alone. */
  private comparison(expr: Expr & { kind: 'binary' }, left: Type, right: Type): void {
    const kinds = ['null', 'boolean', 'number', 'string', 'list', 'object'] as const;
    const always = expr.operator === '==' ? 'always false' : 'always true';
    if (mayBe(left, 'null') || mayBe(right, 'null')) {
      if (left.kind === 'any' || right.kind === 'any' || left.kind === 'null' || right.kind === 'null') return;
    }
    if (!kinds.some((kind) => mayBe(left, kind) && mayBe(right, kind))) {
      const [a, b] = [describeType(left), describeType(right)];
      const message = `\`${shown(expr)}\` is ${always}: \`${shown(expr.left)}\` is ${a} and \`${shown(expr.right)}\` is ${b}`;
      this.report('never-equal', message, expr, operandHint(expr, a, b));
      return;
    }
    if (
      left.kind !== 'string' ||
      right.kind !== 'string' ||
      left.options === undefined ||
      right.options === undefined
    ) {
      return;
    }
    const { options } = right;
    if (left.options.some((option) => options.includes(option))) return;
    const [all, one] =
      left.options.length > right.options.length ? [left.options, right.options] : [options, left.options];
    const message = `\`${shown(expr)}\` is ${always}: it is one of ${quoted(all)}, never ${quoted(one)}`;
    const near = all.find((option) => option === one[0]?.toLowerCase());
    this.report('never-equal', message, expr, near === undefined ? undefined : `write '${near}'`);
  }
}

/** Null behind the end of a list, and of what may be null itself. */
function elementOf(type: Type): Type {
  const options = (type.kind === 'union' ? type.options : [type]).filter(({ kind }) => kind !== 'null');
  const lists = options.filter((option) => option.kind === 'list');
  if (lists.length === 0 || lists.length < options.length) return anyType;
  return nullable(unionOf(...lists.map((list) => list.of)));
}

function quoted(options: readonly string[]): string {
  return options.map((option) => `'${option}'`).join(', ');
}

function operandsFit(operator: (Expr & { kind: 'binary' })['operator'], left: Type, right: Type): boolean {
  const both = (kind: Type['kind']): boolean => mayBe(left, kind) && mayBe(right, kind);
  const logical = (type: Type): boolean => mayBe(type, 'boolean') || mayBe(type, 'null');
  const noneIsNull = !mayBe(left, 'null') && !mayBe(right, 'null');
  switch (operator) {
    case 'or':
    case 'and':
      return logical(left) && logical(right);
    case '<':
    case '>':
    case '<=':
    case '>=':
      return both('number') || both('string') || !noneIsNull;
    case 'starts_with':
    case 'ends_with':
      return both('string') || !noneIsNull;
    case 'contains':
      return mayContain(left, right);
    case 'in':
      return mayContain(right, left);
    case '+':
      return both('number') || both('string');
    case '-':
    case '*':
    case '/':
      return both('number');
    case '==':
    case '!=':
      return true;
  }
}

function mayContain(holder: Type, sought: Type): boolean {
  if (mayBe(holder, 'list') || mayBe(holder, 'null')) return true;
  return (mayBe(holder, 'string') || mayBe(holder, 'object')) && (mayBe(sought, 'string') || mayBe(sought, 'null'));
}
