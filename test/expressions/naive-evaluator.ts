import { isDeepStrictEqual } from 'node:util';
import type { Expr, Scope } from '../../src/expressions/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';

// The language once more, written from its description and not from its evaluator: slow, obvious, with the host's Date
// and equality. Where the two differ, one of them is wrong.

export type NaiveResult = { readonly value: Json } | { readonly code: string };

class Wrong extends Error {}

export function evaluateNaively(expr: Expr, scope: Scope): NaiveResult {
  try {
    return { value: walk(expr, scope) };
  } catch (thrown) {
    if (thrown instanceof Wrong) return { code: thrown.message };
    throw thrown;
  }
}

function walk(expr: Expr, scope: Scope): Json {
  const go = (each: Expr): Json => walk(each, scope);
  switch (expr.kind) {
    case 'literal':
      return expr.value;
    case 'list':
      return expr.items.map(go);
    case 'object':
      return Object.fromEntries(expr.members.map(([name, value]) => [name, go(value)]));
    case 'name': {
      if (expr.name === 'inputs') return scope.inputs;
      if (expr.name === 'context') return scope.context;
      if (expr.name === 'payload') return scope.payload?.whole() ?? {};
      if (expr.name === 'step') return scope.step === null ? null : { ...scope.step };
      return scope.locals[expr.name as 'item'] ?? null;
    }
    case 'steps': {
      const view = scope.stepNamed(expr.id);
      return view === undefined ? null : { status: view.status, result: view.result, error: view.error };
    }
    case 'member':
      return isPayload(expr.of) ? payloadField(go(expr.of), expr.name) : member(go(expr.of), expr.name);
    case 'index': {
      const of = go(expr.of);
      const key = go(expr.key);
      if (isPayload(expr.of)) {
        if (typeof key !== 'string') throw new Wrong('wrong-operand');
        return payloadField(of, key);
      }
      if (key === null) return null;
      if (typeof key !== 'string' && typeof key !== 'number') throw new Wrong('wrong-operand');
      if (typeof key === 'string') return member(of, key);
      return Array.isArray(of) ? ((of as Json[])[key] ?? null) : null;
    }
    case 'unary': {
      const value = go(expr.operand);
      if (expr.operator === 'not') return !boolean(value);
      return plain(-number(value));
    }
    case 'binary':
      return binary(expr, go);
    case 'call':
      return call(expr, go, scope);
    case 'secret':
      throw new Wrong('expression-failed');
  }
}

function isPayload(expr: Expr): boolean {
  return expr.kind === 'name' && expr.name === 'payload';
}

function payloadField(payload: Json, name: string): Json {
  const found = Object.entries(payload as JsonObject).find(([key]) => key === name);
  if (found === undefined) throw new Wrong('payload-field-missing');
  return found[1];
}

function member(of: Json, name: string): Json {
  if (of === null || typeof of !== 'object' || Array.isArray(of)) return null;
  return Object.entries(of).find(([key]) => key === name)?.[1] ?? null;
}

function boolean(value: Json): boolean {
  if (value === null) return false;
  if (typeof value !== 'boolean') throw new Wrong('wrong-operand');
  return value;
}

function number(value: Json): number {
  if (typeof value !== 'number') throw new Wrong('wrong-operand');
  return value;
}

function plain(value: number): number {
  if (!Number.isFinite(value)) throw new Wrong('not-finite');
  return value === 0 ? 0 : value;
}

function binary(expr: Expr & { kind: 'binary' }, go: (expr: Expr) => Json): Json {
  const { operator } = expr;
  if (operator === 'and') return boolean(go(expr.left)) ? boolean(go(expr.right)) : false;
  if (operator === 'or') return boolean(go(expr.left)) ? true : boolean(go(expr.right));
  const left = go(expr.left);
  const right = go(expr.right);
  switch (operator) {
    case '==':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case '<':
    case '>':
    case '<=':
    case '>=': {
      const comparable = typeof left === typeof right && (typeof left === 'number' || typeof left === 'string');
      if (!comparable && (left === null || right === null)) return false;
      if (!comparable) throw new Wrong('wrong-operand');
      const [a, b] = [left as number, right as number];
      return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
    }
    case 'contains':
      return contains(left, right);
    case 'in':
      return contains(right, left);
    case 'starts_with':
    case 'ends_with': {
      if (typeof left === 'string' && typeof right === 'string') {
        return operator === 'starts_with'
          ? left.slice(0, right.length) === right
          : right.length <= left.length && left.slice(left.length - right.length) === right;
      }
      if (left === null || right === null) return false;
      throw new Wrong('wrong-operand');
    }
    case '+':
      if (typeof left === 'string' && typeof right === 'string') return `${left}${right}`;
      return plain(number(left) + number(right));
    case '-':
      return plain(number(left) - number(right));
    case '*':
      return plain(number(left) * number(right));
    case '/': {
      const [a, b] = [number(left), number(right)];
      if (b === 0) throw new Wrong('division-by-zero');
      return plain(a / b);
    }
  }
}

function same(left: Json, right: Json): boolean {
  return isDeepStrictEqual(left, right);
}

