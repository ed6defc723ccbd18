import { isList, isObject, type Json } from '../std/index.ts';
import type { Expr } from './ast.ts';
import type { Compiled } from './compile.ts';
import { describeValue } from './describe-value.ts';
import { Fault } from './evaluation.ts';
import { parameterAt, wrongCount, type FunctionEntry } from './functions/function-entry.ts';
import { functionTable } from './functions/function-table.ts';
import { shown } from './printer.ts';
import { describeType, type Type } from './static-type.ts';

export function compileCall(expr: Expr & { kind: 'call' }, args: readonly Compiled[]): Compiled {
  const entry = functionTable.get(expr.name);
  // The checker refuses both before anything is registered; a plan may still have been written by another version.
  const wrong = entry === undefined ? `\`${expr.name}\`: no such function` : wrongCount(entry, args.length);
  if (entry === undefined || wrong !== null) {
    return () => {
      throw new Fault('expression-failed', wrong ?? '', expr.at);
    };
  }
  if (entry.kind === 'lazy') {
    const { choose } = entry;
    return (evaluation) => choose(args, evaluation, (code, message) => new Fault(code, message, expr.at));
  }
  const { call } = entry;
  const nullGivesNull = entry.nulls === 'given';
  return (evaluation) => {
    const values: Json[] = [];
    let sawNull = false;
    for (const arg of args) {
      const value = arg(evaluation);
      if (value === null) sawNull = true;
      values.push(value);
    }
    if (sawNull && nullGivesNull) return null;
    for (const [index, value] of values.entries()) {
      const parameter = parameterAt(entry, index);
      if (parameter !== undefined && !fits(parameter.accepts, value)) throw unfit(entry, expr, index, value);
    }
    evaluation.standAt(expr.at);
    return call(values, evaluation);
  };
}

/** Whether a value is of the kind a parameter takes; elements and members are the function's own to look at. */
function fits(type: Type, value: Json): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'null':
      return value === null;
    case 'list':
      return isList(value);
    case 'object':
      return isObject(value);
    case 'union':
      return type.options.some((option) => fits(option, value));
    case 'boolean':
    case 'number':
    case 'string':
      return typeof value === type.kind;
  }
}

function unfit(entry: FunctionEntry, expr: Expr & { kind: 'call' }, index: number, value: Json): Fault {
  const parameter = parameterAt(entry, index);
  const argument = expr.args[index] ?? expr;
  const wanted = describeType(parameter?.accepts ?? { kind: 'any' });
  const message = `${entry.name} takes ${wanted} as its ${parameter?.name ?? ''}; \`${shown(argument)}\` is ${describeValue(value)}`;
  return new Fault('unfit-argument', message, argument.at);
}
