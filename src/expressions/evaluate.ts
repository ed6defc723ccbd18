import { setOwn, unreachable, type Json } from '../std/index.ts';
import type { Expr } from './ast.ts';
import { compiled } from './compile.ts';
import { describeValue } from './describe-value.ts';
import { Evaluation, Fault } from './evaluation.ts';
import { DEEPEST_VALUE } from './limits.ts';
import { shown } from './printer.ts';
import type { Evaluated, Scope, Template } from './template.ts';

export function evaluateExpression(expr: Expr, scope: Scope): Evaluated {
  return evaluated(scope, (evaluation) => compiled(expr)(evaluation));
}

/** True or false; null counts as false, and anything else is an error: there is no truthiness. */
export function evaluateCondition(condition: boolean | Expr, scope: Scope): Evaluated {
  if (typeof condition === 'boolean') return { ok: true, value: condition };
  const found = evaluateExpression(condition, scope);
  if (!found.ok || typeof found.value === 'boolean') return found;
  if (found.value === null) return { ok: true, value: false };
  const message = `a condition gives true or false; \`${shown(condition)}\` is ${describeValue(found.value)}`;
  return { ok: false, error: { code: 'condition-not-boolean', message, at: condition.at } };
}

export function evaluateTemplate(template: Template, scope: Scope): Evaluated {
  return evaluated(scope, (evaluation) => filled(template, evaluation, 1));
}

function evaluated(scope: Scope, evaluate: (evaluation: Evaluation) => Json): Evaluated {
  const evaluation = new Evaluation(scope);
  try {
    return { ok: true, value: evaluation.bounded(evaluate(evaluation)) };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return { ok: false, error: { code: thrown.code, message: thrown.message, at: thrown.at } };
  } finally {
    evaluation.settle();
  }
}

function filled(template: Template, evaluation: Evaluation, depth: number): Json {
  if (depth > DEEPEST_VALUE) {
    throw new Fault('expression-limit', `a value nested more than ${DEEPEST_VALUE} levels deep`, 0);
  }
  switch (template.kind) {
    case 'value':
      return template.value;
    case 'expression':
      evaluation.place++;
      return compiled(template.expr)(evaluation);
    case 'text':
      return text(template.parts, evaluation);
    case 'list':
      return template.items.map((item) => filled(item, evaluation, depth + 1));
    case 'object': {
      const made: Record<string, Json> = {};
      for (const [name, member] of template.members) setOwn(made, name, filled(member, evaluation, depth + 1));
      return made;
    }
    default:
      return unreachable(template);
  }
}

function text(parts: readonly (string | Expr)[], evaluation: Evaluation): string {
  const pieces: string[] = [];
  let length = 0;
  for (const part of parts) {
    let piece: string;
    if (typeof part === 'string') piece = part;
    else {
      evaluation.place++;
      const value = compiled(part)(evaluation);
      evaluation.standAt(part.at);
      piece = evaluation.asText(value);
    }
    length += piece.length;
    evaluation.room(length);
    pieces.push(piece);
  }
  return evaluation.text(pieces.join(''));
}
