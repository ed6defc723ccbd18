import { diagnostic, hasErrors, type Diagnostic } from '../../problems/index.ts';
import { definitionLimits } from '../definition/limits.ts';
import { advice, rules } from './rules/index.ts';
import type { Subject } from './subject.ts';

/** Everything that can be known wrong before anything runs, by position, each thing once; but where more is wrong than is
 * listed, the rules are not asked as well. `before` is what reading and the shape have found already. */
export function check(subject: Subject, before: readonly Diagnostic[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [...before, ...subject.found];
  for (const rule of rules) {
    if (found.length > definitionLimits.diagnostics && manyErrors(found)) break;
    for (const each of rule(subject)) found.push(each);
  }
  if (!hasErrors(found)) for (const rule of advice) for (const each of rule(subject)) found.push(each);
  return listed(found);
}

export function listed(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const each of found) {
    // An aliased node is checked wherever it is used, and wrong in one place.
    const key = `${each.code} ${each.span?.start} ${each.span?.end} ${each.message}`;
    if (!once.has(key)) once.set(key, each);
  }
  const sorted = [...once.values()].sort((a, b) => startOf(a) - startOf(b));
  const most = definitionLimits.diagnostics;
  if (sorted.length <= most) return sorted;
  // Errors before warnings where not all can be listed.
  const kept = new Set([...sorted].sort((a, b) => weight(a) - weight(b)).slice(0, most));
  const rest = diagnostic('more-diagnostics', `and at least ${sorted.length - most} more`);
  return [...sorted.filter((each) => kept.has(each)), rest];
}

function manyErrors(found: readonly Diagnostic[]): boolean {
  let errors = 0;
  for (const { severity } of found) if (severity === 'error') errors++;
  return errors > definitionLimits.diagnostics;
}

function startOf(each: Diagnostic): number {
  return each.span?.start ?? 0;
}

function weight(each: Diagnostic): number {
  return each.severity === 'error' ? 0 : 1;
}
