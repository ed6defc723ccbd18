import { evaluateParameters, type Scope, type SecretPlace, type Template } from '../expressions/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { jsonBytes, type Json } from '../std/index.ts';
import { engineLimits } from './limits.ts';
import { fill } from './step-scope.ts';

export type CallParameters =
  | {
      readonly ok: true;
      readonly value: Json;
      readonly bytes: number;
      /** Where secrets stand in it; absent where none does. */
      readonly secrets?: readonly SecretPlace[];
    }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string };

/** Evaluates what a call sends, and holds it to what a payload can take. `key` is where its author wrote it. */
export function callParameters(key: string, template: Template, scope: Scope): CallParameters {
  const filled = fill(key, template, scope);
  return filled.ok ? withinLimit(filled.value, engineLimits.parameterBytes) : filled;
}

/** The same for a service of ours, whose secrets are put in their places where it is called. */
export function serviceParameters(key: string, template: Template, scope: Scope): CallParameters {
  const filled = evaluateParameters(template, scope);
  if (!filled.ok) return { ok: false, code: filled.error.code, message: `${key}: ${filled.error.message}` };
  return withinLimit(filled.value, engineLimits.parameterBytes, filled.secrets);
}

/** The members of a command that say what is sent. */
export function sentWith({ value, secrets }: Extract<CallParameters, { readonly ok: true }>): {
  readonly parameters: Json;
  readonly secrets?: readonly SecretPlace[];
} {
  return secrets === undefined ? { parameters: value } : { parameters: value, secrets };
}

export function withinLimit(value: Json, most: number, secrets: readonly SecretPlace[] = []): CallParameters {
  const bytes = jsonBytes(value) + (secrets.length === 0 ? 0 : jsonBytes(secrets as unknown as Json));
  if (bytes <= most) return { ok: true, value, bytes, ...(secrets.length > 0 && { secrets }) };
  const message = `its parameters have ${bytes} bytes as JSON; ${most} is the most`;
  return { ok: false, code: 'parameters-too-large', message };
}
