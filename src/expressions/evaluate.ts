import { setOwn, unreachable, type Json } from '../std/index.ts';
import type { Expr } from './ast.ts';
import { compiled } from './compile.ts';
import { describeValue } from './describe-value.ts';
import { Evaluation, Fault } from './evaluation.ts';
import { DEEPEST_VALUE } from './limits.ts';
import { shown } from './printer.ts';
import { SecretPlaces } from './secret-places.ts';
import type { Evaluated, EvaluatedParameters, Scope, Template } from './template.ts';

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

/** The same for what a call sends: a `{{secrets.NAME}}` stays as it is written, and is told of. */
export function evaluateParameters(template: Template, scope: Scope): EvaluatedParameters {
  const places = new SecretPlaces();
  const found = evaluated(scope, (evaluation) => filled(template, evaluation, 1, places));
  return found.ok ? { ...found, secrets: places.found } : found;
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

/** Without `places`, a secret is an error like any other expression that has no value. */
function filled(template: Template, evaluation: Evaluation, depth: number, places?: SecretPlaces): Json {
  if (depth > DEEPEST_VALUE) {
    throw new Fault('expression-limit', `a value nested more than ${DEEPEST_VALUE} levels deep`, 0);
  }
  const member = (each: Template, segment: string | number): Json =>
    places === undefined
      ? filled(each, evaluation, depth + 1)
      : places.within(segment, () => filled(each, evaluation, depth + 1, places));
  switch (template.kind) {
    case 'value':
      return template.value;
    case 'expression':
      evaluation.place++;
      if (template.expr.kind === 'secret' && places !== undefined) return places.take(template.expr, 0);
      return compiled(template.expr)(evaluation);
    case 'text':
      return text(template.parts, evaluation, places);
    case 'list':
      return template.items.map(member);
    case 'object': {
      const made: Record<string, Json> = {};
      for (const [name, each] of template.members) setOwn(made, name, member(each, name));
      return made;
    }
    default:
      return unreachable(template);
  }
}

function text(parts: readonly (string | Expr)[], evaluation: Evaluation, places: SecretPlaces | undefined): string {
  const pieces: string[] = [];
  let length = 0;
  for (const part of parts) {
    let piece: string;
    if (typeof part === 'string') piece = part;
    else {
      evaluation.place++;
      if (part.kind === 'secret' && places !== undefined) piece = places.take(part, length);
      else {
        const value = compiled(part)(evaluation);
        evaluation.standAt(part.at);
        piece = evaluation.asText(value);
      }
    }
    length += piece.length;
    evaluation.room(length);
    pieces.push(piece);
  }
  return evaluation.text(pieces.join(''));
}
