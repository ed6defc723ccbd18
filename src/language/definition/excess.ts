import type { Diagnostic, Span } from '../../problems/index.ts';
import { sizeOf, valueOf, type SourceMap, type SourceNode } from '../read/index.ts';
import { tooManyDependsOn, tooManyInputs, tooManyKeys, tooManySteps } from './bounds.ts';
import { definitionLimits } from './limits.ts';

/** What is too much by its mere count and was read all the same: behind an alias, or in a rare way of YAML's. */
export function excessOf(root: SourceMap): readonly Diagnostic[] {
  const steps = valueOf(root, 'steps');
  const found =
    wideMap(root, null) ??
    tooMany(valueOf(root, 'inputs'), definitionLimits.inputs, tooManyInputs) ??
    tooMany(steps, definitionLimits.steps, tooManySteps) ??
    wideStep(steps);
  return found === null ? [] : [found];
}

function wideStep(steps: SourceNode | undefined): Diagnostic | null {
  if (steps?.kind !== 'list') return null;
  const { items } = steps;
  for (let i = 0; i < items.length; i++) {
    const step = items[i];
    if (step?.kind !== 'map') continue;
    const dependsOn = valueOf(step, 'depends_on');
    const found =
      wideMap(step, i) ?? tooMany(dependsOn, definitionLimits.dependsOnEntries, (span) => tooManyDependsOn(span, i));
    if (found !== null) return found;
  }
  return null;
}

function tooMany(node: SourceNode | undefined, most: number, refuse: (span: Span) => Diagnostic): Diagnostic | null {
  if (node === undefined || node.kind === 'scalar') return null;
  if (sizeOf(node) <= most) return null;
  const { start, end } = node.span;
  return refuse({ start, end: Math.min(end, start + 1) });
}

function wideMap(map: SourceMap, step: number | null): Diagnostic | null {
  if (sizeOf(map) <= definitionLimits.keys) return null;
  const first = map.entries[definitionLimits.keys];
  return first === undefined ? null : tooManyKeys(first.keySpan, step);
}
