import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { entryOf, type SourceMap } from '../read/index.ts';
import { definitionLimits } from './limits.ts';

/** What is too much by its mere count. Said before the parts are looked at one by one: of 100,000 steps that are each
 * wrong, the number is what is wrong. */
export function excessOf(root: SourceMap): readonly Diagnostic[] {
  const tooWide = wideMap(root, '');
  if (tooWide !== null) return [tooWide];
  const steps = entryOf(root, 'steps')?.value;
  if (steps?.kind !== 'list') return [];
  if (steps.items.length > definitionLimits.steps) {
    const message = `\`steps\` has ${steps.items.length} entries; ${definitionLimits.steps} is the most`;
    const { start, end } = steps.span;
    return [diagnostic('too-many-steps', message, { path: 'steps', span: { start, end: Math.min(end, start + 1) } })];
  }
  for (const [i, step] of steps.items.entries()) {
    const found = step.kind === 'map' ? wideMap(step, `steps[${i}]`) : null;
    if (found !== null) return [found];
  }
  return [];
}

function wideMap({ entries }: SourceMap, path: string): Diagnostic | null {
  const most = definitionLimits.keys;
  const first = entries[most];
  if (first === undefined) return null;
  const what = path === '' ? 'a definition' : 'a step';
  const message = `${what} has ${entries.length} keys here; ${most} is the most`;
  return diagnostic('too-many-entries', message, { path: path === '' ? undefined : path, span: first.keySpan });
}