function contains(holder: Json, sought: Json): boolean {
  if (holder === null) return false;
  if (Array.isArray(holder)) return (holder as Json[]).some((each) => same(each, sought));
  if (typeof holder !== 'string' && typeof holder !== 'object') throw new Wrong('wrong-operand');
  if (sought === null) return false;
  if (typeof sought !== 'string') throw new Wrong('wrong-operand');
  return typeof holder === 'string' ? holder.indexOf(sought) !== -1 : Object.keys(holder).some((key) => key === sought);
}

type Kind = 'string' | 'number' | 'list' | 'object' | 'any';

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function call(expr: Expr & { kind: 'call' }, go: (expr: Expr) => Json, scope: Scope): Json {
  const [first, second, third] = expr.args;
  if (expr.name === 'default' && first && second) {
    const value = go(first);
    return value === null ? go(second) : value;
  }
  if (expr.name === 'if' && first && second && third) {
    const condition = go(first);
    if (condition !== null && typeof condition !== 'boolean') throw new Wrong('unfit-argument');
    return condition === true ? go(second) : go(third);
  }
  const args = expr.args.map(go);
  const [a = null, b = null] = args;
  const taken = ['to_string', 'to_json', 'length', 'required'];
  if (!taken.includes(expr.name) && args.includes(null)) return null;
  const kinds = (...wanted: (Kind | Kind[])[]): void => {
    for (const [index, arg] of args.entries()) {
      const accepted = [wanted[index] ?? wanted.at(-1) ?? 'any'].flat();
      if (!accepted.includes('any') && !accepted.includes(kindOf(arg) as Kind)) throw new Wrong('unfit-argument');
    }
  };
  switch (expr.name) {
    case 'now':
      return new Date(scope.now).toISOString();
    case 'time_add': {
      kinds('string', ['string', 'number']);
      const ms =
        typeof b === 'number' ? b : ({ '1h': 3_600_000, '-30m': -1_800_000, '2d': 172_800_000 } as const)[b as '1h'];
      const at = Date.parse((a as string).toUpperCase());
      if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:\d\d)$/i.test(a as string))
        throw new Wrong('invalid-time');
      if (ms === undefined || !Number.isSafeInteger(ms)) throw new Wrong('invalid-duration');
      const sum = new Date(at + ms);
      const year = sum.getUTCFullYear();
      if (Number.isNaN(year) || year < 0 || year > 9999) throw new Wrong('invalid-time');
      return sum.toISOString();
    }
    case 'upper':
      kinds('string');
      return (a as string).toUpperCase();
    case 'lower':
      kinds('string');
      return (a as string).toLowerCase();
    case 'trim':
      kinds('string');
      return (a as string).replace(/^\s+|\s+$/g, '');
    case 'split':
      kinds('string');
      return b === '' ? Array.from(a as string) : (a as string).split(b as string);
    case 'join':
      kinds('list', 'string');
      return (a as Json[]).map(text).join(b as string);
    case 'length':
      if (a === null) return 0;
      kinds(['string', 'list', 'object']);
      return typeof a === 'string' ? Array.from(a).length : Object.keys(a as object).length;
    case 'abs':
      kinds('number');
      return (a as number) < 0 ? -(a as number) : a;
    case 'floor':
      kinds('number');
      return plain(Math.floor(a as number));
    case 'ceil':
      kinds('number');
      return plain(-Math.floor(-(a as number)));
    case 'min':
    case 'max': {
      kinds(['number', 'string', 'list']);
      const all = args.length === 1 && Array.isArray(a) ? (a as Json[]) : args;
      const types = new Set(all.map((each) => typeof each));
      if (types.size > 1 || [...types].some((type) => type !== 'number' && type !== 'string'))
        throw new Wrong('unfit-argument');
      const ordered = all.toSorted((x, y) =>
        (x as number) < (y as number) ? -1 : (x as number) > (y as number) ? 1 : 0,
      );
      return (expr.name === 'min' ? ordered[0] : ordered.at(-1)) ?? null;
    }
    case 'sum': {
      kinds('list');
      const all = a as Json[];
      if (all.some((each) => typeof each !== 'number')) throw new Wrong('unfit-argument');
      return plain(all.reduce((total: number, each) => total + (each as number), 0));
    }
    case 'keys':
      kinds('object');
      return Object.keys(a as JsonObject).sort();
    case 'values':
      kinds('object');
      return Object.keys(a as JsonObject)
        .sort()
        .map((key) => member(a, key));
    case 'merge':
      kinds('object');
      return Object.fromEntries(args.flatMap((each) => Object.entries(each as JsonObject)));
    case 'unique': {
      kinds('list');
      const all = a as Json[];
      return all.filter((each, index) => all.findIndex((other) => same(each, other)) === index);
    }
    case 'slice':
      kinds(['string', 'list'], 'number');
      if (args.slice(1).some((each) => !Number.isInteger(each))) throw new Wrong('unfit-argument');
      return typeof a === 'string'
        ? Array.from(a)
            .slice(b as number, args[2] as number | undefined)
            .join('')
        : (a as Json[]).slice(b as number, args[2] as number | undefined);
    case 'to_string':
      return text(a);
    case 'to_json':
      return JSON.stringify(a);
    case 'required':
      if (typeof b !== 'string') throw new Wrong('unfit-argument');
      if (a === null) throw new Wrong('required-value-missing');
      return a;
    default:
      throw new Error(`the naive evaluator has no ${expr.name}`);
  }
}

function text(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
