import { isList, isObject, jsonEqual, own, setOwn, unreachable, type Json } from '../std/index.ts';
import type { Expr } from './ast.ts';
import { describeValue } from './describe-value.ts';
import { Fault, type Evaluation } from './evaluation.ts';
import { compileCall } from './compile-call.ts';
import { operandHint, operandMessage } from './operand-rules.ts';
import { shown } from './printer.ts';
import type { LocalName } from './template.ts';

/** A tree as nested functions, which run several times faster than walking it again and again. */
export type Compiled = (evaluation: Evaluation) => Json;

const compiledBefore = new WeakMap<Expr, Compiled>();

/** Once per tree: plans are deserialized once per execution and evaluated many times. */
export function compiled(expr: Expr): Compiled {
  let found = compiledBefore.get(expr);
  if (found === undefined) {
    found = compile(expr);
    compiledBefore.set(expr, found);
  }
  return found;
}

// Recursion is as deep as the tree, which the parser bounds.
function compile(expr: Expr): Compiled {
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr;
      return () => value;
    }
    case 'list': {
      const items = expr.items.map(compile);
      return (evaluation) => items.map((item) => item(evaluation));
    }
    case 'object':
      return compileObject(expr);
    case 'name':
      return compileName(expr);
    case 'steps': {
      const { id } = expr;
      return ({ scope }) => {
        const view = scope.stepNamed(id);
        return view === undefined ? null : { status: view.status, result: view.result, error: view.error };
      };
    }
    case 'secret':
      return () => {
        throw new Fault('expression-failed', `\`${shown(expr)}\`: no secret is resolved here`, expr.at);
      };
    case 'member':
      return compileMember(expr);
    case 'index':
      return compileIndex(expr);
    case 'unary':
      return expr.operator === 'not' ? compileNot(expr) : compileNegation(expr);
    case 'binary':
      return compileBinary(expr);
    case 'call':
      return compileCall(expr, expr.args.map(compile));
    default:
      return unreachable(expr);
  }
}

function compileObject(expr: Expr & { kind: 'object' }): Compiled {
  const members = expr.members.map(([name, value]) => [name, compile(value)] as const);
  return (evaluation) => {
    const made: Record<string, Json> = {};
    for (const [name, value] of members) setOwn(made, name, value(evaluation));
    return made;
  };
}

function compileName(expr: Expr & { kind: 'name' }): Compiled {
  switch (expr.name) {
    case 'inputs':
      return ({ scope }) => scope.inputs;
    case 'context':
      return ({ scope }) => scope.context;
    case 'payload':
      return ({ scope }) => scope.payload?.whole() ?? {};
    case 'step':
      return ({ scope }) => (scope.step === null ? null : { id: scope.step.id });
    case 'item':
    case 'index':
    case 'value':
    case 'response':
    case 'result':
    case 'error':
    case 'error_code': {
      const name: LocalName = expr.name;
      return ({ scope }) => scope.locals[name] ?? null;
    }
    default:
      return () => {
        throw new Fault('expression-failed', `\`${shown(expr)}\`: no such name`, expr.at);
      };
  }
}

function compileMember(expr: Expr & { kind: 'member' }): Compiled {
  const { of, name } = expr;
  if (of.kind === 'steps' && (name === 'status' || name === 'result' || name === 'error')) {
    const { id } = of;
    return ({ scope }) => scope.stepNamed(id)?.[name] ?? null;
  }
  if (isPayload(of)) return (evaluation) => payloadField(evaluation, name, expr);
  const value = compile(of);
  return (evaluation) => own(value(evaluation), name) ?? null;
}

function isPayload(expr: Expr): boolean {
  return expr.kind === 'name' && expr.name === 'payload';
}

/** A field that is not there is no null: what a step sends must have been given by somebody. */
function payloadField({ scope }: Evaluation, name: string, expr: Expr): Json {
  const value = scope.payload?.field(name);
  if (value !== undefined) return value;
  const reader = scope.step === null ? '' : `, which \`${scope.step.id}\` reads`;
  const message = `the payload has no field \`${name}\`${reader}: neither the inputs nor a step before gave it`;
  throw new Fault('payload-field-missing', message, expr.at);
}

function fieldName(name: Json, { key }: Expr & { kind: 'index' }): string {
  if (typeof name === 'string') return name;
  const message = `a field of the payload is named by a string; \`${shown(key)}\` is ${describeValue(name)}`;
  throw new Fault('wrong-operand', message, key.at);
}

function compileIndex(expr: Expr & { kind: 'index' }): Compiled {
  const key = compile(expr.key);
  if (isPayload(expr.of)) return (evaluation) => payloadField(evaluation, fieldName(key(evaluation), expr), expr);
  const of = compile(expr.of);
  return (evaluation) => {
    const value = of(evaluation);
    const at = key(evaluation);
    if (typeof at === 'number') return isList(value) ? (value[at] ?? null) : null;
    if (typeof at === 'string') return own(value, at) ?? null;
    if (at === null) return null;
    const message = `a member is named by a string or a number; \`${shown(expr.key)}\` is ${describeValue(at)}`;
    throw new Fault('wrong-operand', message, expr.key.at);
  };
}

function compileNot(expr: Expr & { kind: 'unary' }): Compiled {
  const operand = compile(expr.operand);
  return (evaluation) => {
    const value = operand(evaluation);
    if (typeof value === 'boolean') return !value;
    if (value === null) return true;
    const message = `\`not\` takes true or false; \`${shown(expr.operand)}\` is ${describeValue(value)}`;
    throw new Fault('wrong-operand', message, expr.at);
  };
}

