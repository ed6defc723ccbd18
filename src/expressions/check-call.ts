import type { Expr } from './ast.ts';
import type { Checker } from './check.ts';
import { parameterAt, signatureOf, wrongCount, type FunctionEntry } from './functions/function-entry.ts';
import { functionTable } from './functions/function-table.ts';
import { nearestFunction } from './functions/nearest-function.ts';
import { shown } from './printer.ts';
import { anyType, canFit, describeType, mayBe, nullable, type Type } from './static-type.ts';

export function callType(expr: Expr & { kind: 'call' }, checker: Checker): Type {
  const args = expr.args.map((arg) => checker.typeOf(arg));
  const entry = functionTable.get(expr.name);
  if (entry === undefined) {
    const near = nearestFunction(expr.name, checker.types.comparisons);
    const advice = near === null ? '' : `; did you mean \`${near}\`?`;
    checker.report('unknown-function', `\`${expr.name}\`: no such function${advice}`, expr, near ?? undefined);
    return anyType;
  }
  const wrong = wrongCount(entry, args.length);
  if (wrong !== null) {
    checker.report('wrong-argument-count', wrong, expr, `write ${signatureOf(entry)}`);
    return anyType;
  }
  for (const [index, type] of args.entries()) checkArgument(entry, expr, index, type, checker);
  const returns = typeof entry.returns === 'function' ? entry.returns(args) : entry.returns;
  const nullPassesThrough = entry.nulls === 'given' && args.some((type) => type.kind !== 'any' && mayBe(type, 'null'));
  return nullPassesThrough ? nullable(returns) : returns;
}

function checkArgument(
  entry: FunctionEntry,
  call: Expr & { kind: 'call' },
  index: number,
  type: Type,
  checker: Checker,
): void {
  const parameter = parameterAt(entry, index);
  const arg = call.args[index];
  if (parameter === undefined || arg === undefined) return;
  const nullIsFine = entry.nulls === 'given' && mayBe(type, 'null');
  if (!nullIsFine && !canFit(parameter.accepts, type)) {
    const wanted = describeType(parameter.accepts);
    const message = `${entry.name} takes ${wanted} as its ${parameter.name}; \`${shown(arg)}\` is ${describeType(type)}`;
    checker.report('wrong-type', message, arg);
    return;
  }
  if (arg.kind !== 'literal' || arg.value === null) return;
  const refused = parameter.refuse?.(arg.value) ?? null;
  if (refused !== null) checker.report('wrong-argument', `${entry.name}: ${refused}`, arg);
}
