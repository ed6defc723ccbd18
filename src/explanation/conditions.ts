import {
  evaluateCondition,
  evaluateExpression,
  type LocalName,
  printExpression,
  referencesIn,
  type Scope,
} from '../expressions/index.ts';
import { unitScope, type UnitRef } from '../engine/index.ts';
import type { Condition } from '../plan/index.ts';
import type { Json } from '../std/index.ts';
import type { NamedValue } from './explained.ts';
import { shownValue } from './shown-value.ts';
import type { Subject } from './subject.ts';

const mostNames = 10;

/** What a condition gave and why: it is evaluated once more, over what it saw, which has not changed since. */
export interface Judged {
  readonly text: string;
  readonly value?: string;
  readonly error?: string;
  readonly names: readonly NamedValue[];
}

export function judge(
  subject: Subject,
  unit: UnitRef,
  condition: Condition,
  about: {
    readonly place?: string;
    readonly locals?: { readonly [Name in LocalName]?: Json };
    readonly written?: string;
  },
): Judged {
  const { written, ...more } = about;
  const text = written ?? printed(condition);
  if (typeof condition === 'boolean') return { text, value: String(condition), names: [] };
  const scope: Scope = { ...unitScope(subject.index, subject.state, unit, more), budget: subject.budget };
  const found = evaluateCondition(condition, scope);
  const names = namesIn(condition, scope);
  return found.ok
    ? { text, value: shownValue(found.value), names }
    : { text, error: `${found.error.code}: ${found.error.message}`, names };
}

export function printed(condition: Condition): string {
  return typeof condition === 'boolean' ? String(condition) : printExpression(condition);
}

/** Each once, in order of writing. */
function namesIn(condition: Exclude<Condition, boolean>, scope: Scope): readonly NamedValue[] {
  const named = new Map<string, string>();
  for (const reference of referencesIn(condition)) {
    const name = printExpression(reference);
    if (named.has(name)) continue;
    if (named.size === mostNames) break;
    const found = evaluateExpression(reference, scope);
    if (found.ok) named.set(name, shownValue(found.value));
  }
  return [...named].map(([name, value]) => ({ name, value }));
}