function compileNegation(expr: Expr & { kind: 'unary' }): Compiled {
  const operand = compile(expr.operand);
  return (evaluation) => {
    const value = operand(evaluation);
    // `0 -` and not `-`: there is no negative zero.
    if (typeof value === 'number') return 0 - value;
    const hint = value === null ? `; write default(${shown(expr.operand)}, 0)` : '';
    const message = `\`-\` takes a number; \`${shown(expr.operand)}\` is ${describeValue(value)}${hint}`;
    throw new Fault('wrong-operand', message, expr.at);
  };
}

type Binary = Expr & { readonly kind: 'binary' };

function compileBinary(expr: Binary): Compiled {
  const left = compile(expr.left);
  const right = compile(expr.right);
  const { operator } = expr;
  switch (operator) {
    case 'or':
      return (evaluation) => truth(expr, left(evaluation), null) || truth(expr, null, right(evaluation));
    case 'and':
      return (evaluation) => truth(expr, left(evaluation), null) && truth(expr, null, right(evaluation));
    case '==':
      return (evaluation) => equal(left(evaluation), right(evaluation), evaluation);
    case '!=':
      return (evaluation) => !equal(left(evaluation), right(evaluation), evaluation);
    case '<':
      return (evaluation) => ordered(expr, left(evaluation), right(evaluation), (a, b) => a < b);
    case '>':
      return (evaluation) => ordered(expr, left(evaluation), right(evaluation), (a, b) => a > b);
    case '<=':
      return (evaluation) => ordered(expr, left(evaluation), right(evaluation), (a, b) => a <= b);
    case '>=':
      return (evaluation) => ordered(expr, left(evaluation), right(evaluation), (a, b) => a >= b);
    case 'contains':
      return (evaluation) => contains(expr, left(evaluation), right(evaluation), evaluation);
    case 'in':
      return (evaluation) => {
        const element = left(evaluation);
        return contains(expr, right(evaluation), element, evaluation);
      };
    case 'starts_with':
      return (evaluation) => affix(expr, left(evaluation), right(evaluation), evaluation, (a, b) => a.startsWith(b));
    case 'ends_with':
      return (evaluation) => affix(expr, left(evaluation), right(evaluation), evaluation, (a, b) => a.endsWith(b));
    case '+':
    case '-':
    case '*':
    case '/':
      return compileArithmetic(expr, operator, left, right);
    default:
      return unreachable(operator);
  }
}

/** Null counts as false. The side that was not evaluated is handed in as null. */
function truth(expr: Binary, left: Json, right: Json): boolean {
  const value = left ?? right;
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  const side = left === null ? expr.right : expr.left;
  const hint = 'there is no truthiness: compare, as in a != null or length(a) > 0';
  const message = `\`${expr.operator}\` takes true or false; \`${shown(side)}\` is ${describeValue(value)}; ${hint}`;
  throw new Fault('wrong-operand', message, expr.at);
}

function equal(left: Json, right: Json, evaluation: Evaluation): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return jsonEqual(left, right, () => evaluation.charge(1));
}

function ordered(
  expr: Binary,
  left: Json,
  right: Json,
  holds: (a: number | string, b: number | string) => boolean,
): boolean {
  if (typeof left === 'number' && typeof right === 'number') return holds(left, right);
  if (typeof left === 'string' && typeof right === 'string') return holds(left, right);
  if (left === null || right === null) return false;
  throw wrongOperands(expr, left, right);
}

function contains(expr: Binary, holder: Json, sought: Json, evaluation: Evaluation): boolean {
  if (holder === null) return false;
  if (isList(holder)) {
    evaluation.charge(holder.length);
    return holder.some((element) => equal(element, sought, evaluation));
  }
  if (sought === null && (typeof holder === 'string' || isObject(holder))) return false;
  if (typeof sought === 'string') {
    if (typeof holder === 'string') {
      evaluation.charge(holder.length / 16);
      return holder.includes(sought);
    }
    if (isObject(holder)) return Object.hasOwn(holder, sought);
  }
  throw expr.operator === 'in' ? wrongOperands(expr, sought, holder) : wrongOperands(expr, holder, sought);
}

function affix(
  expr: Binary,
  left: Json,
  right: Json,
  evaluation: Evaluation,
  holds: (text: string, part: string) => boolean,
): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    evaluation.charge(right.length / 16);
    return holds(left, right);
  }
  if (left === null || right === null) return false;
  throw wrongOperands(expr, left, right);
}

function compileArithmetic(expr: Binary, operator: '+' | '-' | '*' | '/', left: Compiled, right: Compiled): Compiled {
  return (evaluation) => {
    const a = left(evaluation);
    const b = right(evaluation);
    if (typeof a !== 'number' || typeof b !== 'number') {
      if (operator === '+' && typeof a === 'string' && typeof b === 'string') return joined(a, b, expr, evaluation);
      throw wrongOperands(expr, a, b);
    }
    if (operator === '/' && b === 0) {
      throw new Fault('division-by-zero', `\`/\` by zero: \`${shown(expr.right)}\` is 0`, expr.at);
    }
    const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b;
    if (Number.isFinite(result)) return result + 0;
    throw new Fault('not-finite', `the result of \`${shown(expr)}\` is too large for a number`, expr.at);
  };
}

function joined(left: string, right: string, expr: Expr, evaluation: Evaluation): string {
  evaluation.standAt(expr.at);
  evaluation.room(left.length + right.length);
  return evaluation.text(left + right);
}

function wrongOperands(expr: Binary, left: Json, right: Json): Fault {
  const [a, b] = [describeValue(left), describeValue(right)];
  const hint = operandHint(expr, a, b);
  return new Fault('wrong-operand', `${operandMessage(expr, a, b)}${hint === undefined ? '' : `; ${hint}`}`, expr.at);
}
