import type { Scope, Template } from '../expressions/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { jsonBytes, type Json } from '../std/index.ts';
import { engineLimits } from './limits.ts';
import { fill } from './step-scope.ts';

export type CallParameters =
  | { readonly ok: true; readonly value: Json; readonly bytes: number }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** Evaluates what a call sends, and holds it to what a payload can take. `key` is where its author wrote it. */
export function callParameters(key: string, template: Template, scope: Scope): CallParameters {
  const filled = fill(key, template, scope);
  return filled.ok ? withinLimit(filled.value, engineLimits.parameterBytes) : filled;
}

export function withinLimit(value: Json, most: number): CallParameters {
  const bytes = jsonBytes(value);
  if (bytes <= most) return { ok: true, value, bytes };
  const message = `its parameters have ${bytes} bytes as JSON; ${most} is the most`;
  return { ok: false, code: 'parameters-too-large', message };
}
