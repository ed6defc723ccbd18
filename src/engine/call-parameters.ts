import { evaluateTemplate, type Scope, type Template } from '../expressions/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { jsonBytes, type Json } from '../std/index.ts';
import { engineLimits } from './limits.ts';

export type CallParameters =
  | { readonly ok: true; readonly value: Json; readonly bytes: number }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** Evaluates what a call sends, and holds it to what a payload can take. */
export function callParameters(
  template: Template,
  scope: Scope,
  most: number = engineLimits.parameterBytes,
): CallParameters {
  const evaluated = evaluateTemplate(template, scope);
  if (!evaluated.ok)
    return { ok: false, code: evaluated.error.code, message: `parameters: ${evaluated.error.message}` };
  return withinLimit(evaluated.value, most);
}

export function withinLimit(value: Json, most: number): CallParameters {
  const bytes = jsonBytes(value);
  if (bytes <= most) return { ok: true, value, bytes };
  const message = `its parameters have ${bytes} bytes as JSON; ${most} is the most`;
  return { ok: false, code: 'parameters-too-large', message };
}
